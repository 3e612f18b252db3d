"""Say what a receipt says, in the reader's language, from its codes alone.

Nothing is composed that the payload does not hold, so the page cannot disagree with what was
signed. The words are in `catalogue.toml`; this file knows which code goes where. It does not
check the receipt: that is the verifier's work. The reasons of the policy (`policy.rules`) are words
of another folder: whoever describes hands them in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from volant.ledger.receipt import Receipt

LANGUAGES = ("fr", "ar", "en", "zgh")
FALLBACK = "fr"

SPOKEN = ("fr", "ar", "en")
"""The languages reasons are written in."""

MEASURED = frozenset({"class", "country", "replaced", "approved", "score", "policy"})
"""Fields that have no line where nothing was recorded: not every answer rests on a decision."""

Words = Mapping[str, Mapping[str, Mapping[str, Any]]]
Value = tuple[str, str, Mapping[str, Any]]
"""The group and code of a line's words, and what is put into them."""

Reason = Callable[[str, str, int], str]
"""Give the words of a rule by code and language, with a number to put in; the code itself where
there are none."""

_UNRECORDED: Value = ("value", "unrecorded", {})


def _no_reason(code: str, language: str, n: int) -> str:
    return code


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Be one line for a reader: `language` is the one it is really in.

    `unverified` means that no speaker has read the words yet. In Arabic, names and numbers that
    run left to right are wrapped in directional isolates (U+2068, U+2069).
    """

    field: str
    label: str
    value: str
    language: str
    unverified: bool


@cache
def read_catalogue() -> Words:
    """Return the words, by group, code and language."""
    return tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text("utf-8"))


def describe(receipt: Receipt, language: str, reason: Reason = _no_reason) -> tuple[Line, ...]:
    """Return a line a fact: nine that every receipt has, and the others where they were measured.

    The nine: when, language, engine, weights, place, egress, outcome, sources, log. The others:
    class, country, replaced, approved, policy, score, and a `rule` for each rule that has words.
    `language` is `fr`, `ar`, `en` or `zgh`; French stands in for any other, and for a line that
    nobody has written in Tamazight. A code this version does not know is shown as it is.
    """
    facts = receipt.facts
    values = {name: value for name, value in _read(facts).items() if value or name not in MEASURED}
    lines = [
        _write_line(field, *(value or _UNRECORDED), language) for field, value in values.items()
    ]
    return (*lines[:-1], *_write_rules(receipt, language, reason), lines[-1])


def _read(facts: Mapping[str, Any]) -> dict[str, Value | None]:
    """Give each field what its line is made of, in the order of the page; None is not recorded."""
    engine, place = _part(facts, "engine"), _part(facts, "place")
    request, policy = _part(facts, "request"), _part(facts, "policy")
    log, human = _part(facts, "log"), _part(facts, "human")
    origin = {"index": log.get("index"), "origin": log.get("origin")}
    return {
        "when": _read_time(str(facts.get("at"))),
        "language": _read_code("language", request.get("lang")),
        "class": _read_code("class", request.get("class")),
        "engine": _read_text(engine.get("name")),
        "weights": _read_digest(engine.get("weights")),
        "place": _read_code("zone", place.get("zone")),
        "country": _read_text(place.get("country")),
        "egress": _read_code("egress", place.get("egress")),
        "outcome": _read_code("outcome", policy.get("outcome")),
        "replaced": _read_counts(_part(_part(facts, "sent"), "pseudonymised")),
        "approved": _read_text(human.get("by")),
        "score": _read_score(_part(facts, "score")),
        "policy": _read_digest(policy.get("digest")),
        "sources": _read_text(str(len(facts.get("sources", ())))),
        "log": ("value", "log", origin),
    }


def limits(language: str) -> tuple[str, ...]:
    """Return what a receipt does not prove, to be shown with each one.

    >>> limits("fr")[0]
    'Ce reçu ne prouve pas que la réponse est vraie.'
    """
    group = read_catalogue()["limit"]
    return tuple(str(words.get(language, words[FALLBACK])) for words in group.values())


def _part(facts: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = facts.get(name)
    return part if isinstance(part, dict) else {}


def _read_text(text: Any) -> Value | None:
    return ("value", "text", {"text": text}) if text else None


def _read_digest(digest: Any) -> Value | None:
    return _read_text(str(digest).removeprefix("sha256:")) if digest else None


def _read_code(group: str, code: str | None) -> Value | None:
    if code is None:
        return None
    return (
        (group, code, {}) if code in read_catalogue()[group] else ("value", "code", {"code": code})
    )


def _read_counts(counts: Mapping[str, Any]) -> Value | None:
    return ("value", "counts", {"counts": counts}) if counts else None


def _read_score(score: Mapping[str, Any]) -> Value | None:
    wanted = ("moteur", "volant", "gate")
    return ("value", "score", score) if all(name in score for name in wanted) else None


def say_rule(receipt: Receipt, code: str, language: str, reason: Reason = _no_reason) -> str:
    """Give the words of a rule as this receipt means it; `""` for what has none.

    What counts replaced items has none either where none were.
    """
    own = read_catalogue()["rule"]
    if code in own:
        return str(own[code].get(language, own[code][FALLBACK]))
    counts = _part(_part(receipt.facts, "sent"), "pseudonymised").values()
    count = sum(n for n in counts if isinstance(n, int))
    spoken = language if language in SPOKEN else FALLBACK
    text = reason(code, spoken, count)
    counts_none = count == 0 and text != reason(code, spoken, 1)
    return "" if text == code or counts_none else text


def _write_rules(receipt: Receipt, language: str, reason: Reason) -> Iterator[Line]:
    """Say each rule that has words; what the gateway notes for itself has none."""
    spoken = language if language in SPOKEN else FALLBACK
    for code in _part(receipt.facts, "policy").get("rules", ()):
        if text := say_rule(receipt, code, spoken, reason):
            yield replace(_write_line("rule", *_text(text), spoken), value=text)


def _text(text: str) -> Value:
    return "value", "text", {"text": text}


def _read_time(at: str) -> Value:
    """Split `2026-11-21T10:02:31Z`; anything else is shown as it is."""
    day, _, clock = at.removesuffix("Z").partition("T")
    parts = day.split("-")
    if len(parts) != 3 or not clock:
        return _text(at)
    date = "/".join(reversed(parts))
    return "value", "when", {"iso": day, "date": date, "time": clock[:5]}


def _write_line(field: str, group: str, code: str, parts: Mapping[str, Any], language: str) -> Line:
    words = read_catalogue()
    label, value = words["field"][field], words[group][code]
    spoken = language if language in label and language in value else FALLBACK
    wrap = "\u2068{}\u2069" if spoken == "ar" else "{}"
    return Line(
        field=field,
        label=str(label[spoken]),
        value=str(value[spoken]).format_map(
            {k: wrap.format(_spell(v, spoken)) for k, v in parts.items()}
        ),
        language=spoken,
        unverified=spoken == "zgh" and bool(label.get("unverified") or value.get("unverified")),
    )


def _spell(part: Any, language: str) -> str:
    """Write a part of a line; counts by kind are a list, each kind in the reader's words."""
    if not isinstance(part, Mapping):
        return str(part)
    words = read_catalogue()["kind"]
    named = (
        f"{count} × {words[kind].get(language, words[kind][FALLBACK]) if kind in words else kind}"
        for kind, count in part.items()
    )
    return ("، " if language == "ar" else ", ").join(named)
