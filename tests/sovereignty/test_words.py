"""What readers are told: every word in three languages, and nothing that is not so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from volant.records import CLASSES
from volant.sovereignty import explain
from volant.sovereignty.classes import propose, raise_to
from volant.sovereignty.decision import OBLIGATIONS, OUTCOMES
from volant.sovereignty.evidence import MARKS, STATUSES
from volant.sovereignty.policy import ZONES
from volant.sovereignty.reasons import load_reasons
from volant.sovereignty.score import ORDER
from volant.sovereignty.words import LANGUAGES, load_words, say

FOLDER = Path(__file__).parents[2] / "src/volant/sovereignty"
SPECIFICATION = Path(__file__).parents[3] / "shared/specs/sovereignty.md"
NEVER = re.compile(
    r"100 ?% souverain|100 ?% sovereign|anonymis|anonymiz|certifi[ée]e? (SEAL|DGSSI|CNDP)"
    r"|SEAL-certified|zéro fuite|zero leak|مجهول|دون أي تسرب",
    re.IGNORECASE,
)
"""specs/sovereignty.md, section 11."""


def test_nothing_claims_what_nobody_can() -> None:
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix in {".toml", ".py"}:
            found = NEVER.search(path.read_text("utf-8"))
            assert found is None, f"{path.name}: {found and found[0]}"


@pytest.mark.parametrize("code", load_reasons())
def test_every_reason_has_three_languages_and_no_other(code: str) -> None:
    texts = load_reasons()[code]
    assert sorted(texts) == sorted(LANGUAGES)
    assert all(text.strip() for text in texts.values())
    assert re.search(r"[\u0600-\u06ff]", texts["ar"])
    assert re.fullmatch(r"[A-Z0-9a-z-]+", code)


def test_the_reasons_of_the_specification_are_word_for_word() -> None:
    if not SPECIFICATION.is_file():
        pytest.skip("../shared/specs is absent: the specification is not part of the project")
    part = SPECIFICATION.read_text("utf-8").split("### 3.4")[1].split("## 4.")[0]
    rows = re.findall(r"^\| `([^`]+)` \| (.+?) \| (.+?) \| (.+?) \|$", part, re.MULTILINE)
    assert len(rows) == 15
    for code, fr, ar, en in rows:
        assert load_reasons()[code] == {"fr": fr, "ar": ar, "en": en}


def test_a_number_is_put_in_and_an_unknown_code_is_shown() -> None:
    assert explain("PSEUDO-n", "fr", n=3).startswith("3 éléments")
    assert explain("PSEUDO-n", "zgh", n=3) == explain("PSEUDO-n", "fr", n=3)
    assert explain("NEW-CODE", "ar") == "NEW-CODE"
    assert say("zone", "Z9") == "Z9"


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("outcome", OUTCOMES),
        ("obligation", OBLIGATIONS),
        ("zone", ZONES),
        ("class", CLASSES),
        ("mark", ORDER),
        ("status", STATUSES[1:]),
        ("figure", ("moteur", "volant", "valeur", "gate", "total")),
    ],
)
def test_every_code_has_its_words_and_no_word_lacks_a_code(
    group: str, codes: tuple[str, ...]
) -> None:
    words = load_words()[group]
    assert set(words) == set(codes)
    for code in codes:
        assert sorted(words[code]) == sorted(LANGUAGES)
        assert re.search(r"[\u0600-\u06ff]", say(group, code, "ar"))
    assert set(MARKS.values()) == set(load_words()["mark"])


def test_identifiers_propose_a_floor() -> None:
    assert propose([]) == frozenset()
    assert propose(["phone", "name"]) == {"D2"}
    assert propose(["cin"]) == {"D2", "D3"}
    assert raise_to(propose(["phone"]), "D4") == {"D2", "D4"}
    assert raise_to({"D3"}) == {"D3"}
    with pytest.raises(ValueError, match="D7"):
        raise_to({"D3"}, "D7")
