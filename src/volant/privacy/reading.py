"""Give a text the form that is searched, and lead back to the text as given.

Arabic-Indic, Persian and full-width digits become ASCII ones; direction marks, joiners, tatweel and
harakat go; capitals are kept beside a form without them. Searching a copy costs an offset table,
which is made only for the texts that need one.
"""

from __future__ import annotations

import re

from volant.languages.folding import INVISIBLE, VOWELS

_DIGITS = {
    letter: str(value)
    for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９")
    for value, letter in enumerate(digits)
}
# U+0660-0669, U+06F0-06F9, U+FF10-FF19 (Unicode 16, decimal digits).
_FOREIGN_DIGITS = re.compile("[٠-٩۰-۹０-９]+")
_DROPPED = f"{INVISIBLE}{VOWELS}"
_DROP = re.compile(f"[{_DROPPED}]")
_UNUSUAL = re.compile(f"[٠-٩۰-۹０-９{_DROPPED}]")
_TABLE = str.maketrans(_DIGITS)


class Reading:
    """Hold `plain`, the text to search, and `low`, the same without capitals, equally long."""

    __slots__ = ("_at", "low", "plain")

    def __init__(self, text: str) -> None:
        self._at: list[int] | None = None
        if not text.isascii() and _UNUSUAL.search(text):
            text = self._fold(text)
        self.plain = text
        self.low = text.lower()
        if len(self.low) != len(text):  # `İ` becomes two
            self.low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)

    def _fold(self, text: str) -> str:
        text = _FOREIGN_DIGITS.sub(lambda found: found[0].translate(_TABLE), text)
        if not _DROP.search(text):
            return text
        self._at = [at for at, letter in enumerate(text) if letter not in _MARKS]
        self._at.append(len(text))
        return _DROP.sub("", text)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the text as given that `plain[start:end]` stands for, `end > start`."""
        if self._at is None:
            return start, end
        return self._at[start], self._at[end - 1] + 1


def _members() -> frozenset[str]:
    return frozenset(chr(code) for code in range(0x10000) if _DROP.match(chr(code)))


_MARKS = _members()
