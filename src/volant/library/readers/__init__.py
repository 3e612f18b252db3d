"""Read files of several formats into Documents; a format is a suffix and a function."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from volant.errors import UnknownFormat
from volant.library.readers.intake import take
from volant.library.readers.markup import read_markup
from volant.library.readers.plain import read_markdown, read_text
from volant.library.readers.portable import read_portable
from volant.library.readers.word import read_word
from volant.protocols import Reader
from volant.records import Document

__all__ = ["READERS", "read"]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".txt": read_text,
        ".md": read_markdown,
        ".markdown": read_markdown,
        ".html": read_markup,
        ".htm": read_markup,
        ".xhtml": read_markup,
        ".docx": read_word,
        ".pdf": read_portable,
    }
)
"""Reader by suffix, in small letters."""


def read(path: Path, *, readers: Mapping[str, Reader] = READERS) -> Document:
    """Read one file by its suffix.

    The tag is a count of scripts, for the caller to refine. Raises `PathNotFound` or an
    `UnreadableDocument`.
    """
    data, source = take(path)
    reader = readers.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(readers))
        raise UnknownFormat(f"{source.name} has no known format: Volant reads {known}")
    return reader(data, source)
