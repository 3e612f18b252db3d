"""Cut the digits of a text into runs and groups, whatever was typed or scanned between them.

A run is what one look can tell may be one number: digits with spaces, dots, hyphens and brackets
between them. Its groups are the parts without a gap. Families then ask for « 24 digits that end
where a group ends », so that no number is found inside another. `O` and `l` are read as 0 and 1
where a digit stands beside them, which is how scanners err.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from volant.privacy.labels import Labels, words

_GAP = r"[ \u00a0\u202f.\-‐‑–/()+]{0,3}+"
_RUN = re.compile(rf"[0-9](?:{_GAP}[0-9OoIl]){{4,}}+")
"""At least five digits, the shortest number looked for; possessive, so that it is linear."""

_GROUP = re.compile(r"[0-9OoIl]+")
_NO_DIGIT = re.compile(r"[OoIl]").search
_OCR = str.maketrans("OoIl", "0011")
_WIDEST = 3
"""Signs between two groups of one number, as in `+212 (0)6`."""

_MOST = 30
"""Digits of the longest number, and some."""


class Run:
    """Hold one run: `groups` are spans of `plain`, `digits` their digits.

    `front` is where the `letters` asked for last begin; `since` is where the number before ended.
    """

    __slots__ = (
        "_labels",
        "_letters",
        "_looked",
        "_scanned",
        "digits",
        "front",
        "groups",
        "low",
        "plain",
        "since",
    )

    def __init__(self, plain: str, low: str, start: int, end: int, since: int) -> None:
        self.plain, self.low, self.since = plain, low, since
        if plain[start - 1 : start] in ("O", "o") and not plain[start - 2 : start - 1].isalnum():
            start -= 1
        self.groups = [found.span() for found in _GROUP.finditer(plain, start, end)]
        self._trim()
        self.digits = [plain[a:b] for a, b in self.groups]
        self._scanned = any(map(_NO_DIGIT, self.digits))
        if self._scanned:
            self.digits = [digits.translate(_OCR) for digits in self.digits]
        self._labels: Labels | None = None
        self._looked = -1

    def _trim(self) -> None:
        """Leave out letters at the end that begin a word: « 06 61 23 45 67 le matin »."""
        start, end = self.groups[-1]
        while not self.plain[end - 1].isdecimal() and self.plain[end : end + 1].isalpha():
            end -= 1
            if end == start:
                self.groups.pop()
                return
        self.groups[-1] = (start, end)

    def letters(self, first: int) -> str:
        """Give the Latin letters glued to or just before the group `first`, in capitals."""
        if self._looked != first:
            self._looked = first
            self.front, self._letters = letters_before(self.plain, self.groups[first][0])
        return self._letters

    def sums(self, first: int) -> dict[int, int]:
        """Say, for each number of digits from group `first` on, at which group it is reached."""
        found, total, groups = {}, 0, self.groups
        for at in range(first, len(groups)):
            if at > first and groups[at][0] - groups[at - 1][1] > _WIDEST:
                break
            total += len(self.digits[at])
            if total > _MOST:
                break
            found[total] = at
        return found

    def join(self, first: int, last: int) -> str:
        """Give the digits of the groups `first` to `last`."""
        return "".join(self.digits[first : last + 1])

    def is_scanned(self, first: int, last: int) -> bool:
        """Say whether a letter was read as a digit."""
        if not self._scanned:
            return False
        return any(not self.plain[a:b].isdecimal() for a, b in self.groups[first : last + 1])

    def is_glued(self, last: int) -> bool:
        """Say whether a Latin letter or a digit follows the group `last` at once."""
        after = self.plain[self.groups[last][1] : self.groups[last][1] + 1]
        return after.isascii() and after.isalnum()

    def labels(self, first: int, last: int) -> Labels:
        """Read the words around; once a run, as its numbers are neighbours."""
        if self._labels is None:
            start = self.groups[first][0]
            if is_prefix(self.letters(first)):
                start = self.front
            self._labels = Labels(self.low, start, self.groups[last][1], self.since)
        return self._labels


def runs(plain: str, low: str) -> Iterator[Run]:
    """Yield the runs that are long enough to be a number of a person."""
    since = 0
    for found in _RUN.finditer(plain):
        start, end = found.span()
        run = Run(plain, low, start, end, since)
        if run.groups:
            yield run
        since = end


def is_prefix(letters: str) -> bool:
    """Say whether letters can belong to a number, as they are one or two and no label."""
    return 1 <= len(letters) <= 2 and letters.lower() not in words()


_BACKWARDS = re.compile(r"[ .\-/:]{0,2}([A-Za-z]{0,8})(.?)", re.DOTALL)
_FRONT_LABELS = ("CNIE", "CINE", "CIN", "CNI")


def letters_before(plain: str, start: int) -> tuple[int, str]:
    """Give the Latin letters before a place, over at most two signs, and where they begin.

    A label that is glued to them is left out: `CINPB192837` is `PB`.

    >>> letters_before("بطاقةAB123456", 7), letters_before("CINPB192837", 5)
    ((5, 'AB'), (3, 'PB'))
    """
    found = _BACKWARDS.match(plain[max(0, start - 11) : start][::-1])
    if found is None or not found[1] or found[2] == "%" or "\u00c0" <= found[2] < "\u0250":
        return start, ""  # none, a piece of an address on the web, or the end of « tél »
    front, letters = start - found.end(1), found[1][::-1].upper()
    if len(letters) > 2:
        for label in _FRONT_LABELS:
            if letters.startswith(label) and len(letters) > len(label):
                return front + len(label), letters[len(label) :]
    return front, letters
