"""Find the passage that answers, beside other search engines: `python -m benchmarks.finding`.

The law folder's passages as Volant cuts them, and the answerable development questions in five
forms: recall of the right passage among five. Peers get the same passages and, where they take any,
the vectors of Volant's own embedder, of passages and of questions as they stand. Peers live in
`.venv-readers`; without it Volant stands alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks.answers import HOME
from benchmarks.peers import ROOT
from benchmarks.questions import FORMS, SHARED, TAGS, Question, is_right, read_questions
from volant.library import Library
from volant.records import Hit

PYTHON = Path(os.environ.get("VOLANT_PEERS", ROOT / ".venv-readers/bin/python"))


def main() -> None:
    """Print recall among five, a line for each engine."""
    library = Library(HOME / "library")
    library.add([(SHARED / "moroccan-law").resolve()])
    asked = [question for question in read_questions() if question.answerable]
    print("| engine | " + " | ".join(FORMS) + " |")
    print("| --- |" + " --- |" * len(FORMS))
    found = {
        form: [library.search(q.forms[form], TAGS.get(form, form)) for q in asked] for form in FORMS
    }
    _print("volant", asked, found)
    for name in _installed():
        _print(name, asked, _ask(name, library, asked))


def _print(name: str, asked: list[Question], found: dict[str, list[list[Hit]]]) -> None:
    shares = [
        sum(
            any(is_right(question, hit.source, hit.start, hit.end) for hit in hits)
            for question, hits in zip(asked, found[form], strict=True)
        )
        / len(asked)
        for form in FORMS
    ]
    print(f"| {name} | " + " | ".join(f"{share:.3f}" for share in shares) + " |", flush=True)


def _installed() -> list[str]:
    if not PYTHON.exists():
        return []
    command = [str(PYTHON), "-m", "benchmarks.finding_peers", "--list"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    names: list[str] = json.loads(listed.stdout)
    return names


def _ask(name: str, library: Library, asked: list[Question]) -> dict[str, list[list[Hit]]]:
    """Have a peer rank all passages for every question in every form."""
    index, texts = library._index, [q.forms[form] for form in FORMS for q in asked]
    hits = index.hits([(number, 0.0) for number in range(2 * index.passages)])
    passages = [f"{hit.title}\n{hit.article}\n{hit.text}" for hit in hits]
    work = {"name": name, "passages": passages, "questions": texts}
    if name == "lancedb":
        embed = library.embedder.embed
        work |= {"vectors": embed([hit.text for hit in hits]).tolist()}
        work |= {"asked": embed(texts).tolist()}
    with tempfile.TemporaryDirectory() as folder:
        given, taken = Path(folder, "work.json"), Path(folder, "found.json")
        given.write_text(json.dumps(work), "utf-8")
        command = [str(PYTHON), "-m", "benchmarks.finding_peers", str(given), str(taken)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        best: list[list[int]] = json.loads(taken.read_text("utf-8"))
    rows = iter([[hits[number] for number in row] for row in best])
    return {form: [next(rows) for _ in asked] for form in FORMS}


if __name__ == "__main__":
    main()
