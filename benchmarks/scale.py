"""Measure a library of 100,000 passages: indexing it, asking it, and asking while it is written to.

The texts are made from the laws of ../shared/data: pieces of 500 code points, some words and every
number changed by rule, so that no two are alike. They and the index stay under VOLANT_BENCH_HOME
where it is set: indexing takes minutes, and a second run then begins with the questions (add
`again` to index anew). CPU seconds, because the machine may be shared.

    python -m benchmarks.scale [again]
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.library import WHOSE, cpu
from benchmarks.questions import FORMS, SHARED, read_questions
from volant import languages
from volant.library import Index, Library, retrieve
from volant.records import Access

DOCUMENTS, ARTICLES, POINTS = 2_000, 50, 500
QUESTIONS = 60
CHANGED = 0.1
"""Share of words replaced by another word of the laws."""


def main() -> None:
    """Make the texts, index them, ask; print three tables."""
    if not (SHARED / "moroccan-law").is_dir():
        sys.exit("../shared/data/moroccan-law is absent: there is nothing to measure on")
    kept = os.environ.get("VOLANT_BENCH_HOME")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(kept or folder) / "scale"
        texts = home / "texts"
        if not texts.is_dir():
            write(texts)
        if "again" in sys.argv:
            shutil.rmtree(home / "library", ignore_errors=True)
        library = Library(home / "library")
        index(library, texts)
        ask(library)
        busy(library, home)
        library.close()


# --- the texts -----------------------------------------------------------------------------------


def write(folder: Path) -> None:
    """Write documents of one article a piece, the same ones each time."""
    making = folder.with_name("making")
    making.mkdir(parents=True, exist_ok=True)
    found = [path.read_text("utf-8") for path in sorted((SHARED / "moroccan-law").glob("*.txt"))]
    laws = [law for law in found if not any(map(_is_control, law))]  # four are no text
    chance = random.Random(4)
    pieces = [law[i : i + POINTS] for law in laws for i in range(0, len(law) - POINTS, POINTS)]
    words = [word for piece in chance.sample(pieces, 2_000) for word in piece.split()]
    for n in range(DOCUMENTS):
        articles = (change(chance.choice(pieces), words, chance) for _ in range(ARTICLES))
        text = "".join(f"المادة {k}\n{article}.\n\n" for k, article in enumerate(articles, 1))
        title = " ".join(chance.sample(words, 4))
        (making / f"{n:04}.txt").write_text(f"قانون رقم {n} {title}\n\n{text}", "utf-8")
    making.rename(folder)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and not character.isspace()


def change(piece: str, words: list[str], chance: random.Random) -> str:
    """Change some words and every number; one line, without the words that begin an article."""
    changed = []
    for word in piece.split():
        if word.isdigit():
            changed.append(str(chance.randrange(1, 400)))
        elif chance.random() < CHANGED:
            changed.append(chance.choice(words))
        else:
            changed.append(word)
    return " ".join(changed)


# --- indexing ------------------------------------------------------------------------------------


def index(library: Library, texts: Path) -> None:
    """Bring the texts in on all cores and say what it took."""
    begun, used = time.perf_counter(), cpu()
    report = library.add([texts])
    seconds, used = time.perf_counter() - begun, cpu() - used
    if not report.passages:
        print(f"indexed before: {len(library.documents())} documents, {count(library)} passages\n")
        return
    own, worker = (resource.getrusage(who).ru_maxrss / 1024 for who in WHOSE)
    cores = len(os.sched_getaffinity(0))
    print(f"{report.added} documents, {report.passages} passages, {cores} cores")
    print("| indexing, all included     | CPU s | wall s | peak MB, all processes |")
    print("| -------------------------- | ----- | ------ | ---------------------- |")
    peak = own + cores * worker
    print(f"| {report.passages:>7} passages           | {used:>5.0f} | {seconds:>6.0f} "
          f"| {peak:>22.0f} |\n")  # fmt: skip


def count(library: Library) -> int:
    return library._index.passages


# --- asking --------------------------------------------------------------------------------------


def questions() -> list[str]:
    return [q.forms[form] for q in read_questions()[:QUESTIONS] for form in FORMS]


def ask(library: Library) -> None:
    """Time whole searches and their parts, beside the product with every vector."""
    index, embedder = library._index, library.embedder
    assert isinstance(index, Index)
    passages, vectors = count(library), np.array(index._vectors._rows)
    prepared = [
        retrieve.prepare(q, languages.identify(q, parts=False).nearest) for q in questions()
    ]
    embedded = [embedder.embed([query.text])[0] for query in prepared]
    some = Access(units=frozenset({"nowhere"}), clearance="D0")
    turn = iter(range(10**9))
    each = len(prepared)
    rows: dict[str, Callable[[int], object]] = {
        "search, all included": lambda n: library.search(questions_[n]),
        "· identify and prepare": lambda n: retrieve.prepare(
            questions_[n], languages.identify(questions_[n], parts=False).nearest
        ),
        "· embed the question": lambda n: embedder.embed([prepared[n].text]),
        "· by words": lambda n: index.lexical(prepared[n].terms, retrieve.POOL),
        "· by vectors": lambda n: index.nearest(embedded[n], retrieve.POOL),
        "· both, for a reader with rights": lambda n: (
            index.lexical(prepared[n].terms, retrieve.POOL, some),
            index.nearest(embedded[n], retrieve.POOL, some),
        ),
        "peer: product with all vectors": lambda n: vectors @ embedded[n],
    }
    questions_ = questions()
    print(f"{passages} passages, {each} questions in {len(FORMS)} forms")
    print("| what                             | CPU ms, median |  mean | worst |")
    print("| -------------------------------- | -------------- | ----- | ----- |")
    for name, work in rows.items():
        times = sorted(timed(work, next(turn) % each) for _ in range(each + 1))
        print(f"| {name:<32} | {statistics.median(times):>14.1f} | {statistics.mean(times):>5.1f} "
              f"| {times[-1]:>5.1f} |")  # fmt: skip
    print()


def timed(work: Callable[[int], object], n: int) -> float:
    begun = time.process_time()
    work(n)
    return (time.process_time() - begun) * 1e3


def busy(library: Library, home: Path) -> None:
    """Time searches by the clock, alone and while another process adds and removes documents."""
    print("| searches, by the clock           | ms, median |   p99 | worst |")
    print("| -------------------------------- | ---------- | ----- | ----- |")
    clock("nobody writes", library)
    more = home / "more"
    with subprocess.Popen([sys.executable, "-m", "benchmarks.writer", str(home / "library"),
                           str(more)], stdout=subprocess.PIPE, text=True) as writer:  # fmt: skip
        assert writer.stdout is not None
        writer.stdout.readline()
        clock("another process writes", library)
        writer.terminate()
    library.remove([more])
    shutil.rmtree(more)


def clock(name: str, library: Library) -> None:
    asked = questions() * 2
    library.search(asked[0])
    times = []
    for question in asked:
        begun = time.perf_counter()
        library.search(question)
        times.append((time.perf_counter() - begun) * 1e3)
    times.sort()
    print(f"| {name:<32} | {statistics.median(times):>10.1f} "
          f"| {times[int(len(times) * 0.99)]:>5.1f} | {times[-1]:>5.1f} |")  # fmt: skip


if __name__ == "__main__":
    main()
