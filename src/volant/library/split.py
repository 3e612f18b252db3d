"""Cut a document into passages: whole sentences, of one article or under one heading.

It looks for the headings Moroccan texts use (articles, «الباب الثاني», « Chapitre II », # in
Markdown, marks a reader saw) and never cuts a sentence in two. The rows of a table make passages of
whole rows, cited by table and row. The trade-off: a short article is a passage of its own, however
short, because people cite articles, not windows of text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from volant.library.laws import find_articles
from volant.records import Document, Mark, Passage

TARGET = 900
"""Code points a passage aims at; one article up to a third longer stays whole."""

LONGEST = 4 * TARGET
"""A "sentence" longer than this is no sentence (a table, a scan); it is cut at a space."""

# A part is numbered, in words or figures; «العنوان الشخصي» in a form is none, nor is a part that
# its line says something of («الباب الثاني من هذا القانون»).
_PART = re.compile(
    r"^[ \t]*(?P<label>(?:الباب|القسم|الفرع|الجزء|العنوان|الكتاب)[ \t]+(?:الفرعي[ \t]+)?"
    r"(?:[:.][ \t]*)?(?:ال?[اأ]?ل?[اأ]?ول|الثان|الثال|الثـ|الراب|الخام|الخـ|الساد|الساب|الثام|التاس"
    r"|العاش|الحاد|الواحد|العشر|الثلاث|الأربع|األربع|الفري|التمهيد|تمهيد|\d|[IVX])"
    r"(?!\S*[ \t]+من[ \t])[^\n]{0,80}"
    r"|(?:TITRE|CHAPITRE|SECTION|LIVRE|Titre|Chapitre|Section|Livre)"
    r"[ \t]+(?!\S+[ \t]+d[ue][ \t])\S[^\n]{0,80})$",
    re.MULTILINE,
)
_MARKDOWN = re.compile(r"^#{1,6}[ \t]+(?P<label>[^\n]+)$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A\ufeff?---\n(?P<keys>.*?)\n---\n", re.DOTALL)
_KEY = re.compile(r"^(law|article):[ \t]*(.+)$", re.MULTILINE)
# The end of a sentence: a stop and a blank (not after one letter or number: "1. "), or the end of
# a line that closes a list item or stands before one, or a blank line.
_SENTENCE_END = re.compile(
    r"(?<![\s.]\w)(?<!\n\d\d)[.!?؟…]{1,64}+[»”\")]*(?=\s)|[;؛:][ \t]*(?=\n)|\n(?=[ \t]*\n)"
    r"|\n(?=[ \t]*(?:[-–•*]|\(?\d{1,3}[-.)°]|\S[-.)]|[أ-ي]\))[ \t])"
    r"|(?<=\n)[ \t]*-[ \t]*\d+[ \t]*-[ \t]*(?=\n)"
)


def split(document: Document) -> tuple[Passage, ...]:
    """Give the passages of a document in order; together they hold every sentence once."""
    return tuple(
        Passage(start=start, end=end, article=label, text=document.text[start:end])
        for heading, begin, stop in _sections(document)
        for label, left, right in _tables(document, heading, begin, stop)
        for start, end in _pieces(document.text, left, right)
    )


def sentences(text: str, begin: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of `text[begin:stop]`, blanks around them left out."""
    stop = len(text) if stop is None else stop
    start = begin
    for match in _SENTENCE_END.finditer(text, begin, stop):
        yield from _trim(text, start, match.end())
        start = match.end()
    yield from _trim(text, start, stop)


def _sections(document: Document) -> Iterator[tuple[str, int, int]]:
    text = document.text
    front = _FRONT_MATTER.match(text)
    heads = sorted(dict(_headings(document)).items())
    bounds = [(front.end() if front else 0, ""), *heads, (len(text), "")]
    stated = _stated_article(front["keys"]) if front else ""
    for (start, label), (stop, _) in itertools.pairwise(bounds):
        yield stated or label, start, stop


# --- tables ---------------------------------------------------------------------------------------


def _tables(
    document: Document, heading: str, begin: int, stop: int
) -> Iterator[tuple[str, int, int]]:
    """Cut the groups of rows out of one section; the rest stays under its heading."""
    at = begin
    for caption, rows in _groups(document, begin, stop):
        yield heading, at, rows[0].start
        at = rows[-1].end
        yield _name_rows(caption or heading, rows), rows[0].start, at
    yield heading, at, stop


def _groups(document: Document, begin: int, stop: int) -> Iterator[tuple[str, list[Mark]]]:
    """Gather rows that follow each other in one table, up to `TARGET` code points."""
    tables = [mark for mark in document.marks if mark.kind == "table"]
    group: list[Mark] = []
    held = ""
    at = begin
    for row in sorted((m for m in document.marks if m.kind == "row"), key=lambda m: m.start):
        if not at <= row.start < row.end <= stop:
            continue
        caption = next((t.label for t in tables if t.start <= row.start < t.end), "")
        if group and (caption != held or row.end - group[0].start > TARGET):
            yield held, group
            group = []
        group.append(row)
        held, at = caption, row.end
    if group:
        yield held, group


def _name_rows(caption: str, rows: list[Mark]) -> str:
    """Name rows as a reader would cite them: « Tarifs, lignes 2-5 », «الرسوم، صف 3»."""
    first, last = rows[0].label, rows[-1].label
    numbers = first if first == last else f"{first}-{last}"
    if re.search("[ء-ي]", caption):
        return f"{_tidy(caption)}، {'صف' if first == last else 'صفوف'} {numbers}"
    word = "ligne" if first == last else "lignes"
    return f"{_tidy(caption)}, {word} {numbers}" if caption.strip() else f"{word} {numbers}"


# --- headings -------------------------------------------------------------------------------------


def _stated_article(keys: str) -> str:
    """Give the law and article that a front matter names, as a reader would cite them."""
    found = dict(_KEY.findall(keys))
    if "article" not in found:
        return ""
    word = "المادة" if re.search("[ء-ي]", found.get("law", "")) else "article"
    return ("، " if word == "المادة" else ", ").join(
        filter(None, (found.get("law", "").strip(), f"{word} {found['article'].strip()}"))
    )


def _headings(document: Document) -> Iterator[tuple[int, str]]:
    text = document.text
    front = _FRONT_MATTER.match(text)
    after = front.end() if front else 0
    for pattern in (_MARKDOWN, _PART):
        for match in pattern.finditer(text, after):
            yield match.start(), _tidy(match["label"])
    for mark in document.marks:
        if mark.kind == "heading":
            yield mark.start, _tidy(mark.label)
    for article in find_articles(text, after):
        yield article.start, _tidy(article.label)


def _tidy(label: str) -> str:
    return " ".join(label.replace("ـ", "").split()).rstrip(" :.-–")[:120]


def _pieces(text: str, begin: int, stop: int) -> list[tuple[int, int]]:
    spans = [piece for span in sentences(text, begin, stop) for piece in _cut(text, *span)]
    if not spans:
        return []
    size = spans[-1][1] - spans[0][0]
    goal = size if size <= TARGET * 4 // 3 else size / -(-size // TARGET)
    pieces = [spans[0]]
    for left, right in spans[1:]:
        start, end = pieces[-1]
        if right - start > goal * 1.15 and end - start > goal * 0.5:
            pieces.append((left, right))
        else:
            pieces[-1] = start, right
    if len(pieces) > 1 and pieces[-1][1] - pieces[-1][0] < goal * 0.4:
        (start, _), (_, end) = pieces[-2:]
        if end - start <= LONGEST:
            pieces[-2:] = [(start, end)]
    return pieces


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        blank = max(text.rfind(c, start + TARGET, start + LONGEST) for c in "\n ")
        middle = blank if blank > start else start + LONGEST
        yield from _trim(text, start, middle)
        start = middle
    yield from _trim(text, start, end)


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
