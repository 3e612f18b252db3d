"""Read PDFs with one peer, in a process of its own, for `benchmarks.reading`.

    .venv-peers/bin/python -m benchmarks.reading_peers NAME FILE...

prints one JSON object: the pages of each file as text, and the CPU seconds of the calls, the first
file read once before as a warm-up. A file on which the peer raises has no pages. `--list` names the
peers installed beside the Python that runs this. The network is refused.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from typing import Any

MODULES = {
    "pypdf": "pypdf",
    "pdfminer.six": "pdfminer",
    "pypdfium2, plain": "pypdfium2",
    "kreuzberg": "kreuzberg",
    "docling-parse": "docling_parse",
    "markitdown": "markitdown",
}


def _module(name: str) -> Any:
    """Import a peer when it is asked: it may not be installed."""
    return importlib.import_module(name)


def pypdf(path: str) -> list[str]:
    return [page.extract_text() for page in _module("pypdf").PdfReader(path).pages]


def pdfminer(path: str) -> list[str]:
    return str(_module("pdfminer.high_level").extract_text(path)).split("\f")


def pdfium(path: str) -> list[str]:
    document = _module("pypdfium2").PdfDocument(path)
    return [page.get_textpage().get_text_range() for page in document]


def kreuzberg(path: str) -> list[str]:
    return [str(_module("kreuzberg").extract_file_sync(path).content)]


def docling(path: str) -> list[str]:
    line = _module("docling_core.types.doc.page").TextCellUnit.LINE
    parser = _module("docling_parse.pdf_parser").DoclingPdfParser(loglevel="fatal")
    document = parser.load(path_or_stream=path)
    return [
        "\n".join(cell.text for cell in page.iterate_cells(unit_type=line))
        for _, page in document.iterate_pages()
    ]


def markitdown(path: str) -> list[str]:
    return [str(_module("markitdown").MarkItDown().convert(path).text_content)]


READERS: dict[str, Callable[[str], list[str]]] = {
    "pypdf": pypdf,
    "pdfminer.six": pdfminer,
    "pypdfium2, plain": pdfium,
    "kreuzberg": kreuzberg,
    "docling-parse": docling,
    "markitdown": markitdown,
}


def main() -> None:
    """List the peers, or read files with one."""
    if sys.argv[1] == "--list":
        found = [name for name, module in MODULES.items() if importlib.util.find_spec(module)]
        print(json.dumps(found))
        return
    sys.addaudithook(_refuse_network)
    read = READERS[sys.argv[1]]
    _try(read, sys.argv[2])
    begun = time.process_time()
    pages = [_try(read, path) for path in sys.argv[2:]]
    print(json.dumps({"pages": pages, "seconds": time.process_time() - begun}))


def _try(read: Callable[[str], list[str]], path: str) -> list[str]:
    try:
        return read(path)
    except Exception:  # noqa: BLE001  what a peer raises is its own affair
        return []


def _refuse_network(event: str, _: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.getaddrinfo"}:
        raise PermissionError("a peer may not use the network")


if __name__ == "__main__":
    main()
