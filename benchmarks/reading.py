"""Measure how PDFs are read: `make bench-reading`, or `python -m benchmarks.reading`.

Every sample of `benchmarks.pdfs` is read by Volant and by each peer, and compared with its truth:

- intact: Arabic words of the truth found in the text, each as often as it stands there;
- reversed: words found only backwards;
- rows: table rows whose cells stand in one line, in order, and no others with them;
- lines: lines that come out whole, as one line, in order of reading within their page.

Then speed, in pages per CPU second, and how often the check of each page notices a bad one. CPU
seconds, because the machine may be shared.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium

from benchmarks.damaging import damaged, photographed
from benchmarks.pdfs import Sample, Sheet, missing, samples
from benchmarks.peers import PYTHON, ROOT
from volant.errors import UnreadableDocument
from volant.library.readers.legibility import judge
from volant.library.readers.portable import read_portable
from volant.records import Document, Source

_WORD = re.compile("[\u0620-\u065f\u0670-\u06d3]+")


@dataclass(slots=True, kw_only=True)
class Score:
    """Be counts over some pages; `of_*` are the truth's."""

    words: int = 0
    of_words: int = 0
    reversed: int = 0
    rows: int = 0
    of_rows: int = 0
    lines: int = 0
    of_lines: int = 0
    missed: list[str] = field(default_factory=list)
    pages: int = 0

    def add(self, sheet: Sheet, text: str) -> None:
        """Count one page."""
        self.pages += 1
        whole = " ".join([*sheet.lines, *(cell for row in sheet.rows for cell in row)])
        truth, got = (Counter(_WORD.findall(_plain(each))) for each in (whole, text))
        self.words += (truth & got).total()
        self.of_words += truth.total()
        backwards = Counter({word[::-1]: n for word, n in (truth - got).items() if len(word) > 2})
        self.reversed += ((got - truth) & backwards).total()
        found = [_plain(line) for line in text.splitlines()]
        rows = Counter(found)
        for row in sheet.rows:
            self._count("rows", _plain(" ".join(row)), rows)
        self.lines += _in_order([_plain(line) for line in sheet.lines], found)
        self.of_lines += len(sheet.lines)
        self.missed += [line for line in map(_plain, sheet.lines) if line not in rows]

    def _count(self, what: str, line: str, found: Counter[str]) -> None:
        setattr(self, f"of_{what}", getattr(self, f"of_{what}") + 1)
        if found[line]:
            found[line] -= 1
            setattr(self, what, getattr(self, what) + 1)
        else:
            self.missed.append(line)


def _plain(line: str) -> str:
    """Give a line as it is compared: white is one space, and what parts cells is white."""
    return unicodedata.normalize("NFC", " ".join(line.replace("|", " ").split()))


def _in_order(truth: Sequence[str], found: Iterable[str]) -> int:
    """Count the lines found in the order of the truth (longest common subsequence)."""
    best = [0] * (len(truth) + 1)
    known = set(truth)
    for line in found:
        if line in known:
            before = 0
            for i, wanted in enumerate(truth, 1):
                before, best[i] = (
                    best[i],
                    max(best[i], best[i - 1], (before + 1) * (wanted == line)),
                )
    return best[-1]


# --- readers --------------------------------------------------------------------------------------


Reading = Callable[[Sequence[Path]], tuple[list[list[str]], float]]


def ours(files: Sequence[Path]) -> tuple[list[list[str]], float]:
    """Read files with Volant: pages of text, and the CPU seconds."""
    _read(files[0].read_bytes())
    begun = time.process_time()
    documents = [_read(path.read_bytes()) for path in files]
    seconds = time.process_time() - begun
    return [pages_of(document) for document in documents], seconds


def _read(data: bytes) -> Document:
    return read_portable(data, Source(name="page.pdf", path="/page.pdf", digest="", size=len(data)))


def pages_of(document: Document) -> list[str]:
    """Cut a document at its pages."""
    starts = [mark.start for mark in document.marks if mark.kind == "page"]
    return [
        document.text[start:end]
        for start, end in zip(starts, [*starts[1:], len(document.text)], strict=True)
    ]


def poppler(files: Sequence[Path]) -> tuple[list[list[str]], float]:
    """Read files with `pdftotext`, a program of its own."""
    before = os.times()
    texts = [
        subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout
        for path in files
    ]
    after = os.times()
    seconds = after.children_user + after.children_system
    seconds -= before.children_user + before.children_system
    return [text.decode("utf-8", "replace").split("\f")[:-1] for text in texts], seconds


def peer(name: str, python: Path) -> Reading:
    """Give a reader that runs in the environment of the peers."""

    def read(files: Sequence[Path]) -> tuple[list[list[str]], float]:
        command = [str(python), "-m", "benchmarks.reading_peers", name, *map(str, files)]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        reply = json.loads(run.stdout.splitlines()[-1])
        return reply["pages"], reply["seconds"]

    return read


def readers() -> dict[str, Reading]:
    """Name the readers installed here, Volant first."""
    python = Path(os.environ.get("VOLANT_PEERS", PYTHON))
    found: dict[str, Reading] = {"volant": ours}
    if shutil.which("pdftotext"):
        found["poppler"] = poppler
    if python.exists():
        command = [str(python), "-m", "benchmarks.reading_peers", "--list"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        found |= {name: peer(name, python) for name in json.loads(listed.stdout)}
    return found


# --- tables ---------------------------------------------------------------------------------------


def compare(made: Sequence[Sample], folder: Path) -> None:
    """Print what each reader keeps of each kind of PDF, and its speed."""
    files = []
    for number, sample in enumerate(made):
        files.append(folder / f"{number}.pdf")
        files[-1].write_bytes(sample.data)
    print("| reader | kind | words intact | reversed | rows | lines | pages / CPU s |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, read in readers().items():
        texts, seconds = read(files)
        scores: dict[str, Score] = {}
        for sample, pages in zip(made, texts, strict=True):
            for kind in (sample.kind, "all"):
                _add(scores.setdefault(kind, Score()), sample, pages)
        for kind, score in scores.items():
            speed = f"{score.pages / seconds:.0f}" if kind == "all" else ""
            print(
                f"| {name} | {kind} | {score.words / score.of_words:.4f} | {score.reversed} "
                f"| {score.rows}/{score.of_rows} | {score.lines / score.of_lines:.3f} | {speed} |",
                flush=True,
            )


def _add(score: Score, sample: Sample, pages: Sequence[str]) -> None:
    """Count a sample page by page, or as one page where a reader gives no pages."""
    if len(pages) != len(sample.sheets):
        lines = tuple(line for sheet in sample.sheets for line in sheet.lines)
        rows = tuple(row for sheet in sample.sheets for row in sheet.rows)
        score.add(Sheet(lines=lines, rows=rows), "\n".join(pages))
        score.pages += len(sample.sheets) - 1
        return
    for sheet, page in zip(sample.sheets, pages, strict=True):
        score.add(sheet, page)


def speed(made: Sequence[Sample]) -> None:
    """Print the speed of each kind beside pdfium's own, which is asked for its text page alone."""
    print("\n| kind | pages | characters a page | volant, pages / CPU s | pdfium alone |")
    print("| --- | --- | --- | --- | --- |")
    for kind in dict.fromkeys(sample.kind for sample in made):
        data = [sample.data for sample in made if sample.kind == kind]
        _read(data[0])
        begun = time.process_time()
        documents = [_read(each) for each in data]
        ours_, begun = time.process_time() - begun, time.process_time()
        pages = sum(map(_load, data))
        alone = time.process_time() - begun
        characters = sum(len(document.text) for document in documents)
        print(
            f"| {kind} | {pages} | {characters / pages:.0f} | {pages / ours_:.0f} "
            f"| {pages / alone:.0f} |"
        )


def _load(data: bytes) -> int:
    document = pdfium.PdfDocument(data)
    for page in document:
        page.get_textpage().close()
        page.close()
    count = len(document)
    document.close()
    return count


def check(made: Sequence[Sample]) -> None:
    """Print how often the check of a page notices a bad one, and a clean one."""
    print("\n| pages | noticed | of |")
    print("| --- | --- | --- |")
    clean = [grade for sample in made for grade in _read(sample.data).grades]
    print(f"| clean, whole PDFs | {sum(bool(grade.faults) for grade in clean)} | {len(clean)} |")
    for name, texts in damaged().items():
        print(f"| {name} | {sum(bool(judge(text).faults) for text in texts)} | {len(texts)} |")
    for name, files in photographed().items():
        noticed = sum(_noticed(data) for data in files)
        print(f"| {name} | {noticed} | {len(files)} |", flush=True)


def _noticed(data: bytes) -> bool:
    try:
        return any(grade.faults for grade in _read(data).grades)
    except UnreadableDocument:
        return True


def main() -> None:
    """Make the set, read it, print the tables."""
    for name in missing():
        print(f"{name} is not installed here: its PDFs are left out")
    made = samples()
    with tempfile.TemporaryDirectory() as folder:
        compare(made, Path(folder))
    speed(made)
    check(made)


if __name__ == "__main__":
    main()
