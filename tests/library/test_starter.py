"""Check the starter library: the shape of every fiche, and its figures against the official texts.

Knows nothing of how a fiche is read, split or searched. The shape is always checked; the figures
only where the official texts are at hand, next to the repository, since they are not ours to ship.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "src" / "volant" / "library" / "starter"
LAWS = ROOT / ".." / "shared" / "data" / "moroccan-law"
SOURCES = Path(__file__).with_name("starter_sources.tsv")
SECTORS = ("administration", "education", "health", "land-water-urbanism", "work-law")
KEYS = ["title", "sector", "law", "article", "date", "starter"]

HEADING = re.compile(r"(?m)(?:^|[.؛])((?:المادة|الفصل) [^\n.؛،]{1,24})$")
"""An article's label alone at the end of a line; the PDF text glues some to the line before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    path: Path
    fields: dict[str, str]
    heading: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    slug: str
    file: str
    articles: tuple[str, ...]
    fragments: tuple[str, ...]


def read_fiche(path: Path) -> Fiche:
    opening, front, text = path.read_text("utf-8").split("---\n", 2)
    assert opening == "", path
    heading, body = text.split("\n\n", 1)
    fields = dict(line.split(": ", 1) for line in front.splitlines())
    return Fiche(path=path, fields=fields, heading=heading, body=body)


def read_evidence() -> list[Evidence]:
    with SOURCES.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Evidence(
            slug=row["slug"],
            file=row["file"],
            articles=tuple(row["articles"].split("|")),
            fragments=tuple(row["fragments"].split("|")),
        )
        for row in rows
    ]


def number_tokens(text: str) -> set[str]:
    """List the figures of two digits or more, thousands joined: `25.000` and `25 000` are one."""
    joined = re.sub(r"(?<=\d)[ .\u00a0\u202f](?=\d{3}(?!\d))", "", text)
    return {found for found in re.findall(r"\d+(?:,\d+)?", joined) if len(found) > 1}


def is_arabic(letter: str) -> bool:
    return "\u0600" <= letter <= "\u06ff"


FICHES = {
    f"{path.parent.name}/{path.name.removesuffix('.md')}": read_fiche(path)
    for path in sorted(STARTER.glob("*/*.md"))
}
EVIDENCE = read_evidence()
SLUGS = sorted({name.rsplit(".", 1)[0] for name in FICHES})

each_fiche = pytest.mark.parametrize("fiche", FICHES.values(), ids=FICHES.keys())
each_slug = pytest.mark.parametrize("slug", SLUGS)
each_evidence = pytest.mark.parametrize("evidence", EVIDENCE, ids=[e.slug for e in EVIDENCE])


def test_every_sector_has_enough_fiches() -> None:
    counts = Counter(slug.split("/")[0] for slug in SLUGS)
    assert sorted(counts) == list(SECTORS)
    assert min(counts.values()) >= 8
    assert len(SLUGS) >= 40


@each_slug
def test_both_languages_say_the_same_source(slug: str) -> None:
    french, arabic = FICHES[f"{slug}.fr"].fields, FICHES[f"{slug}.ar"].fields
    assert [french[key] for key in ("sector", "article", "date", "starter")] == [
        arabic[key] for key in ("sector", "article", "date", "starter")
    ]
    assert french["title"] != arabic["title"]
    assert french["law"] != arabic["law"]


@each_slug
def test_both_languages_give_the_same_figures(slug: str) -> None:
    figures = []
    for tag in ("fr", "ar"):
        fiche = FICHES[f"{slug}.{tag}"]
        number = re.search(r"\d[\d.-]+\d", fiche.fields["law"])
        own_law = number[0] if number else "\0"
        figures.append(number_tokens(fiche.body.replace(own_law, "")))
    assert figures[0] == figures[1]


@each_fiche
def test_front_matter_is_complete(fiche: Fiche) -> None:
    assert list(fiche.fields) == KEYS
    assert all(value.strip() and ": " not in value for value in fiche.fields.values())
    assert fiche.fields["sector"] == fiche.path.parent.name
    assert fiche.fields["starter"] == "true"
    assert re.fullmatch(r"\d+( bis)?(, \d+( bis)?)*", fiche.fields["article"])
    assert date(1912, 1, 1) < date.fromisoformat(fiche.fields["date"]) < date(2027, 1, 1)
    assert fiche.heading == f"# {fiche.fields['title']}"


@each_fiche
def test_body_is_short_and_made_of_whole_sentences(fiche: Fiche) -> None:
    sentences = fiche.body.splitlines()
    assert 4 <= len(sentences) <= 9
    assert all(sentence.endswith(".") for sentence in sentences)
    assert 60 <= len(fiche.body.split()) <= 140


@each_fiche
def test_body_names_its_law_and_every_article(fiche: Fiche) -> None:
    cited = re.findall(r"(?:article|المادة|الفصل) (\d+(?: bis| مكرر)?)", fiche.body)
    assert {number.replace("مكرر", "bis") for number in cited} == set(
        fiche.fields["article"].split(", ")
    )


@each_fiche
def test_body_ends_with_the_official_text(fiche: Fiche) -> None:
    last = fiche.body.splitlines()[-1]
    assert ("Bulletin officiel" in last) != ("الجريدة الرسمية" in last)


@each_fiche
def test_body_is_in_its_own_script(fiche: Fiche) -> None:
    letters = [letter for letter in fiche.body if letter.isalpha()]
    share = sum(map(is_arabic, letters)) / len(letters)
    assert share > 0.97 if fiche.path.name.endswith(".ar.md") else share == 0


@each_fiche
def test_body_gives_no_address_and_no_phone_number(fiche: Fiche) -> None:
    assert not re.search(r"https?:|www\.|@|\+212|\b0[5-8](?:[ .]?\d\d){4}\b", fiche.body)


def test_no_two_bodies_are_the_same() -> None:
    assert len({fiche.body for fiche in FICHES.values()}) == len(FICHES)


def test_every_fiche_has_one_row_of_evidence() -> None:
    assert sorted(evidence.slug for evidence in EVIDENCE) == sorted(
        slug.split("/")[1] for slug in SLUGS
    )


@each_evidence
def test_evidence_is_short_and_said_by_the_fiche(evidence: Evidence) -> None:
    assert len(evidence.fragments) >= 2
    assert max(len(fragment.split()) for fragment in evidence.fragments) <= 6
    (arabic,) = STARTER.glob(f"*/{evidence.slug}.ar.md")
    assert number_tokens(" | ".join(evidence.fragments)) <= number_tokens(read_fiche(arabic).body)


def find_articles(text: str, labels: tuple[str, ...]) -> str:
    """Join what stands under each label, spaces collapsed; a label the text lacks fails."""
    lines = "\n".join(" ".join(line.split()) for line in text.splitlines())
    marks = list(HEADING.finditer(lines))
    ends = [mark.start(1) for mark in marks[1:]] + [len(lines)]
    found: dict[str, list[str]] = {label: [] for label in labels}
    for mark, end in zip(marks, ends, strict=True):
        label = re.sub(r"\s*:.*", "", mark[1])
        if label in found:
            found[label].append(" ".join(lines[mark.start(1) : end].split()))
    assert all(found.values()), [label for label, texts in found.items() if not texts]
    return " ".join(text for texts in found.values() for text in texts)


@pytest.mark.skipif(not LAWS.is_dir(), reason="the official texts are not next to the repository")
@each_evidence
def test_evidence_stands_in_the_official_text(evidence: Evidence) -> None:
    text = (LAWS / evidence.file).read_text("utf-8", errors="replace")
    articles = find_articles(text, evidence.articles)
    assert [fragment for fragment in evidence.fragments if fragment not in articles] == []
    (french,) = STARTER.glob(f"*/{evidence.slug}.fr.md")
    assert read_fiche(french).fields["date"][:4] in text
