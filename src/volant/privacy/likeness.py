"""Say what two mentions of one number or person share, in whatever script they are written.

A known name is the same in all its spellings; of an unknown one the consonants are compared. The
order of the words and the article count for nothing, as in « OUAZZANI Karim » and «كريم الوزاني».
Trade-off: two people of one name are one here, and « M. Alami » is not yet « Mohamed Alami ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from volant.privacy.gazetteer import gazetteer, skeleton
from volant.privacy.reading import Reading

_WORD = re.compile(r"[^\W_]+")
_SILENT = frozenset(["el", "al", "l", "ال", "de", "van", "von"])
_JOINED = {"ben": "ben", "bou": "bou", "ait": "ait", "aït": "ait", "ibn": "ben"} | {
    "بن": "بن", "بو": "بو", "ابن": "بن", "أبو": "أبو", "عبد": "عبد", "abd": "abd", "أيت": "ait",
    "ايت": "ait", "آيت": "ait",
}  # fmt: skip
"""Words that belong to the next one: « Ben Slimane » and « Benslimane »."""

_OTHERS = re.compile(r"[^0-9a-z@]+")
_OCR = str.maketrans("oil", "011")


def likeness(kind: str, text: str) -> str:
    """Give a key that is equal for what counts as the same; for a look-alike the text itself.

    >>> likeness("name", "Mme Fatima Zahra BENNANI") == likeness("name", "Mme بناني فاطمة الزهراء")
    True
    >>> likeness("phone", "+212 6 61 23 45 67") == likeness("phone", "٠٦٦١٢٣٤٥٦٧")
    True
    """
    low = Reading(text).low
    if kind == "name":
        return " ".join(sorted(_persons(low)))
    if kind == "address":
        return " ".join(_WORD.findall(low))
    if kind == "mark":
        return text
    return _number(kind, low)


def _number(kind: str, low: str) -> str:
    if kind in ("email", "iban", "birth"):
        return _OTHERS.sub(".", low) if kind == "email" else _OTHERS.sub("", low)
    compact = _OTHERS.sub("", low)
    if kind == "phone":
        compact = compact.translate(_OCR)
        return "0" + re.sub(r"^(?:00212|212)?0?", "", compact)
    front = re.match("[a-z]{0,2}", compact) if kind in ("cin", "passport", "massar") else None
    letters = front[0] if front else ""
    return letters + compact[len(letters) :].translate(_OCR)


def _persons(low: str) -> set[str]:
    known = gazetteer()
    words = [word for word in _WORD.findall(low) if word not in _SILENT]
    pairs = {f"{a} {b}" for a, b in pairwise(words)} & known.names.keys()
    taken = {word for pair in pairs for word in pair.split()}
    found = {str(known.names[pair].id) for pair in pairs}
    found.update(_person(word) for word in _join(words) if word not in taken)
    return found or {low}


def _join(words: Iterable[str]) -> Iterator[str]:
    """Write « Ben Slimane » as one word, in the way both scripts share."""
    before = ""
    for word in words:
        if word in _JOINED:
            before += _JOINED[word]
        else:
            yield before + word
            before = ""


def _person(word: str) -> str:
    """Give the name's number in the gazetteer, or its consonants."""
    names, bare = gazetteer().names, word.removeprefix("ال")
    name = names.get(word) or names.get(bare)
    return str(name.id) if name else skeleton(bare)


def script(text: str) -> str:
    """Say which letters or digits a spelling is in: `Arab`, `Tfng` or `Latn`.

    >>> script("⟦علي⟧"), script("٠٦٦١٢٣٤٥٦٧"), script("0661234567")
    ('Arab', 'Arab', 'Latn')
    """
    letter = next((letter for letter in text if letter.isalnum()), "a")
    if "\u0600" <= letter <= "\u08ff":
        return "Arab"
    return "Tfng" if "\u2d30" <= letter <= "\u2d7f" else "Latn"


def sex(text: str, before: str = "") -> str:
    """Say whether a name is a woman's (`f`), a man's (`m`) or either (``): title, then first name.

    Engines need it for agreement, which Arabic and Tamazight write in verbs too.

    >>> sex("Karima"), sex("Tazi", "السيدة "), sex("Tazi")
    ('f', 'f', '')
    """
    known = gazetteer()
    title = _WORD.findall(before.lower())[-1:]
    if title and title[0] in known.cues["madam"]:
        return "f"
    if title and title[0] in known.cues["sir"]:
        return "m"
    words = _WORD.findall(Reading(text).low)
    sorts = [known.names[word].sort for word in words if word in known.names]
    return next((sort for sort in sorts if sort in "fm"), "")


def is_telling(word: str) -> bool:
    """Say whether one word of a name still tells who is meant, and is no word of every day."""
    known = gazetteer()
    low = word.lower()
    name = known.names.get(low)
    return not (name and name.common) and low not in known.cues["kin"] | known.cues["title"]
