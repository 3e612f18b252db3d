"""Read receipts in every language, and hold the catalogue against the codes."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from volant import privacy
from volant.ledger import Facts, Ledger, Receipt, describe, limits
from volant.ledger.description import FALLBACK, LANGUAGES, read_catalogue, say_rule
from volant.ledger.receipt import OUTCOMES
from volant.records import TAGS
from volant.sovereignty import explain

FIELDS = [
    "when",
    "language",
    "engine",
    "weights",
    "place",
    "egress",
    "outcome",
    "sources",
    "log",
]
ALL = [
    "when", "language", "class", "engine", "weights", "place", "country", "egress", "outcome",
    "replaced", "approved", "score", "policy", "sources", "rule", "log",
]  # fmt: skip
KINDS = {"person" if kind == "name" else kind for kind in privacy.KINDS}
DECIDED: dict[str, object] = {
    "data_class": "D3",
    "country": "MA",
    "pseudonymised": {"cin": 1, "person": 2},
    "profile": "cd" * 32,
    "policy": "sha256:" + "ef" * 32,
    "score": {"moteur": 52, "volant": 73, "gate": 2},
    "rules": ("OK-NATIONAL", "PSEUDO-n", "QUOTED-INSTEAD"),
    "approved_by": "role:chef-service",
    "probe": 4182,
}


@pytest.fixture
def receipts(ledger: Ledger, facts: Callable[..., Facts]) -> tuple[Receipt, ...]:
    """Be receipts that between them bear every code."""
    tags = itertools.cycle([*TAGS, "und"])
    zones = itertools.cycle(f"Z{n}" for n in range(5))
    tiers = itertools.cycle(f"E{n}" for n in range(6))
    rows = [
        facts(tag=next(tags), zone=next(zones), egress=next(tiers), outcome=outcome)
        for outcome in itertools.islice(itertools.cycle(OUTCOMES), 10)
    ]
    rows += [
        facts(**(DECIDED | {"pseudonymised": dict.fromkeys(sorted(KINDS), 1)})),
        facts(rules=("NOT-SENT", "SEARCHED-BY-WORDS")),
        *(facts(data_class=f"D{n}") for n in range(5)),
    ]
    rows += [facts(tag="xx-Zzzz", zone="Z9", egress=None, engine=None, weights=None, sources=())]
    return ledger.issue_many(rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_in_every_language(language: str) -> None:
    for group, codes in read_catalogue().items():
        for code, words in codes.items():
            where = (group, code)
            if language == "zgh":
                assert ("zgh" in words) != (words.get("zgh_from") in words), where
                assert ("zgh" in words) == bool(words.get("unverified")), where
            else:
                assert words[language].strip() == words[language] != "", where


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_no_code_is_unused(receipts: tuple[Receipt, ...], language: str) -> None:
    said = [line for receipt in receipts for line in describe(receipt, language)]
    texts = {line.label for line in said} | {line.value for line in said} | set(limits(language))
    shown = "\n".join(texts)
    for group, codes in read_catalogue().items():
        for code, words in codes.items():
            parts = [part.split("}")[-1] for part in words[language].split("{")]
            assert all(part in shown for part in parts), (group, code)


def test_every_outcome_tag_zone_and_tier_has_words() -> None:
    words = read_catalogue()
    assert set(words["outcome"]) == set(OUTCOMES)
    assert set(words["language"]) == {*TAGS, "und"}
    assert set(words["zone"]) == {f"Z{n}" for n in range(5)}
    assert set(words["egress"]) == {f"E{n}" for n in range(6)}
    assert set(words["class"]) == {f"D{n}" for n in range(5)}
    assert set(words["kind"]) == KINDS
    assert set(words["field"]) == set(ALL)


def test_a_receipt_in_french(ledger: Ledger, facts: Callable[..., Facts]) -> None:
    lines = {line.field: line for line in describe(ledger.issue(facts()), "fr")}
    assert list(lines) == FIELDS
    assert lines["when"].value == "21/11/2026 à 10:02 (UTC)"
    assert lines["language"].value == "darija, en lettres arabes"
    assert lines["engine"].value == "Qwen2.5-Coder-1.5B-Instruct Q4_K_M"
    assert lines["weights"].value.startswith("cc324af0")
    assert "E4" in lines["egress"].value
    assert lines["outcome"].value == "Demande autorisée."
    assert lines["sources"].value == "2"
    assert lines["log"].value == "n° 1 du journal commune-taza.ma/journal"


def test_a_decided_receipt_says_class_country_what_was_replaced_and_why(
    ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    said = describe(ledger.issue(facts(**DECIDED)), "fr", explain)
    lines = {line.field: line.value for line in said}
    assert list(lines) == ALL
    assert lines["class"] == "personnelle sensible, ou soumise à autorisation préalable (D3)"
    assert lines["country"] == "MA"
    assert lines["replaced"] == "1 × carte nationale d’identité, 2 × personne"
    assert lines["approved"] == "role:chef-service"
    assert lines["score"] == "moteur 52 %, volant 73 %, maillon le plus faible 2/4"
    assert lines["policy"] == "ef" * 32
    assert [line.value for line in said if line.field == "rule"] == [
        "Traité au Maroc.",
        "3 éléments personnels remplacés avant l'envoi, remis en place dans la réponse.",
    ]


@pytest.mark.parametrize("language", ["fr", "ar", "en", "zgh"])
def test_reasons_are_in_the_reader_s_language_or_said_to_be_in_french(
    ledger: Ledger, facts: Callable[..., Facts], language: str
) -> None:
    receipt = ledger.issue(facts(rules=("L0908-43", "NOT-SENT")))
    lines = [line for line in describe(receipt, language, explain) if line.field == "rule"]
    spoken = FALLBACK if language == "zgh" else language
    assert [line.value for line in lines] == [
        explain("L0908-43", spoken), say_rule(receipt, "NOT-SENT", spoken),
    ]  # fmt: skip
    assert {line.language for line in lines} == {spoken}
    assert say_rule(receipt, "QUOTED", language, explain) == ""


def test_a_receipt_in_arabic_keeps_names_apart(ledger: Ledger, facts: Callable[..., Facts]) -> None:
    lines = {line.field: line for line in describe(ledger.issue(facts()), "ar")}
    assert lines["log"].value == "رقم \u20681\u2069 في السجل \u2068commune-taza.ma/journal\u2069"
    assert lines["when"].value.startswith("\u206821/11/2026\u2069")
    assert all(line.language == "ar" for line in lines.values())


def test_a_line_is_wholly_in_one_language(ledger: Ledger, facts: Callable[..., Facts]) -> None:
    lines = {line.field: line for line in describe(ledger.issue(facts(tag="zgh-Tfng")), "zgh")}
    assert (lines["language"].language, lines["language"].unverified) == ("zgh", True)
    assert lines["language"].label == "ⵜⵓⵜⵍⴰⵢⵜ ⵏ ⵓⵙⵇⵙⵉ"
    assert (lines["egress"].language, lines["egress"].unverified) == (FALLBACK, False)


def test_what_was_not_recorded_is_said_so(ledger: Ledger, facts: Callable[..., Facts]) -> None:
    bare = facts(engine=None, weights=None, zone=None, egress=None, sources=())
    lines = {line.field: line for line in describe(ledger.issue(bare), "en")}
    for field in ("engine", "weights", "place", "egress"):
        assert lines[field].value == "Not recorded"
    assert lines["sources"].value == "0"


def test_codes_of_a_later_version_are_shown_as_they_are(
    ledger: Ledger, facts: Callable[..., Facts]
) -> None:
    lines = {line.field: line.value for line in describe(ledger.issue(facts(zone="Z9")), "fr")}
    assert lines["place"] == "Code Z9"


@pytest.mark.parametrize("language", ["de", "", "zgh", "\ud800"])
def test_french_stands_in(language: str) -> None:
    assert limits(language) == limits("fr")
    assert len(limits("ar")) == 3
    assert limits("ar") != limits("fr")


def test_braces_in_a_name_are_only_braces(ledger: Ledger, facts: Callable[..., Facts]) -> None:
    receipt = ledger.issue(facts(engine="{0} {text} {__class__}"))
    lines = {line.field: line.value for line in describe(receipt, "en")}
    assert lines["engine"] == "{0} {text} {__class__}"
