"""Hold what a verification found, so that a page or a command can say it in its own way.

A problem means that the copy is not what was signed. A remark is something a reader should know
and that proves nothing by itself. Codes are stable; messages are English and name the next step.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

MOST = 1000
"""Problems of one code that are listed; a summary line stands for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Say what is wrong and with which entry; `index` is None where no single entry is meant."""

    index: int | None
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Be the result of `verify`. `root` is hex, empty when the checkpoint cannot be read."""

    size: int
    root: str
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems


class Findings:
    """Collect problems and remarks while a copy is read."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._remarks: list[Problem] = []
        self._counts: Counter[str] = Counter()

    def __bool__(self) -> bool:
        return bool(self._problems)

    def add(self, index: int | None, code: str, message: str) -> None:
        self._counts[code] += 1
        if self._counts[code] <= MOST:
            self._problems.append(Problem(index=index, code=code, message=message))

    def remark(self, code: str, message: str) -> None:
        self._remarks.append(Problem(index=None, code=code, message=message))

    def report(self, size: int, root: str) -> Report:
        """Return everything, lowest entry first, what concerns no single entry before all."""
        found = sorted(self._problems, key=lambda p: -1 if p.index is None else p.index)
        more = [
            Problem(index=None, code=code, message=f"and {count - MOST} more like it")
            for code, count in self._counts.items()
            if count > MOST
        ]
        return Report(size=size, root=root, problems=(*found, *more), remarks=tuple(self._remarks))
