"""Add a folder of hostile files with good ones among them: `python -m benchmarks.hostile`.

Every hostile file has to be refused with a code and a message, every good one and every harmless
oddity has to get in, and the batch has to end. The first table asks the confined reader for one
file after the other (seconds on the clock, of the slowest file); the last lines add the whole
folder to a library, as a user would.

    python -m benchmarks.hostile [KIND ...]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import hostile_archives as archives
from benchmarks import hostile_files as files
from volant.errors import PathNotFound, UnreadableDocument
from volant.library import Library
from volant.library.confinement import Confinement

MADE: dict[str, Callable[[], Iterator[tuple[str, bytes]]]] = {
    "zip: flat bomb": archives.flat_bombs,
    "zip: zips in zips": archives.nested_bombs,
    "zip: holds itself": archives.own_copies,
    "zip: shared bytes": archives.shared_bytes,
    "zip: lies about size": archives.lies_about_size,
    "zip: 10,500 parts": archives.many_parts,
    "zip: cut short": archives.cut_short,
    "zip: wrong sum": archives.wrong_sums,
    "zip: names outside": archives.names_outside,
    "zip: one name twice": archives.same_names,
    "zip: password": archives.passwords,
    "zip: unknown method": archives.unknown_methods,
    "zip: no document": archives.no_document,
    "XML: entity bomb": archives.entity_bombs,
    "XML: outside entity": archives.outside_entities,
    "XML: 100,000 deep": archives.deep_elements,
    "XML: huge attribute": archives.huge_attributes,
    "XML: broken": archives.broken_xml,
    "sheet: cells claimed": archives.cell_bombs,
    "word: note bomb": archives.note_bombs,
    "PDF: cut short": files.cut_pdfs,
    "PDF: loops": files.looping_pdfs,
    "PDF: claims": files.claiming_pdfs,
    "PDF: password": files.locked_pdfs,
    "PDF: no words": files.wordless_pdfs,
    "PDF: stream bomb": files.swollen_pdfs,
    "wrong suffix": files.wrong_suffixes,
    "old format": files.old_formats,
    "empty": files.empty_files,
    "no text": files.no_text,
    "too long": files.too_long,
    "e-mail": files.messages,
}
PLACED = {"no file": files.odd_places, "name": files.odd_names}

HARMLESS = "harmless oddity"
GOOD = "good"

WORDS = "المادة 1: يعمل بهذا القانون ابتداء من نشره. Article 2 : le délai est de quinze jours."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Be what came of one file: a code, or nothing where it was read; `seconds` on the clock."""

    kind: str
    path: Path
    code: str
    message: str
    seconds: float

    @property
    def right(self) -> bool:
        """Say whether it was taken or refused as it should be."""
        return bool(self.code and self.message) != (self.kind in (GOOD, HARMLESS))


def write(folder: Path, kinds: list[str]) -> list[tuple[str, Path]]:
    """Write the files of these kinds, good ones between them; name each one's kind."""
    written: list[tuple[str, Path]] = []
    for kind, make in {**MADE, HARMLESS: files.harmless}.items():
        if kind in kinds:
            for number, (suffix, data) in enumerate(make()):
                path = folder / f"{kind.replace(': ', '-').replace(' ', '-')}-{number}{suffix}"
                path.write_bytes(data)
                written.append((kind, path))
            written.append((GOOD, _write_good(folder, len(written))))
    for kind, place in PLACED.items():
        if kind in kinds:
            inner = folder / kind.replace(" ", "-")
            inner.mkdir()
            place(inner)
            written += [(kind, path) for path in sorted(inner.iterdir())]
    return written


def _write_good(folder: Path, number: int) -> Path:
    suffix = [".txt", *archives.SUFFIXES[:2]][number % 3]
    path = folder / f"good-{number}{suffix}"
    path.write_bytes(WORDS.encode() if suffix == ".txt" else archives.whole(suffix, WORDS))
    return path


def ask(reading: Confinement, kind: str, path: Path) -> Outcome:
    """Have one file read, and say what came of it."""
    code = message = ""
    begun = time.monotonic()
    try:
        reading.prepare(path)
    except (UnreadableDocument, PathNotFound) as refusal:
        code, message = refusal.code, refusal.message
    seconds = time.monotonic() - begun
    return Outcome(kind=kind, path=path, code=code, message=message, seconds=seconds)


def main() -> int:
    """Print the tables; 1 where a file was not treated as it should be."""
    kinds = sys.argv[1:] or [*MADE, HARMLESS, *PLACED]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        written = write(folder, kinds)
        with Confinement() as reading:
            outcomes = [ask(reading, kind, path) for kind, path in written]
            print(f"limits that hold here: {', '.join(reading.held)}\n")
        _print(outcomes)
        wrong = [outcome for outcome in outcomes if not outcome.right]
        for outcome in wrong:
            print(f"WRONG: {outcome.path.name!r}: {outcome.code or 'read'} {outcome.message}")
        return int(not _add(folder, outcomes) or bool(wrong))


def _print(outcomes: list[Outcome]) -> None:
    print("| kind                 | files | refused | read | slowest s | reasons")
    print("| -------------------- | ----- | ------- | ---- | --------- | -------")
    for kind in dict.fromkeys(outcome.kind for outcome in outcomes):
        held = [outcome for outcome in outcomes if outcome.kind == kind]
        reasons = Counter(outcome.code for outcome in held if outcome.code)
        refused = reasons.total()
        slowest = max(outcome.seconds for outcome in held)
        said = ", ".join(f"{code} {count}" for code, count in reasons.most_common())
        print(
            f"| {kind:<20} | {len(held):>5} | {refused:>7} | {len(held) - refused:>4} "
            f"| {slowest:>9.1f} | {said}"
        )
    hostile = [outcome for outcome in outcomes if outcome.kind not in (GOOD, HARMLESS)]
    refused = sum(1 for outcome in hostile if outcome.code and outcome.message)
    print(f"\nhostile files refused with a reason: {refused} of {len(hostile)}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"most memory of a confined process: {peak:.0f} MB")


def _add(folder: Path, outcomes: list[Outcome]) -> bool:
    """Add the whole folder to a library; say whether the good files got in and no other."""
    with tempfile.TemporaryDirectory() as home:
        library = Library(Path(home))
        begun = time.monotonic()
        report = library.add([folder])
        seconds = time.monotonic() - begun
        wanted = {outcome.path.name for outcome in outcomes if outcome.kind in (GOOD, HARMLESS)}
        held = {document.name for document in library.documents()}
        library.close()
    print(
        f"one batch of {len(outcomes)}: {report.added} added, {len(report.refused)} refused, "
        f"{len(wanted & held)} of {len(wanted)} good and harmless in, {seconds:.0f} s"
    )
    return held == wanted and all(refusal.message for refusal in report.refused)


if __name__ == "__main__":
    sys.exit(main())
