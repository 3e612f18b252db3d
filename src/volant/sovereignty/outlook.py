"""Look ahead: where each engine stands, what it may be given, what would happen to a text.

Everything a page or a command shows of an engine is computed here and printed elsewhere. Nothing is
asked of an engine, nothing is sent, kept or logged: what runs is taken to be what was approved, and
stand-ins are written into a copy of the text without a vault, so their numbers may differ from
those of a conversation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from volant import privacy
from volant.privacy import Finding
from volant.privacy.placeholders import write
from volant.records import CLASSES
from volant.sovereignty.classes import propose, raise_to
from volant.sovereignty.decision import Decision, Facts, decide
from volant.sovereignty.knowledge import Knowledge
from volant.sovereignty.policy import UNKNOWN_CLASS, Policy
from volant.sovereignty.profile import Profile
from volant.sovereignty.score import Advice, Score, advise, mark_levels, measure
from volant.sovereignty.standing import Standing, assess

PERSONAL = "D2"
"""The class that is left once identifiers are replaced: what was about a person still may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Be one engine as it stands on a day; `marks` and `advice` are as in `score`."""

    profile: Profile
    knowledge: Knowledge
    standing: Standing
    score: Score
    marks: tuple[str, ...]
    advice: tuple[Advice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Be what the policy says of one engine: `now`, and `then` once identifiers are replaced.

    `then` is None where there is nothing to replace or replacing changes nothing.
    """

    standing: Standing
    now: Decision
    then: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Be what would happen to a text: what was found in it, its classes, and engine by engine.

    `known` says that a class was found or given; else the text counts as `UNKNOWN_CLASS`. `sent`
    is the text with stand-ins in the place of what was found.
    """

    text: str
    found: tuple[Finding, ...]
    classes: frozenset[str]
    known: bool
    outlooks: tuple[Outlook, ...]
    sent: str

    @property
    def kinds(self) -> Counter[str]:
        """Count what was found, by kind."""
        return Counter(one.kind for one in self.found)


def view(profile: Profile, policy: Policy, day: date) -> View:
    """Return all that is shown of a profile on a day.

    >>> from volant.sovereignty.catalogue import load_profiles
    >>> from volant.sovereignty.policy import load_policy
    >>> seen = view(load_profiles()["gpt-api"], load_policy(), date(2026, 11, 22))
    >>> seen.standing.zone, seen.score.gate
    ('Z4', 0)
    """
    knowledge = Knowledge(profile, day)
    return View(
        profile=profile,
        knowledge=knowledge,
        standing=assess(profile, policy, day),
        score=measure(knowledge, policy.adequate),
        marks=mark_levels(knowledge, policy.adequate),
        advice=advise(knowledge, policy.adequate),
    )


def admit(standing: Standing, policy: Policy) -> Mapping[str, Decision]:
    """Return what is decided of data of each class alone, as it is, the least sensitive first."""
    facts = Facts(day=standing.day, weights=standing.weights)
    return {
        name: decide(replace(facts, classes=frozenset((name,))), standing, policy)
        for name in CLASSES
    }


def foresee(
    text: str,
    standings: Iterable[Standing],
    policy: Policy,
    day: date,
    given: Collection[str] = (),
    *,
    public: str = "",
) -> Forecast:
    """Return what would happen to a text with each engine; `given` are classes known of it.

    `public` is the tag of an answer for the public, where it is for them. Raises `ValueError` for a
    name that is no class.

    >>> from volant.sovereignty.policy import load_policy
    >>> seen = foresee("بطاقتي AB123456", [], load_policy(), date(2026, 11, 22))
    >>> sorted(seen.classes), seen.sent
    (['D2', 'D3'], 'بطاقتي ⟦CIN_1⟧')
    """
    found = privacy.find(text)
    seen = raise_to(propose(one.kind for one in found), *given)
    classes = seen or frozenset((UNKNOWN_CLASS,))
    facts = Facts(day=day, classes=classes, public=bool(public), tag=public)
    return Forecast(
        text=text,
        found=found,
        classes=classes,
        known=bool(seen),
        outlooks=tuple(_judge(one, policy, facts, len(found), given) for one in standings),
        sent=_stand_in(text, found),
    )


def _judge(
    standing: Standing, policy: Policy, facts: Facts, found: int, given: Collection[str]
) -> Outlook:
    """Decide on the text as it is and, where that changes anything, with identifiers replaced."""
    facts = replace(facts, weights=standing.weights)
    now = decide(facts, standing, policy)
    if not found or now.may_send:
        return Outlook(standing=standing, now=now)
    left = raise_to((PERSONAL,), *given)
    facts = replace(facts, classes=left, pseudonymised=True, replaced=found, residue=0)
    then = decide(facts, standing, policy)
    return Outlook(standing=standing, now=now, then=None if then == now else then)


def _stand_in(text: str, found: Sequence[Finding]) -> str:
    """Write stand-ins, the same for the same words; who is a man or a woman is not looked at."""
    numbers: dict[tuple[str, str], int] = {}
    counts: Counter[str] = Counter()
    parts, at = [], 0
    for one in found:
        key = (one.kind, text[one.start : one.end].casefold())
        if key not in numbers:
            counts[one.kind] += 1
            numbers[key] = counts[one.kind]
        parts += [text[at : one.start], write(one.kind, "", numbers[key])]
        at = one.end
    return "".join([*parts, text[at:]])
