"""Measure reading and finding: `make bench`.

Indexes the law texts of ../shared/data into a fresh folder, all included, on all cores, beside the
default embedder alone on the same passages; then times hybrid searches. CPU seconds, because the
machine may be shared.

    python -m benchmarks.library
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.questions import FORMS, SHARED, read_questions
from volant.library import Library, UniversalSentenceEncoder

PASSAGE = 900
"""Code points of the passage that rates are quoted in; articles are often shorter."""

SAMPLE = 300


def main() -> None:
    """Index, embed, search; print two tables."""
    texts = SHARED / "moroccan-law"
    if not texts.is_dir():
        sys.exit("../shared/data/moroccan-law is absent: there is nothing to measure on")
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        begun, used = time.perf_counter(), cpu()
        report = library.add([texts.resolve()])
        seconds, used = time.perf_counter() - begun, cpu() - used
        held = library.documents()
        points = sum(len(library.text(str(document.id))) for document in held)
        peak = sum(resource.getrusage(who).ru_maxrss for who in WHOSE) / 1024
        rate, alone = points / PASSAGE / used, embed_alone(library)
        print(f"{len(held)} documents, {report.passages} passages, {points / 1e6:.1f} M points, "
              f"{len(report.refused)} files refused")  # fmt: skip
        print("| what             | passages of 900 / CPU s | CPU s | wall s | peak MB |")
        print("| ---------------- | ----------------------- | ----- | ------ | ------- |")
        print(
            f"| all included     | {rate:>23.1f} | {used:>5.0f} | {seconds:>6.0f} | {peak:>7.0f} |"
        )
        print(f"| embedder alone   | {alone:>23.1f} |       |        |         |\n")
        search(library)
        library.close()


WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def cpu() -> float:
    """Give the CPU seconds of this process and its finished children."""
    used = [resource.getrusage(who) for who in WHOSE]
    return sum(u.ru_utime + u.ru_stime for u in used)


def embed_alone(library: Library) -> float:
    """Give the rate of the embedder by itself, over texts of exactly a passage."""
    whole = "".join(library.text(str(document.id)) for document in library.documents()[:40])
    passages = [whole[i : i + PASSAGE] for i in range(0, len(whole) - PASSAGE, PASSAGE)][:SAMPLE]
    embedder = UniversalSentenceEncoder()
    embedder.embed(passages[:2])
    begun = time.process_time()
    embedder.embed(passages)
    return len(passages) / (time.process_time() - begun)


def search(library: Library) -> None:
    """Time hybrid searches, five passages each, and searches with their evidence."""
    questions = [question.forms[form] for question in read_questions()[:40] for form in FORMS]
    rows: dict[str, Callable[[str], object]] = {
        "search": library.search,
        "search and evidence": library.find,
    }
    print("| what                | CPU ms, median | CPU ms, worst |")
    print("| ------------------- | -------------- | ------------- |")
    for name, find in rows.items():
        find(questions[0])
        times = []
        for question in questions:
            begun = time.process_time()
            find(question)
            times.append((time.process_time() - begun) * 1e3)
        print(f"| {name:<19} | {statistics.median(times):>14.1f} | {max(times):>13.1f} |")


if __name__ == "__main__":
    main()
