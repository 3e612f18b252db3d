"""Measure finding and replacing personal data, beside Presidio: `python -m benchmarks.privacy`.

The lines are `tests/privacy/lines.tsv`, written by the author of the detectors before them; a third
(`held`) was asked for the first time when they were done. A finding is right if its kind is and its
span too, signs at its ends left aside. The names in the lines and the gazetteer are by one hand;
the first names of DODa (MIT), where ../shared has them, are another's: 0.61 of them were listed
before the gazetteer was compared with them, and what is printed is after it. Peers run in
`.venv-peers`, without a model (`privacy_peers`); where that is not made, they are left out, and
said so.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from volant.privacy import KINDS, Restorer, Vault, find, pseudonymize
from volant.privacy.gazetteer import gazetteer

ROOT = Path(__file__).resolve().parents[1]
LINES = ROOT / "tests" / "privacy" / "lines.tsv"
PYTHON = ROOT / ".venv-peers/bin/python"
DODA = ROOT.parent / "shared" / "data" / "doda-mit-2023"
PEERS = ("presidio", "presidio-mena")
BARS = dict.fromkeys(("cin", "rib", "iban", "ice", "phone", "email"), 0.97) | {"name": 0.85}

Span = tuple[str, int, int]
_MARK = re.compile(r"\{(\w+)\|([^}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Be one labelled line; `part` is `dev` or `held`."""

    part: str
    tag: str
    text: str
    spans: tuple[Span, ...]


def read_lines(path: Path = LINES) -> list[Line]:
    """Read the lines and take the marks out of them."""
    rows = (row.split("\t") for row in path.read_text("utf-8").splitlines() if row[0] != "#")
    return [_line(part, tag, marked) for part, tag, marked in rows]


def _line(part: str, tag: str, marked: str) -> Line:
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append((mark[1], len(text), len(text) + len(mark[2])))
        text += mark[2]
        at = mark.end()
    return Line(part=part, tag=tag, text=text + marked[at:], spans=tuple(spans))


def trim(text: str, span: Span) -> Span:
    """Leave signs at the ends aside."""
    kind, start, end = span
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return kind, start, end


@dataclass(slots=True)
class Score:
    """Count what was right, too much and missed of one kind."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / ((self.right + self.extra) or 1)

    @property
    def recall(self) -> float:
        return self.right / ((self.right + self.missed) or 1)


def score(lines: Sequence[Line], found: Sequence[Iterable[Span]]) -> dict[str, Score]:
    """Compare what was found in each line with its marks, by kind."""
    scores = {kind: Score() for kind in KINDS}
    for line, spans in zip(lines, found, strict=True):
        given = {trim(line.text, span) for span in spans}
        wanted = {trim(line.text, span) for span in line.spans}
        for kind, _, _ in given & wanted:
            scores[kind].right += 1
        for kind, _, _ in given - wanted:
            scores[kind].extra += 1
        for kind, _, _ in wanted - given:
            scores[kind].missed += 1
    return scores


def spans_of(text: str, tag: str = "") -> list[Span]:
    """Give what Volant finds."""
    return [(one.kind, one.start, one.end) for one in find(text, tag)]


class Peer:
    """Hold one peer in its own process."""

    def __init__(self, name: str) -> None:
        self._process = subprocess.Popen(
            [PYTHON, "-m", "benchmarks.privacy_peers", name],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        self.version = self._read()["version"]

    def find(self, texts: Sequence[str]) -> tuple[list[list[Span]], float]:
        """Give its findings and the CPU seconds they took."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"texts": list(texts)}) + "\n")
        self._process.stdin.flush()
        reply = self._read()
        return [[tuple(one) for one in row] for row in reply["found"]], reply["seconds"]

    def close(self) -> None:
        self._process.communicate()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        reply: dict[str, Any] = json.loads(self._process.stdout.readline())
        return reply


def peers() -> dict[str, Peer]:
    """Start the peers that are installed."""
    started = {}
    for name in PEERS if PYTHON.exists() else ():
        try:
            started[name] = Peer(name)
        except (ValueError, OSError):
            print(f"{name} is not in .venv-peers and is left out")
    return started


# --- speed -------------------------------------------------------------------------------------

_FILLER = (
    " Le dossier de la commune est en cours d'instruction au service de l'urbanisme, et la "
    "délibération du conseil n° 12 sera publiée avant la fin du mois de mars 2024."
)
_ARABIC = (
    " يتم إيداع ملف الطلب لدى مصلحة التعمير بالجماعة خلال أجل 30 يوما من تاريخ التوصل بالإشعار."
)
_SOME = "Mme Khadija Berrada, CIN BK456789, joignable au 06 61 23 45 67."
_MANY = (
    "Je soussigné M. Youssef El Amrani, titulaire de la CIN AB123456, né le 12/03/1985 à Taza, "
    "demeurant 12, rue Ibn Batouta, Salé, téléphone 06 61 23 45 67, e-mail y.amrani@gmail.com, "
    "demande le virement de l'aide sur le compte RIB 011 780 0000123456789012 96."
)
SIZE = 1200
TEXTS = {
    "French, nothing to find": _FILLER,
    "Arabic, nothing to find": _ARABIC,
    "French, three": _SOME,
    "French, seven": _MANY,
}


def text_of_size(opening: str) -> str:
    """Go on with a letter's words up to `SIZE` bytes."""
    filler = _ARABIC if "ي" in opening else _FILLER
    data = (opening + filler * 20).encode()[:SIZE]
    return data.decode("utf-8", "ignore")


def microseconds(call: Callable[[], object], repeat: int = 150, times: int = 20) -> float:
    """Give the CPU time of one call, the best of several rounds."""
    call()
    best = float("inf")
    for _ in range(repeat):
        begun = time.process_time()
        for _ in range(times):
            call()
        best = min(best, time.process_time() - begun)
    return best / times * 1e6


# --- the stream --------------------------------------------------------------------------------


def wrap(text: str, shape: str) -> str:
    """Write an answer as text, as JSON with and without ASCII, or as a tool's arguments."""
    if shape == "text":
        return text
    if shape == "tool":
        return json.dumps({"arguments": json.dumps({"to": text})})
    return json.dumps({"answer": text}, ensure_ascii=shape == "json-ascii")


def leaks(answers: Sequence[str], restore: Callable[[list[bytes]], str]) -> tuple[int, int]:
    """Count the cuts after which a placeholder, or part of one, was shown; and all cuts."""
    bad = total = 0
    for answer in answers:
        data = answer.encode()
        for cut in range(1, len(data)):
            shown = restore([data[:cut], data[cut:]])
            bad += bool(re.search(r"⟦|⟧|u27e|_\d", shown))
            total += 1
    return bad, total


def _ours(book: dict[str, tuple[str, ...]]) -> Callable[[list[bytes]], str]:
    def run(pieces: list[bytes]) -> str:
        restorer = Restorer(book)
        return "".join(map(restorer.feed, pieces)) + restorer.finish()

    return run


def _by_piece(book: dict[str, tuple[str, ...]]) -> Callable[[list[bytes]], str]:
    """Replace in each piece alone, as proxies do."""

    def run(pieces: list[bytes]) -> str:
        texts = [piece.decode("utf-8", "replace") for piece in pieces]
        for placeholder, spellings in book.items():
            texts = [text.replace(placeholder, spellings[0]) for text in texts]
        return "".join(texts)

    return run


# --- the tables --------------------------------------------------------------------------------


def print_scores(lines: list[Line], running: dict[str, Peer]) -> None:
    """Print precision and recall by kind; ours on both parts, the peers on all lines."""
    ours = [spans_of(line.text) for line in lines]
    columns = {"": score(lines, ours)}
    for part in ("dev", "held"):
        chosen = [at for at, line in enumerate(lines) if line.part == part]
        columns[part] = score([lines[at] for at in chosen], [ours[at] for at in chosen])
    for name, peer in running.items():
        columns[name] = score(lines, peer.find([line.text for line in lines])[0])
    heads = ["volant, all", "dev", "held", *(f"{n} {p.version}" for n, p in running.items())]
    print(f"{'kind':<10}{'marked':>7}   " + "".join(f"{head:<22}" for head in heads))
    for kind in KINDS:
        marked = columns[""][kind].right + columns[""][kind].missed
        cells = "".join(
            f"{each[kind].precision:.3f} / {each[kind].recall:<14.3f}" for each in columns.values()
        )
        bar = f"bar {BARS[kind]:.2f}" if kind in BARS else ""
        print(f"{kind:<10}{marked:>7}   {cells}{bar}")


def print_names() -> None:
    """Print how many of DODa's first names the gazetteer knows, and of those said in a sentence."""
    if not DODA.exists():
        print("names of no line: left out, as ../shared/data is not here")
        return
    names = [name for sex in ("male", "female") for name in _names(sex)]
    said = ["smiti {}", "Mme {} a signé.", "nom : {}", "khouya {} mchal l rbat"]
    given = [pattern.format(name.title()) for name in names for pattern in said]
    found = sum(any(one[0] == "name" for one in spans_of(text)) for text in given)
    listed = sum(name in gazetteer().names for name in names)
    print(f"DODa's {len(names)} first names: {listed / len(names):.3f} listed, "
          f"{found / len(given):.3f} found in a sentence")  # fmt: skip


def _names(sex: str) -> Iterator[str]:
    path = DODA / f"semantic_categories__{sex}names.csv"
    with path.open(encoding="utf-8") as file:
        yield from (row[0].strip().lower() for row in list(csv.reader(file))[1:])


def print_speed(running: dict[str, Peer]) -> None:
    """Print CPU microseconds a text of 1.2 kB; the bar is 160."""
    print(f"{'µs a text of 1.2 kB':<28}{'volant':>10}" + "".join(f"{n:>16}" for n in running))
    for name, opening in TEXTS.items():
        text = text_of_size(opening)
        cells = f"{microseconds(lambda text=text: find(text)):>10.0f}"  # type: ignore[misc]
        for peer in running.values():
            peer.find([text] * 20)
            cells += f"{min(peer.find([text] * 5)[1] for _ in range(60)) / 5 * 1e6:>16.0f}"
        print(f"{name:<28}{cells}")


def print_leaks() -> None:
    """Print the cuts of a stream that showed a placeholder."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault.open(Path(folder))
        letters = (_MANY, _SOME, "السيدة كوثر الزاهيدي هاتفها ٠٦٦١٢٣٤٥٦٧ وبطاقتها AB123456.")
        sent = [pseudonymize(text, vault, "benchmark")[0] for text in letters]
        book = vault.book("benchmark")
    print(f"{'placeholders shown, of cuts':<28}{'volant':>14}{'piece by piece':>18}")
    for shape in ("text", "json", "json-ascii", "tool"):
        answers = [wrap(text, shape) for text in sent]
        ours, total = leaks(answers, _ours(book))
        theirs, _ = leaks(answers, _by_piece(book))
        print(f"{shape:<28}{f'{ours} of {total}':>14}{f'{theirs} of {total}':>18}")


def main() -> None:
    """Print all tables."""
    lines = read_lines()
    empty = sum(not line.spans for line in lines)
    tags = Counter(line.tag for line in lines)
    print(f"{len(lines)} lines, {empty / len(lines):.0%} of them look-alikes;", dict(tags))
    running = peers()
    print_scores(lines, running)
    print()
    print_names()
    print()
    print_speed(running)
    print()
    print_leaks()
    for peer in running.values():
        peer.close()


if __name__ == "__main__":
    main()
