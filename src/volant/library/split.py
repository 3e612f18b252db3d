"""Cut a document into passages: whole sentences, of one article or under one heading.

It looks for the headings Moroccan texts use («المادة 104», «الفصل الثاني», « Article 12 », # in
Markdown, marks a reader saw) and never cuts a sentence in two. A line that only *mentions* an
article («المادة 50 من القانون…») is no heading. The trade-off: a short article is a passage of
its own, however short, because people cite articles, not windows of text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from volant.records import Document, Passage

TARGET = 900
"""Code points a passage aims at; one article up to a third longer stays whole."""

LONGEST = 4 * TARGET
"""A "sentence" longer than this is no sentence (a table, a scan); it is cut at a space."""

# Ordinals as laws number articles, in the spellings PDFs leave ("األولى", "االولى", "الأولى").
_ORDINAL = (
    r"(?:ال[اأ]ولى|األولى|االولى|ال[اأ]ول|األول|االول|الثاني[ةه]?|الثالث[ةه]?|الرابع[ةه]?"
    r"|الخامس[ةه]?|السادس[ةه]?|السابع[ةه]?|الثامن[ةه]?|التاسع[ةه]?|العاشر[ةه]?|الحادي[ةه]?|العشر(?:ون|ين)"
    r"|الثلاث(?:ون|ين)|الثالث(?:ون|ين)|ال[اأ]ربع(?:ون|ين)|األربع(?:ون|ين)|الخمس(?:ون|ين)|الفريد[ةه]|و?عشر[ةه]?"
    r"|و?العشر(?:ون|ين)|وال\S+|premier|première|unique)"
)
_NUMBER = rf"(?:\d+(?:[-.]\d+)*(?:\s*(?:مكرر[ةه]?|bis|ter))*|{_ORDINAL}(?:\s+{_ORDINAL}){{0,2}})"
_ARTICLE = re.compile(
    rf"^[ \t]*(?P<label>(?:المادة|المــادة|المـادة|الماد ة|الفصل|البند|Article|ARTICLE|Art\.)"
    rf"[ \t]*[-–:]?[ \t]*(?:{_NUMBER}))"
    r"(?P<rest>[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
_PART = re.compile(
    r"^[ \t]*(?P<label>(?:الباب|القسم|الفرع|الجزء|العنوان|الكتاب"
    r"|TITRE|CHAPITRE|SECTION|LIVRE|Titre|Chapitre|Section|Livre)"
    r"[ \t]+(?!\S+[ \t]+من[ \t]+ه)\S[^\n]{0,80})$",
    re.MULTILINE,
)
_MARKDOWN = re.compile(r"^#{1,6}[ \t]+(?P<label>[^\n]+)$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A\ufeff?---\n(?P<keys>.*?)\n---\n", re.DOTALL)
_KEY = re.compile(r"^(law|article):[ \t]*(.+)$", re.MULTILINE)
# What may follow the number of a heading: nothing, a footnote call, a colon or dash and a title.
_HEADING_TAIL = re.compile(r"^\s*(?:\(?\d{0,3}\)?[ \t]*)?(?:$|[:：.\-–/])")
# The end of a sentence: a stop and a blank (not after one letter or number: "1. "), or the end of
# a line that closes a list item or stands before one, or a blank line.
_SENTENCE_END = re.compile(
    r"(?<![\s.]\w)(?<!\n\d\d)[.!?؟…]+[»”\")]*(?=\s)|[;؛:][ \t]*(?=\n)|\n(?=[ \t]*\n)"
    r"|\n(?=[ \t]*(?:[-–•*]|\(?\d{1,3}[-.)°]|\S[-.)]|[أ-ي]\))[ \t])"
    r"|(?<=\n)[ \t]*-[ \t]*\d+[ \t]*-[ \t]*(?=\n)"
)


def split(document: Document) -> tuple[Passage, ...]:
    """Give the passages of a document in order; together they hold every sentence once."""
    return tuple(
        Passage(start=start, end=end, article=label, text=document.text[start:end])
        for label, begin, stop in _sections(document)
        for start, end in _pieces(document.text, begin, stop)
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
    for match in _ARTICLE.finditer(text, after):
        if _HEADING_TAIL.match(match["rest"]) or re.search(r"[-–]", match["label"]):
            yield match.start(), _tidy(match["label"])


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
