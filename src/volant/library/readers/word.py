"""Read Word files (DOCX): the words of the last version, line by line.

A DOCX is a zip of XML and either can be made to explode, so sizes are asked before anything is
unpacked and no entity is ever resolved. Deleted text is gone, inserted text is there; notes come
after the body. It knows nothing of pages, which Word alone decides, nor of the old binary format.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib

from lxml import etree

from volant.errors import BrokenDocument, DocumentTooLarge, LockedDocument
from volant.library.readers.draft import finish
from volant.library.readers.transcript import Transcript
from volant.records import Document, Source

LARGEST_UNPACKED = 200_000_000
"""Bytes of all parts together, pictures included."""

LARGEST_PART = 60_000_000
"""Bytes of one part of XML. Chosen, not measured: its tree takes several times this in memory."""

HIGHEST_RATIO = 200
"""Unpacked to packed size of a file over `RATIO_FROM`; the most that deflate can do is 1,032."""

RATIO_FROM = 20_000_000

MOST_PARTS = 10_000

DEEPEST_STYLE = 10
"""Styles based on styles followed; more is a loop."""

MOST_NOTES = 20_000
"""Notes written down; a note may call itself."""

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How an encrypted DOCX begins, and an old `.doc` ([MS-CFB] 2.2)."""

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream that holds an encrypted document ([MS-OFFCRYPTO] 2.3.4.4)."""


_BODY = re.compile(r"word/document\d*\.xml")
_HEADING = re.compile(r"heading \d|title", re.IGNORECASE)
_SKIPPED = frozenset(
    ["del", "moveFrom", "instrText", "delText", "Fallback", "sectPr", "pPrChange", "rPrChange"]
)
_SIGNS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "word/footnotes.xml", "endnoteReference": "word/endnotes.xml"}
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What `zipfile` raises for broken archives, undocumented ones included."""


def read_word(data: bytes, source: Source) -> Document:
    """Read a DOCX; marks are its headings.

    Raises `LockedDocument`, `BrokenDocument` or `DocumentTooLarge`.
    """
    if data.startswith(OLE):
        raise _old_or_locked(data, source.name)
    parts = _unpack(data, source.name)
    body = next((name for name in sorted(parts) if _BODY.fullmatch(name)), "")
    if not body:
        raise BrokenDocument(f"{source.name} holds no Word text: save it again as .docx")
    trees = {name: _parse(part, source.name) for name, part in parts.items()}
    writer = _Writer(
        headings=_heading_styles(trees.get("word/styles.xml")),
        notes={name: _by_id(trees.get(part)) for name, part in _NOTES.items()},
    )
    writer.write(trees[body])
    writer.write_notes()
    return finish(source, writer.transcript.text, marks=writer.transcript.marks)


def _old_or_locked(data: bytes, name: str) -> LockedDocument | BrokenDocument:
    if ENCRYPTED in data:
        return LockedDocument(f"{name} asks for a password: save it without one, then add it again")
    return BrokenDocument(f"{name} is in the old Word format: open it and save it as .docx")


def _unpack(data: bytes, name: str) -> dict[str, bytes]:
    """Give the parts that hold words and styles, after asking all parts for their size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _refuse_bombs(infos, len(data), name)
            wanted = {
                info.filename: info
                for info in infos
                if _BODY.fullmatch(info.filename)
                or info.filename in ("word/styles.xml", *_NOTES.values())
            }
            if any(info.flag_bits & 1 for info in wanted.values()):
                raise LockedDocument(f"{name} asks for a password: save it without one")
            return {part: _read_part(archive, info) for part, info in wanted.items()}
    except _ZIP_ERRORS as error:
        raise BrokenDocument(f"{name} is not a whole .docx ({error}): fetch it again") from error


def _refuse_bombs(infos: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    unpacked = sum(info.file_size for info in infos)
    if (
        len(infos) > MOST_PARTS
        or unpacked > LARGEST_UNPACKED
        or unpacked > max(RATIO_FROM, HIGHEST_RATIO * packed)
        or any(info.file_size > LARGEST_PART for info in infos if _BODY.fullmatch(info.filename))
    ):
        raise DocumentTooLarge(
            f"{name} would unpack to {unpacked:,} bytes in {len(infos):,} parts: "
            "split it, or save it again without pictures"
        )


def _read_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Unpack no more than the part said it holds; `zipfile` checks the rest."""
    with archive.open(info) as part:
        return part.read(min(info.file_size, LARGEST_PART) + 1)


def _parse(part: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise BrokenDocument(f"{name} is damaged inside ({error}): save it again") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BrokenDocument(f"{name} declares entities, which no Word file does: save it again")
    return root


def _local(element: etree._Element) -> str:
    """Give the name without its namespace: the strict and the usual one say the same."""
    return str(element.tag).rpartition("}")[2]


def _attribute(element: etree._Element | None, name: str) -> str:
    if element is None:
        return ""
    return next((str(v) for k, v in element.items() if str(k).rpartition("}")[2] == name), "")


def _child(element: etree._Element | None, *path: str) -> etree._Element | None:
    for name in path:
        if element is not None:
            element = next((child for child in element if _local(child) == name), None)
    return element


def _by_id(root: etree._Element | None) -> dict[str, etree._Element]:
    return {_attribute(note, "id"): note for note in root} if root is not None else {}


def _heading_styles(root: etree._Element | None) -> frozenset[str]:
    """Give the ids of the styles named, or based on one named, `heading 1` to `9` or `Title`.

    Word keeps these names in English in every language; ids differ (`Titre1`, `1`).
    """
    bases: dict[str, str] = {}
    found: set[str] = set()
    for style in root if root is not None else ():
        identifier = _attribute(style, "styleId")
        bases[identifier] = _attribute(_child(style, "basedOn"), "val")
        outlined = _attribute(_child(style, "pPr", "outlineLvl"), "val") in tuple("012345678")
        if outlined or _HEADING.fullmatch(_attribute(_child(style, "name"), "val")):
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
                self._start(_local(element), element)
            else:
                self._end(_local(element), element)

    def write_notes(self) -> None:
        """Write the notes called, each after its number, notes of notes included."""
        for number, note in enumerate(self._called, 1):
            self._number = f"[{number}] "
            self.write(note)

    def _skips(self, element: etree._Element) -> bool:
        name = _local(element)
        hidden = _child(element, "rPr", "vanish") if name == "r" else None
        return name in _SKIPPED or (
            hidden is not None and _attribute(hidden, "val") not in ("0", "false", "off")
        )

    def _start(self, name: str, element: etree._Element) -> None:
        if name == "p":
            style = _attribute(_child(element, "pPr", "pStyle"), "val")
            level = _attribute(_child(element, "pPr", "outlineLvl"), "val")
            heading = style in self._headings or level in tuple("012345678")
            self._paragraphs.append(heading)
            (self.transcript.open_heading if heading else self.transcript.end_line)()
            self.transcript.add(self._number)
            self._number = ""
        elif name == "tr":
            self._rows.append(sum(1 for cell in element if _local(cell) == "tc") > 1)
            if self._rows[-1]:
                self.transcript.open_row()
        elif name == "tc" and self._rows and self._rows[-1]:
            self.transcript.open_cell()

    def _end(self, name: str, element: etree._Element) -> None:
        if name == "t":
            self.transcript.add(element.text or "")
        elif name in _SIGNS:
            self.transcript.add_lines(_SIGNS[name])
        elif name in _NOTES:
            self._call(name, _attribute(element, "id"))
        elif name == "p":
            heading = self._paragraphs.pop()
            (self.transcript.close_heading if heading else self.transcript.end_line)()
        elif name == "tr" and self._rows.pop():
            self.transcript.close_row()

    def _call(self, name: str, identifier: str) -> None:
        note = self._notes[name].get(identifier)
        if note is not None and len(self._called) < MOST_NOTES:
            self._called.append(note)
            self.transcript.add(f"[{len(self._called)}]")
