"""Open the zip that a DOCX, ODT, XLSX or EPUB is, without letting it explode.

Sizes, names and places of all entries are asked before anything is unpacked; a part is unpacked
into memory alone, never onto the disk, and never further than it said. A zip inside the zip stays
shut. It knows the parts by name and nothing of what they say.
"""

from __future__ import annotations

import io
import itertools
import lzma
import re
import struct
import zipfile
import zlib

from lxml import etree

from volant.errors import BrokenDocument, DocumentTooLarge, LockedDocument
from volant.library.readers import elements

LARGEST_UNPACKED = 200_000_000
"""Bytes of all parts together, pictures included."""

LARGEST_PART = 60_000_000
"""Bytes of one part of XML. Chosen, not measured: its tree takes several times this in memory."""

HIGHEST_RATIO = 200
"""Unpacked to packed size of a file over `RATIO_FROM`; the most that deflate can do is 1,032."""

RATIO_FROM = 20_000_000

MOST_PARTS = 10_000

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How an encrypted office file begins, and an old `.doc`, `.xls` or `.ppt` ([MS-CFB] 2.2)."""

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream that holds an encrypted document ([MS-OFFCRYPTO] 2.3.4.4)."""

ENTRY_HEAD = 30
"""Bytes of an entry before its name (APPNOTE.TXT 6.3.10, section 4.3.7)."""

_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\x00")
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


class Archive:
    """Be one opened zip; `name` is the document's, for refusals."""

    def __init__(self, data: bytes, name: str) -> None:
        """Raises `LockedDocument`, `BrokenDocument` or `DocumentTooLarge`."""
        if data.startswith(OLE):
            raise _old_or_locked(data, name)
        self._name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_ERRORS as error:
            raise self._broken(error) from error
        infos = self._zip.infolist()
        _refuse_bombs(infos, len(data), name)
        _refuse_tricks(infos, name)
        self._infos = {info.filename: info for info in infos}

    @property
    def parts(self) -> tuple[str, ...]:
        """Give the names of all parts, sorted."""
        return tuple(sorted(self._infos))

    def read(self, part: str) -> bytes:
        """Unpack one part; an absent one is empty. `zipfile` checks its length and sum.

        Raises `LockedDocument`, `BrokenDocument` or `DocumentTooLarge`.
        """
        info = self._infos.get(part)
        if info is None:
            return b""
        if info.flag_bits & 1:
            raise LockedDocument(f"{self._name} asks for a password: save it without one")
        if info.file_size > LARGEST_PART:
            raise DocumentTooLarge(
                f"{self._name} would unpack to {info.file_size:,} bytes in one part: split it"
            )
        try:
            with self._zip.open(info) as opened:
                return opened.read(info.file_size + 1)
        except _ZIP_ERRORS as error:
            raise self._broken(error) from error

    def tree(self, part: str) -> etree._Element | None:
        """Give the root of a part of XML; None where it is absent. Raises as `read` does."""
        if part not in self._infos:
            return None
        return elements.parse(self.read(part), self._name)

    def _broken(self, error: Exception) -> BrokenDocument:
        return BrokenDocument(f"{self._name} is not a whole file ({error}): fetch it again")


def _old_or_locked(data: bytes, name: str) -> LockedDocument | BrokenDocument:
    if ENCRYPTED in data:
        return LockedDocument(f"{name} asks for a password: save it without one, then add it again")
    return BrokenDocument(
        f"{name} is in an old Office format: open it and save it as .docx, .xlsx or .pdf"
    )


def _refuse_bombs(infos: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    unpacked = sum(info.file_size for info in infos)
    if (
        len(infos) > MOST_PARTS
        or unpacked > LARGEST_UNPACKED
        or unpacked > max(RATIO_FROM, HIGHEST_RATIO * packed)
    ):
        raise DocumentTooLarge(
            f"{name} would unpack to {unpacked:,} bytes in {len(infos):,} parts: "
            "split it, or save it again without pictures"
        )


def _refuse_tricks(infos: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse parts that share their bytes, share their name, or name a place outside."""
    places = sorted((info.header_offset, info.compress_size) for info in infos)
    for (start, size), (following, _) in itertools.pairwise(places):
        if start + ENTRY_HEAD + size > following:
            raise BrokenDocument(f"{name} packs several parts into the same bytes: save it again")
    if len({info.filename for info in infos}) < len(infos):
        raise BrokenDocument(f"{name} holds two parts of one name: save it again")
    if any(_OUTSIDE.search(info.orig_filename) for info in infos):
        raise BrokenDocument(f"{name} names a part outside of itself: save it again")
