"""Measure the assistant on law questions: `make bench-answers`.

For each form of question: recall of the right article among five, exact values of the answer with
`quote` and with the default weights, precision and recall of refusals, wrong-language answers,
shown numbers absent from the cited passage, CPU seconds an answer. The texts and questions lie in
../shared/data and are not part of the project. The index is kept between runs.

    python -m benchmarks.answers [--engine NAME] [--limit N] [--forms fr,ar] [--weights N]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import sys
import time
from collections import defaultdict
from contextlib import aclosing
from pathlib import Path

from benchmarks.questions import FORMS, SHARED, TAGS, Question, has_values, is_right, read_questions
from volant import assembly, languages
from volant.engines import load_catalogue
from volant.records import Answer, Answered, Hit, Message, Searched
from volant.settings import load

HOME = Path(os.environ.get("VOLANT_BENCH_HOME", Path.home() / ".cache/volant-bench"))


def main() -> None:
    """Index the texts if needed, ask every question, print the tables."""
    arguments = _arguments()
    if not (SHARED / "moroccan-law").is_dir():
        sys.exit("../shared/data/moroccan-law is absent: there is nothing to measure on")
    weights = assembly.find_weights(load(), next(iter(load_catalogue().values())))
    environ = {**os.environ, "VOLANT_HOME": str(HOME)}
    if weights:
        environ["VOLANT_WEIGHTS__FOLDER"] = str(weights.parent)
    volant = assembly.assemble(load(environ))
    report = volant.library.add([(SHARED / "moroccan-law").resolve()])
    print(f"library: {len(volant.library.documents())} documents ({report.added} added now)\n")
    asyncio.run(_measure(volant, arguments))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--engine", action="append", help="quote, or the default weights; all by default"
    )
    parser.add_argument(
        "--limit", type=int, default=0, help="ask only the first N questions of each kind"
    )
    parser.add_argument("--forms", default=",".join(FORMS))
    return parser.parse_args()


async def _measure(volant: assembly.Installation, arguments: argparse.Namespace) -> None:
    questions = read_questions()
    if arguments.limit:
        kinds = [[q for q in questions if q.answerable is wanted] for wanted in (True, False)]
        questions = [q for kind in kinds for q in kind[: arguments.limit]]
    try:
        for engine in arguments.engine or volant.gateway.engines():
            await _table(volant, engine, arguments.forms.split(","), questions)
    finally:
        await volant.close()


async def _table(
    volant: assembly.Installation, engine: str, forms: list[str], questions: list[Question]
) -> None:
    print(f"engine: {engine}, {len(questions)} questions a form")
    columns = ("recall@1", "recall@5", "exact", "exact/found", "refusal P", "refusal R", "right",
               "wrong lang", "bad number", "phrased", "CPU s", "s to evidence")  # fmt: skip
    print("form      " + "".join(f"{column:>14}" for column in columns))
    for form in forms:
        started = _cpu()
        scores = [await _score(volant, engine, form, question) for question in questions]
        _print(form, scores, (_cpu() - started) / len(questions))
    print(flush=True)


async def _score(
    volant: assembly.Installation, engine: str, form: str, question: Question
) -> dict[str, float]:
    asked = (Message(role="user", content=question.forms[form]),)
    begun, evidence = time.perf_counter(), 0.0
    hits: tuple[Hit, ...] = ()
    answer: Answer | None = None
    async with aclosing(volant.gateway.ask(asked, engine)) as events:
        async for event in events:
            if isinstance(event, Searched):
                hits, evidence = event.hits, time.perf_counter() - begun
            elif isinstance(event, Answered):
                answer = event.answer
    assert isinstance(answer, Answer)
    ranks = [n for n, hit in enumerate(hits) if is_right(question, hit.source, hit.start, hit.end)]
    words = " ".join(s.text for s in answer.sentences if s.status != "frame")
    return {
        "answerable": question.answerable,
        "first": bool(ranks) and ranks[0] == 0,
        "found": bool(ranks),
        "exact": question.answerable and not answer.refused and has_values(question, words),
        "refused": answer.refused,
        "language": _wrong_language(answer, TAGS.get(form, form)),
        "number": _bad_number(answer),
        "phrased": any(s.status == "supported" for s in answer.sentences),
        "evidence": evidence,
    }


def _wrong_language(answer: Answer, tag: str) -> bool:
    """Say whether our words or the engine's are in another language; quotations keep theirs."""
    said = [s.text for s in answer.sentences if s.status != "quoted"]
    return answer.tag != tag or any(
        languages.identify(text).tag not in {tag, "und"} for text in said
    )


def _bad_number(answer: Answer) -> bool:
    for sentence in answer.sentences:
        cited = {v.value for c in sentence.citations for v in languages.values(c.text)}
        said = {v.value for v in languages.values(sentence.text) if v.kind != "weak"}
        if sentence.status != "frame" and not said <= cited:
            return True
    return False


def _print(form: str, scores: list[dict[str, float]], cpu: float) -> None:
    totals: dict[str, float] = defaultdict(float)
    for score in scores:
        for key, value in score.items():
            totals[key] += value
    asked = [s for s in scores if s["answerable"]]
    silent = [s for s in scores if not s["answerable"]]
    refused = [s for s in scores if s["refused"]]
    right = sum(not s["answerable"] for s in refused)
    figures = (
        _mean(asked, "first"), _mean(asked, "found"), _mean(asked, "exact"),
        _mean([s for s in asked if s["found"]], "exact"),
        right / len(refused) if refused else 0.0, _mean(silent, "refused"),
        sum(bool(s["refused"]) != bool(s["answerable"]) for s in scores) / len(scores),
        _mean(scores, "language"), _mean(scores, "number"), _mean(scores, "phrased"), cpu,
        sorted(s["evidence"] for s in scores)[len(scores) // 2],
    )  # fmt: skip
    print(f"{form:<10}" + "".join(f"{figure:>14.3f}" for figure in figures), flush=True)


def _mean(scores: list[dict[str, float]], key: str) -> float:
    return sum(score[key] for score in scores) / len(scores) if scores else 0.0


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used) + _engines_cpu()


def _engines_cpu() -> float:
    """Read the CPU seconds of live children (engines) from the kernel; Linux only, else 0."""
    ticks, total = os.sysconf("SC_CLK_TCK"), 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            total += (int(fields[11]) + int(fields[12])) / ticks
    return total


if __name__ == "__main__":
    main()
