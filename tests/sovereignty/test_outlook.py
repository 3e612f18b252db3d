"""What is shown of engines: facts by name, what each may be given, what would happen to a text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant import privacy
from volant.records import CLASSES, Place
from volant.sovereignty import Facts, assess, decide, load_policy, load_profiles
from volant.sovereignty.catalogue import make_unknown
from volant.sovereignty.decision import OUTCOMES
from volant.sovereignty.facts import name_fact, spell
from volant.sovereignty.institution import Institution, offer, settle
from volant.sovereignty.observation import observe
from volant.sovereignty.outlook import admit, foresee, view
from volant.sovereignty.profile import Adaptation, File, Profile
from volant.sovereignty.roster import Roster
from volant.sovereignty.words import LANGUAGES, load_words

DAY = date(2026, 11, 22)
POLICY = load_policy()
PROFILES = load_profiles()
TEXT = "السلام، رقم بطاقتي AB123456 وهاتفي 0661234567، AB123456"


def ours() -> Profile:
    """Give the embedded engine on an institution's premises, isolated and probed."""
    taza = Institution(
        name="Commune de Taza", country="MA", premises="own", digest="ab" * 32, at=DAY,
        source="pv.pdf",
    )  # fmt: skip
    seen = observe(settle(PROFILES["embedded"], taza), Place(egress="E4"), DAY)
    return offer(seen, ["mistral-api"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_a_profile_has_a_name(language: str) -> None:
    profile, words = PROFILES["embedded"], load_words()
    sections = {
        part.name for part in fields(profile) if is_dataclass(getattr(profile, part.name))
    } - {"label"}
    pointers = {
        f"/{name}/{part.name}" for name in sections for part in fields(getattr(profile, name))
    }
    assert set(words["fact"]) == pointers
    assert set(words["section"]) == sections
    named = [name_fact(pointer, language) for pointer in pointers]
    assert len(set(named)) == len(named)


def test_values_are_read_and_not_parsed() -> None:
    assert spell(True, "ar") == "نعم"
    assert spell(("maker", "institution"), "en") == "the maker; the institution"
    assert spell({"fr": 0.25, "ary-Arab": 0.1}) == "fr: 0,25 ; ary-Arab: 0,1"
    assert spell(File(path="a.gguf", bytes=5, sha256="c" * 64)) == f"a.gguf · 5 · {'c' * 16}…"
    assert spell(Adaptation(country="MA", by="UM6P")) == "MA · UM6P"
    assert spell(DAY, "ar") == "2026-11-22"
    assert name_fact("/no/such") == "/no/such"


def test_a_view_holds_what_the_parts_say() -> None:
    seen = view(ours(), POLICY, DAY)
    assert seen.standing == assess(ours(), POLICY, DAY)
    assert (seen.standing.zone, seen.score.gate) == ("Z0", 1)
    assert len(seen.marks) == len(seen.score.levels) == 10


@pytest.mark.parametrize("name", PROFILES)
def test_what_an_engine_may_be_given_only_shrinks(name: str) -> None:
    admitted = admit(assess(PROFILES[name], POLICY, DAY), POLICY)
    assert tuple(admitted) == CLASSES
    ranks = [OUTCOMES.index(decision.outcome) for decision in admitted.values()]
    assert ranks == sorted(ranks)


def test_a_text_is_foreseen_as_it_would_be_decided() -> None:
    standings = [assess(one, POLICY, DAY) for one in (ours(), PROFILES["gpt-api"])]
    seen = foresee(TEXT, standings, POLICY, DAY)
    assert dict(seen.kinds) == {"cin": 2, "phone": 1}
    assert (sorted(seen.classes), seen.known) == (["D2", "D3"], True)
    near, far = seen.outlooks
    facts = Facts(day=DAY, classes=seen.classes, weights=near.standing.weights)
    assert near.now == decide(facts, near.standing, POLICY)
    assert (near.now.outcome, near.then and near.then.outcome) == ("DENIED", "ALLOWED")
    assert (far.now.outcome, far.then) == ("DENIED", None)


def test_the_same_number_has_the_same_stand_in() -> None:
    seen = foresee(TEXT, [], POLICY, DAY)
    assert seen.sent == "السلام، رقم بطاقتي ⟦CIN_1⟧ وهاتفي ⟦PHONE_1⟧، ⟦CIN_1⟧"


def test_a_text_of_no_known_class_counts_as_sensitive_and_says_so() -> None:
    seen = foresee("Le ciel est bleu.", [], POLICY, DAY)
    assert (sorted(seen.classes), seen.known, seen.found) == (["D3"], False, ())
    assert sorted(foresee("Le ciel est bleu.", [], POLICY, DAY, ["D0"]).classes) == ["D0"]


def test_what_was_found_is_never_taken_back() -> None:
    assert sorted(foresee(TEXT, [], POLICY, DAY, ["D0"]).classes) == ["D0", "D2", "D3"]
    with pytest.raises(ValueError, match="D9"):
        foresee(TEXT, [], POLICY, DAY, ["D9"])


@given(st.text(max_size=80), st.sampled_from(["", TEXT, "CIN AB123456", "a@b.ma"]))
def test_nothing_found_is_left_in_the_text_with_stand_ins(text: str, more: str) -> None:
    seen = foresee(text + more, [], POLICY, DAY)
    rest, at = [], 0
    for one in privacy.find(text + more):
        rest.append((text + more)[at : one.start])
        at = one.end
    assert len(seen.found) == len(rest)
    where = 0
    for piece in rest:
        assert seen.sent.startswith(piece, where)
        where = seen.sent.index("⟧", where + len(piece)) + 1


def test_a_roster_shows_an_engine_nobody_described_as_unknown() -> None:
    reads: list[int] = []

    def profiles() -> dict[str, Profile]:
        reads.append(1)
        return {"embedded": PROFILES["embedded"]}

    roster = Roster(policy=load_policy, profiles=profiles, installed=("embedded", "voisin"))
    policy, found = roster.read()
    assert found == {"embedded": PROFILES["embedded"], "voisin": make_unknown("voisin")}
    assert assess(found["voisin"], policy, DAY).zone == "Z4"
    roster.read()
    assert len(reads) == 1
