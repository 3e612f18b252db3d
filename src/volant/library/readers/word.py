"""Read Word files (DOCX): the words of the last version, line by line, tables row by row.

Deleted text is gone, inserted text is there; notes come after the body. Macros are neither run nor
read. It knows nothing of pages, which Word alone decides, nor of the old binary format.
"""

from __future__ import annotations

import re

from lxml import etree

from volant.errors import BrokenDocument
from volant.library.readers.archive import Archive
from volant.library.readers.draft import LONGEST, finish
from volant.library.readers.elements import attribute, child, children, local
from volant.library.readers.transcript import Transcript
from volant.records import Document, Source

DEEPEST_STYLE = 10
"""Styles based on styles followed; more is a loop."""

MOST_NOTES = 20_000
"""Notes written down; a note may call itself."""

_BODY = re.compile(r"word/document\d*\.xml")
_HEADING = re.compile(r"heading \d|title", re.IGNORECASE)
_SKIPPED = frozenset(
    ["del", "moveFrom", "instrText", "delText", "Fallback", "sectPr", "pPrChange", "rPrChange"]
)
_SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "word/footnotes.xml", "endnoteReference": "word/endnotes.xml"}
_LEVELS = tuple("012345678")


def read_word(data: bytes, source: Source) -> Document:
    """Read a DOCX; marks are its headings, tables and rows.

    Raises `LockedDocument`, `BrokenDocument` or `DocumentTooLarge`.
    """
    archive = Archive(data, source.name)
    body = next((part for part in archive.parts if _BODY.fullmatch(part)), "")
    root = archive.tree(body)
    if root is None:
        raise BrokenDocument(f"{source.name} holds no Word text: save it again as .docx")
    writer = _Writer(
        headings=_heading_styles(archive.tree("word/styles.xml")),
        notes={name: _by_id(archive.tree(part)) for name, part in _NOTES.items()},
    )
    writer.write(root)
    writer.write_notes()
    return finish(source, writer.transcript.text, marks=writer.transcript.marks)


def _by_id(root: etree._Element | None) -> dict[str, etree._Element]:
    return {attribute(note, "id"): note for note in children(root)}


def _heading_styles(root: etree._Element | None) -> frozenset[str]:
    """Give the ids of the styles named, or based on one named, `heading 1` to `9` or `Title`.

    Word keeps these names in English in every language; ids differ (`Titre1`, `1`).
    """
    bases: dict[str, str] = {}
    found: set[str] = set()
    for style in children(root):
        identifier = attribute(style, "styleId")
        bases[identifier] = attribute(child(style, "basedOn"), "val")
        outlined = attribute(child(style, "pPr", "outlineLvl"), "val") in _LEVELS
        if outlined or _HEADING.fullmatch(attribute(child(style, "name"), "val")):
            found.add(identifier)
    for _ in range(DEEPEST_STYLE):
        found |= {identifier for identifier, base in bases.items() if base in found}
    return frozenset(found - {""})


class _Writer:
    """Write the parts of one document down."""

    def __init__(
        self, *, headings: frozenset[str], notes: dict[str, dict[str, etree._Element]]
    ) -> None:
        self.transcript = Transcript()
        self._headings = headings
        self._notes = notes
        self._called: list[etree._Element] = []
        self._number = ""  # of the note whose first paragraph comes next
        self._paragraphs: list[bool] = []  # for each open one, whether it is a heading
        self._rows: list[bool] = []  # for each open row, whether it has several cells

    def write(self, root: etree._Element) -> None:
        """Write an element's words, iteratively."""
        skipping: etree._Element | None = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if skipping is not None:
                if event == "end" and element is skipping:
                    skipping = None
            elif event == "start" and self._skips(element):
                skipping = element
            elif event == "start":
                self._start(local(element), element)
            else:
                self._end(local(element), element)

    def write_notes(self) -> None:
        """Write the notes called, each after its number, notes of notes included."""
        for number, note in enumerate(self._called, 1):
            if self.transcript.length <= LONGEST:  # else it is refused anyway
                self._number = f"[{number}] "
                self.write(note)

    def _skips(self, element: etree._Element) -> bool:
        name = local(element)
        hidden = child(element, "rPr", "vanish") if name == "r" else None
        return name in _SKIPPED or (
            hidden is not None and attribute(hidden, "val") not in ("0", "false", "off")
        )

    def _start(self, name: str, element: etree._Element) -> None:
        if name == "p":
            self._start_paragraph(element)
        elif name == "tbl":
            self.transcript.open_table(attribute(child(element, "tblPr", "tblCaption"), "val"))
        elif name == "tr":
            self._rows.append(sum(1 for cell in element if local(cell) == "tc") > 1)
            if self._rows[-1]:
                self.transcript.open_row()
        elif name == "tc" and self._rows and self._rows[-1]:
            self.transcript.open_cell()

    def _start_paragraph(self, element: etree._Element) -> None:
        style = attribute(child(element, "pPr", "pStyle"), "val")
        level = attribute(child(element, "pPr", "outlineLvl"), "val")
        heading = style in self._headings or level in _LEVELS
        self._paragraphs.append(heading)
        (self.transcript.open_heading if heading else self.transcript.end_line)()
        self.transcript.add(self._number)
        self._number = ""

    def _end(self, name: str, element: etree._Element) -> None:
        if name == "t":
            self.transcript.add(element.text or "")
        elif name in _SIGNS:
            self.transcript.add_lines(_SIGNS[name])
        elif name in _NOTES:
            self._call(name, attribute(element, "id"))
        elif name == "p":
            heading = self._paragraphs.pop()
            (self.transcript.close_heading if heading else self.transcript.end_line)()
        elif name == "tbl":
            self.transcript.close_table()
        elif name == "tr" and self._rows.pop():
            self.transcript.close_row()

    def _call(self, name: str, identifier: str) -> None:
        note = self._notes[name].get(identifier)
        if note is not None and len(self._called) < MOST_NOTES:
            self._called.append(note)
            self.transcript.add(f"[{len(self._called)}]")
