"""Read files of several formats into Documents; a format is a suffix and a function."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from volant.errors import UnknownFormat
from volant.library.readers.book import read_book
from volant.library.readers.intake import take
from volant.library.readers.markup import read_markup
from volant.library.readers.message import read_message
from volant.library.readers.opendocument import read_opendocument
from volant.library.readers.plain import read_markdown, read_text
from volant.library.readers.portable import read_portable
from volant.library.readers.recognition import read_image
from volant.library.readers.sheet import read_sheet
from volant.library.readers.word import read_word
from volant.protocols import Reader
from volant.records import Document, Source

__all__ = ["OLD", "READERS", "read", "read_data"]

_DOCUMENTS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_markup,
    ".htm": read_markup,
    ".xhtml": read_markup,
    ".docx": read_word,
    ".docm": read_word,
    ".xlsx": read_sheet,
    ".xlsm": read_sheet,
    ".odt": read_opendocument,
    ".ods": read_opendocument,
    ".epub": read_book,
    ".pdf": read_portable,
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp"), read_image),
}

READERS: Mapping[str, Reader] = MappingProxyType(
    _DOCUMENTS | {".eml": partial(read_message, readers=_DOCUMENTS)}
)
"""Reader by suffix, in small letters. What an e-mail carries is read; an e-mail in it is not."""

OLD: Mapping[str, str] = MappingProxyType(
    {
        ".doc": ".docx or .pdf",
        ".rtf": ".docx or .pdf",
        ".xls": ".xlsx",
        ".ppt": ".pdf",
        ".pptx": ".pdf",
        ".odp": ".pdf",
        ".msg": ".eml",
    }
)
"""What to save a format as that is not read; such files are refused aloud, never passed over."""


def read(path: Path, *, readers: Mapping[str, Reader] = READERS) -> Document:
    """Read one file by its suffix.

    The tag is a count of scripts, for the caller to refine. Raises `PathNotFound` or an
    `UnreadableDocument`.
    """
    data, source = take(path)
    return read_data(data, source, path.suffix.lower(), readers=readers)


def read_data(
    data: bytes, source: Source, suffix: str, *, readers: Mapping[str, Reader] = READERS
) -> Document:
    """Read the bytes of a file; `suffix` in small letters. Raises an `UnreadableDocument`."""
    if suffix in OLD:
        raise UnknownFormat(
            f"{source.name} is {suffix}, which is not read: save it as {OLD[suffix]}"
        )
    reader = readers.get(suffix)
    if reader is None:
        known = ", ".join(sorted(readers))
        raise UnknownFormat(f"{source.name} has no known format: Volant reads {known}")
    return reader(data, source)
