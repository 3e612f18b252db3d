"""Check that HTML gives the words a person sees, in lines, with headings marked."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import source_of

from volant.errors import DocumentTooLarge, NotText
from volant.library.readers.markup import LARGEST_PAGE, read_markup
from volant.records import Document


def page(html: str | bytes) -> Document:
    data = html.encode() if isinstance(html, str) else html
    return read_markup(data, source_of(data, "page.html"))


def test_lines_entities_and_what_is_left_out() -> None:
    document = page(
        "<html><head><title>Portail</title><style>p{}</style></head><body><nav>Menu</nav>"
        "<p>L&rsquo;article&nbsp;<b>premier</b> &lt;1&gt;<br>suite"
        "<script>var x='<p>no</p>'</script>"
        "<div hidden>caché</div><ul><li>un<li>deux</ul>fin<!-- rien --></body></html>"
    )
    assert document.text == "L’article premier <1>\nsuite\nun\ndeux\nfin\n"
    assert document.title == "Portail"


def test_headings_are_marks_and_the_first_is_the_title() -> None:
    document = page(
        "<title>Site | Accueil</title><body>"
        "<h1>مدونة <i>الأسرة</i></h1><p>نص</p><h2>المادة 1</h2>نص<h3> </h3>"
    )
    assert document.title == "مدونة الأسرة"
    assert [(mark.label, mark.kind) for mark in document.marks] == [
        ("مدونة الأسرة", "heading"),
        ("المادة 1", "heading"),
    ]
    for mark in document.marks:
        assert document.text[mark.start : mark.start + len(mark.label)] == mark.label
    assert document.tag == "ar"


def test_a_table_of_data_is_one_line_a_row() -> None:
    document = page(
        "<table><tr><th>Taux</th><th>Part</th></tr>"
        "<tr><td><p>4,52 %</p></td><td>salarié<br>seul</td></tr></table>Après"
    )
    assert document.text == "Taux | Part\n4,52 % | salarié seul\nAprès\n"


def test_a_table_that_lays_out_a_page_is_taken_apart() -> None:
    document = page(
        "<table><tr><td><h2>Avis</h2><p>Un.</p><p>Deux.</p></td><td>Côté"
        "<table><tr><td>a</td><td>b</td></tr></table></td></tr></table>"
    )
    assert document.text == "Avis\nUn.\nDeux.\nCôté\na | b\n"
    assert [(mark.kind, mark.label) for mark in document.marks] == [
        ("heading", "Avis"),
        ("table", ""),
        ("row", "1"),
    ]


def test_verbatim_lines_stay() -> None:
    assert page("<pre>un\ndeux</pre>trois").text == "un\ndeux\ntrois\n"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("windows-1256", "windows-1256"),
        ("iso-8859-6", "ISO-8859-6"),
        ("utf-8", "utf-8"),
        ("utf-8", "x-no-such"),
        ("windows-1256", "utf-8"),
    ],
)
def test_the_declared_encoding_unless_it_is_wrong(encoding: str, declared: str) -> None:
    html = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>قانون رقم'
    assert page(html.encode(encoding)).text == "قانون رقم\n"


def test_the_mark_of_utf16_wins() -> None:
    assert page("<meta charset=utf-8><p>قانون".encode("utf-16")).text == "قانون\n"


def test_depth_costs_nothing() -> None:
    begun = time.monotonic()
    document = page("<div>" * 200_000 + "au fond" + "</div>" * 200_000)
    assert document.text == "au fond\n"
    assert time.monotonic() - begun < 30
    assert page("<table><tr><td>" * 3_000 + "au fond").text.strip(" |\n") == "au fond"


@pytest.mark.parametrize("html", ["", "   ", "<!-- x -->", "<?xml version='1.0'?>", "<", "</p>"])
def test_pages_with_nothing_to_read(html: str) -> None:
    assert page(html).text.strip("<\n") == ""


def test_entities_are_not_expanded_from_declarations() -> None:
    html = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;'
    assert "root" not in page(html).text


def test_a_huge_page_is_refused() -> None:
    with pytest.raises(DocumentTooLarge):
        page(b" " * (LARGEST_PAGE + 1))


def test_binary_is_refused() -> None:
    with pytest.raises(NotText):
        page(b"<p>\x00\x01\x02\x03</p>")


TAGS = ["p", "table", "tr", "td", "h1", "div", "pre", "nav", "br", "li", "svg", "script", "b"]


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([f"<{t}>" for t in TAGS] + [f"</{t}>" for t in TAGS]),
            st.text(st.characters(categories=("L", "Zs", "Nd")), max_size=8),
        ),
        max_size=40,
    )
)
def test_marks_point_at_their_headings_in_any_soup(pieces: list[str]) -> None:
    document = page("".join(pieces))
    for mark in document.marks:
        assert mark.kind != "heading" or document.text.startswith(mark.label, mark.start)
    assert all(line == " ".join(line.split()) for line in document.text.split("\n"))


def test_a_table_is_marked_with_its_caption_and_rows() -> None:
    document = page(
        "<p>avant</p><table><caption>رسوم <b>الوثائق</b></caption><tr><th>Acte<th>DH"
        "<tr><td><tr><td>Extrait<td>2</table><p>après"
    )
    assert document.text == "avant\nرسوم الوثائق\nActe | DH\nExtrait | 2\naprès\n"
    marked = [
        (mark.kind, mark.label, document.text[mark.start : mark.end]) for mark in document.marks
    ]
    assert marked == [
        ("table", "رسوم الوثائق", "رسوم الوثائق\nActe | DH\nExtrait | 2"),
        ("row", "1", "Acte | DH"),
        ("row", "2", "Extrait | 2"),
    ]


@given(st.lists(st.sampled_from(["<table>", "</table>", "<tr>", "<td>a", "</td>", "<p>b", "<h2>"])))
def test_tables_and_rows_stand_inside_the_text(pieces: list[str]) -> None:
    document = page("".join(pieces))
    for mark in document.marks:
        if mark.kind in ("table", "row"):
            assert mark.start < mark.end <= len(document.text)
        if mark.kind == "row":
            assert "\n" not in document.text[mark.start : mark.end]
