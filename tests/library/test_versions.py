from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from volant.library import Evidence, Library
from volant.library.cite import narrow
from volant.library.versions import retell
from volant.records import Hit

ARABIC = "# الأجر\n\nلا يقل الأجر عن 17,92 درهما في الساعة.\nيعاقب المخالف بغرامة.\n"
FRENCH = "# Salaire\n\nLe salaire atteint au moins 17,92 dirhams l'heure.\nUne amende le punit.\n"


def hit(text: str, tag: str, passage: int, **other: object) -> Hit:
    made = Hit(
        document=str(passage), digest="d", passage=passage, source=f"wage.{tag}.md", title="",
        article="المادة 1" if tag == "ar" else "article 1", date="", tag=tag, start=100,
        end=100 + len(text), text=text, score=1.0, twin="7",
    )  # fmt: skip
    return replace(made, **other)  # type: ignore[arg-type]


def evidence(of: Hit, *lines: str) -> Evidence:
    citations = tuple(
        narrow(of, of.text.index(line), of.text.index(line) + len(line), number=n, score=1.0)
        for n, line in enumerate(lines, 1)
    )
    return Evidence(citations=citations, confidence=0.9)


ASKED = evidence(hit(ARABIC, "ar", 1), *ARABIC.strip().splitlines()[2:])


def test_what_was_found_is_told_in_the_language_asked() -> None:
    found, own = hit(ARABIC, "ar", 1), hit(FRENCH, "fr", 2)
    hits, told = retell(ASKED, [found], [found, own], "fr")
    assert hits == [own]
    assert [one.text for one in told.citations] == FRENCH.strip().splitlines()[2:]
    for one in told.citations:
        assert FRENCH[one.start - 100 : one.end - 100] == one.text
        assert (one.passage, one.document, one.tag) == (2, "2", "fr")
    assert [one.number for one in told.citations] == [1, 2]
    assert told.confidence == ASKED.confidence


@pytest.mark.parametrize("tag", ["ar", "ary-Arab", "ary-Latn"])
def test_who_reads_it_keeps_it(tag: str) -> None:
    found, own = hit(ARABIC, "ar", 1), hit(FRENCH, "fr", 2)
    assert retell(ASKED, [found], [found, own], tag) == ([found], ASKED)


@pytest.mark.parametrize(
    "other",
    [
        hit(FRENCH.replace("17,92", "18,92"), "fr", 2),
        hit(FRENCH + "Une troisième phrase suit ici.\n", "fr", 2),
        hit(FRENCH, "fr", 2, article="article 2"),
        hit(FRENCH, "fr", 2, twin="8"),
        hit(FRENCH, "fr", 2, twin=""),
        hit("", "fr", 2),
    ],
)
def test_a_version_that_does_not_match_is_not_told(other: Hit) -> None:
    found = hit(ARABIC, "ar", 1)
    _, told = retell(ASKED, [found], [found, other], "fr")
    assert told.citations[0] == ASKED.citations[0]


def test_a_french_question_is_answered_in_french(stocked: Path) -> None:
    library = Library(stocked / "library")
    for question in ("Quel est le SMIG ?", "Comment créer une association ?"):
        hits, told = library.find(question, "fr")
        assert told.citations[0].tag == hits[0].tag == "fr"
        assert len({one.passage for one in hits}) == len(hits)
