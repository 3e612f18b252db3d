"""Check that plain text and Markdown are read as they are, in the encodings offices use."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import source_of

from volant.errors import DocumentTooLarge, NotText
from volant.library.readers.draft import LONGEST
from volant.library.readers.plain import KINDS, decode, read_markdown, read_text
from volant.records import Document

ARABIC = "ظهير شريف رقم 1.04.22 بتنفيذ القانون رقم 70.03 بمثابة مدونة الأسرة"
FRENCH = "Décret relatif à l'état civil : « L’œuvre » côtoie l'été, où ça coûte 5 € à NOËL"
CAPITALS = "ROYAUME DU MAROC — MINISTÈRE DE L'ÉDUCATION, DÉCRÉTÉ À RABAT"


def as_text(data: bytes) -> Document:
    return read_text(data, source_of(data, "texte.txt"))


def as_markdown(text: str) -> Document:
    data = text.encode()
    return read_markdown(data, source_of(data, "fiche.md"))


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_utf8_is_kept_to_the_last_character(text: str) -> None:
    assert as_text(text.encode("utf-8")).text == text


@pytest.mark.parametrize("text", [ARABIC, FRENCH])
@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf16_with_its_mark(text: str, mark: bytes) -> None:
    order = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    assert as_text(mark + text.encode(order)).text == text


def test_the_mark_of_utf8_stays_as_in_the_file() -> None:
    assert as_text(codecs.BOM_UTF8 + b"Loi").text == "\ufeffLoi"


def test_windows_arabic() -> None:
    assert as_text(ARABIC.encode("windows-1256")).text == ARABIC


@pytest.mark.parametrize("text", [FRENCH, CAPITALS])
def test_windows_western(text: str) -> None:
    assert as_text(text.encode("windows-1252")).text == text


def test_mixed_arabic_and_french_in_windows_arabic() -> None:
    text = f"{ARABIC} (loi n° 70-03 portant code de la famille, promulguée à Rabat)"
    assert as_text(text.encode("windows-1256")).text == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01\x00\x00\x00",
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        codecs.BOM_UTF16_LE + b"\x00",
        codecs.BOM_UTF16_LE + b"\x00\xd8\x00\xd8",
        "القانون رقم".encode("utf-16-le"),
        ("\x03\x98\x13\x14" * 40 + "قانون").encode(),
    ],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(NotText):
        as_text(data)


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data, "x")
    except NotText:
        return
    assert "\x00" not in text
    text.encode("utf-8")


def test_front_matter_and_headings() -> None:
    document = as_markdown(
        '---\ntitle: "الحد الأدنى للأجر"\ndate: 2024-02-01\nstarter: true\n---\n'
        "# الأجر\n\nنص.\n\n## Article 2 ##\n```\n# pas un titre\n```\n###vide\n# \n"
    )
    assert document.title == "الحد الأدنى للأجر"
    assert document.date == "2024-02-01"
    assert document.starter
    assert [mark.label for mark in document.marks] == ["الأجر", "Article 2"]
    assert all(document.text[mark.start] == "#" for mark in document.marks)
    assert {mark.kind for mark in document.marks} == {"heading"}


def test_a_first_heading_is_the_title() -> None:
    assert as_markdown("intro\n\n# Congé annuel payé\n\ntexte").title == "Congé annuel payé"


@pytest.mark.parametrize(
    "text",
    ["---\ntitle: x", "---\nstarter: true\n" + "ligne\n" * 100 + "---\n", "--- \n", "----\n"],
)
def test_front_matter_that_does_not_close_is_text(text: str) -> None:
    document = as_markdown(text)
    assert not document.starter
    assert document.title != "x"
    assert document.text == text


def test_a_date_that_is_no_day_is_no_date() -> None:
    assert as_markdown("---\ndate: 2024-13-45\n---\n# T").date == ""


def test_windows_line_ends_keep_their_places() -> None:
    document = as_markdown("---\r\nstarter: true\r\n---\r\n# A\r\n\r\n# B\r\n")
    assert document.starter
    assert [document.text[m.start : m.start + 3] for m in document.marks] == ["# A", "# B"]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (ARABIC, "ar"),
        (FRENCH, "fr"),
        ("ⴰⵣⵓⵍ ⵎⴰⵏⵣⴰⴽⵉⵏ", "zgh-Tfng"),
        ("المادة 1 (article 1)", "fr"),
        ("المادة الأولى (CNSS)", "ar"),
        ("", "fr"),
        ("123", "fr"),
    ],
)
def test_the_tag_counts_scripts(text: str, tag: str) -> None:
    assert as_text(text.encode()).tag == tag


MARKDOWN = st.text(
    st.one_of(st.sampled_from("#\n `~"), st.characters(exclude_categories=("Cs", "Cc")))
)


@settings(deadline=None)
@given(MARKDOWN)
def test_headings_stand_at_their_marks(text: str) -> None:
    document = as_markdown(text)
    for mark in document.marks:
        assert document.text[mark.start :].lstrip(" ").startswith("#")
        assert mark.label in document.text[mark.start :]


def test_utf32_with_its_mark() -> None:
    for order, mark in (("le", codecs.BOM_UTF32_LE), ("be", codecs.BOM_UTF32_BE)):
        assert decode(mark + "ظهير ⵜⴰⵎⴰⵣⵉⵖⵜ".encode(f"utf-32-{order}"), "x.txt") == "ظهير ⵜⴰⵎⴰⵣⵉⵖⵜ"


def test_utf8_cut_in_a_letter_is_not_taken_for_windows() -> None:
    text = "يعمل بهذا القانون ابتداء من نشره بالجريدة الرسمية"
    assert decode(text.encode()[:-1], "x.txt") == text[:-1] + "\ufffd"
    assert decode(b"abc" + text.encode(), "x.txt") == "abc" + text


@pytest.mark.parametrize("start", KINDS)
def test_a_file_of_another_kind_is_named(start: bytes) -> None:
    with pytest.raises(NotText, match=r"is (a|an) "):
        decode(start + b"\n" * 20, "x.txt")


def test_a_text_longer_than_any_law_is_refused() -> None:
    data = b"a" * (LONGEST + 1)
    with pytest.raises(DocumentTooLarge, match="20,000,000"):
        read_text(data, source_of(data, "x.txt"))


def test_tables_of_markdown_are_marked() -> None:
    data = "---\ntitle: رسوم\n---\n| الوثيقة | درهم |\n|---|---|\n| رسم | 2 |\n".encode()
    document = read_markdown(data, source_of(data, "x.md"))
    rows = [document.text[m.start : m.end] for m in document.marks if m.kind == "row"]
    assert rows == ["الوثيقة | درهم", "رسم | 2"]
