"""Write Darija from Latin letters in Arabic letters, and simply the other way.

Arabizi has no spelling rule, so a word has many Arabic spellings: `spellings` gives them best
first, and whoever has an index picks the one that exists there. This file does not know which
words a library holds. The letters a Latin group may stand for are the table below; how likely each
is comes from counts in `weights/arabizi.json`, and which words people write from
`weights/words.json`. Trade-off: no word is looked at beside its neighbours.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.resources import files
from math import exp, log

START, MIDDLE, END = "start", "middle", "end"

_CONSONANTS = {
    "b": "ب", "p": "ب پ", "t": "ت ط", "th": "ت ث ط", "j": "ج", "dj": "ج", "7": "ح", "h": "ه ح",
    "kh": "خ", "5": "خ", "x": "ش خ كس", "d": "د ض ذ", "dh": "ض د ذ ظ", "r": "ر", "z": "ز ظ",
    "s": "س ص", "ch": "ش", "sh": "ش", "tch": "تش", "c": "ك س", "ç": "س", "3": "ع", "gh": "غ",
    "4": "غ", "g": "گ ڭ ك ق ج", "f": "ف", "v": "ف ڤ", "q": "ق", "9": "ق", "k": "ك ق", "8": "ه",
    "l": "ل", "m": "م", "n": "ن", "w": "و", "y": "ي", "2": "ء أ ئ ؤ ا", "6": "ط",
    "T": "ط ت", "D": "ض د ظ", "S": "ص س", "Z": "ظ ز", "H": "ح ه", "ph": "ف", "qu": "ك ق",
}  # fmt: skip

_VOWELS = {
    START: {
        "a": "ا أ ع", "e": "ا إ _", "i": "إ ي ا", "o": "أ و ا", "u": "أ و ا", "ou": "و أ أو",
        "aa": "عا آ ا ع", "é": "إ ي ا", "ai": "اي", "ei": "اي", "ay": "اي", "ee": "ي",
    },
    MIDDLE: {
        "a": "ا _ ع", "e": "_ ي ا", "i": "ي _", "o": "و _", "u": "و _", "ou": "و _", "oo": "و",
        "aa": "ا عا ع", "é": "ي _", "è": "ي _", "ee": "ي", "ai": "اي ي", "ei": "اي ي",
        "ay": "اي ي", "ia": "يا ي", "io": "يو", "ya": "يا ي", "oua": "وا و", "wa": "وا و",
        "iya": "يا ي", "au": "و او", "eau": "و", "ie": "ي", "oui": "وي", "oi": "وا", "'": "_ ع ء",
    },
    END: {
        "a": "ا ة ى ه اء", "e": "_ ة ي", "i": "ي _", "o": "و ه", "u": "و", "ou": "و", "aa": "ا ع",
        "é": "ي", "ée": "ي", "ee": "ي", "ai": "اي ي", "ay": "اي ي", "ei": "اي ي", "ia": "ية يا",
        "ya": "ية يا", "iya": "ية يا", "eya": "ية يا", "ah": "ة اه ه", "eh": "ة ه", "a8": "ة اه ه",
        "at": "ات ة ت اة", "8": "ه ة", "wa": "وة وا و", "io": "يو", "eau": "و", "'": "_ ع ء",
        "a2": "اء ا", "oua": "وا وة",
    },
}  # fmt: skip
"""Arabic letters a Latin group may stand for, by place in the word; `_` writes nothing."""

_SUN = ("t", "d", "r", "z", "s", "n", "ch", "sh", "T", "D", "S", "Z", "th", "dh", "l")
"""Sounds that swallow the l of the article, so that `ttla9` is written الطلاق."""

KNOWN = {
    "f": "ف", "fi": "في", "w": "و", "o": "و", "ou": "و", "b": "ب", "l": "ل", "d": "د", "li": "اللي",
    "lli": "اللي", "illi": "اللي", "dyal": "ديال", "dial": "ديال", "diyal": "ديال", "mn": "من",
    "men": "من", "3la": "على", "7ta": "حتى", "hta": "حتى", "htta": "حتى", "ila": "إلا",
    "wach": "واش", "wash": "واش", "ch7al": "شحال", "chhal": "شحال", "sh7al": "شحال",
    "kifach": "كيفاش", "kifash": "كيفاش", "3lach": "علاش", "chno": "شنو", "chnou": "شنو",
    "achno": "اشنو", "achnou": "اشنو", "ashno": "اشنو", "chkoun": "شكون", "fin": "فين",
    "fayn": "فين", "mnin": "منين", "imta": "إمتى", "bach": "باش", "bash": "باش", "7it": "حيت",
    "hit": "حيت", "ana": "أنا", "nta": "نتا", "nti": "نتي", "hna": "حنا", "7na": "حنا",
    "howa": "هو", "hiya": "هي", "homa": "هوما", "had": "هاد", "hada": "هادا", "hadi": "هادي",
    "hadchi": "هادشي", "dakchi": "داكشي", "dak": "داك", "dik": "ديك", "daba": "دابا",
    "ghadi": "غادي", "ghir": "غير", "wla": "ولا", "wlla": "ولا", "wella": "ولا", "bla": "بلا",
    "ma": "ما", "machi": "ماشي", "bzaf": "بزاف", "bzzaf": "بزاف", "bezzaf": "بزاف",
    "walakin": "ولكن", "m3a": "مع", "3nd": "عند", "3and": "عند", "la": "لا", "jouj": "جوج",
    "joj": "جوج", "zouj": "جوج",
}  # fmt: skip
"""Grammar words and their usual spelling; each also goes through the table."""

_KNOWN_SCORE = 0.9
_GROUP_LENGTH = 3
_BEAM = 192
_LONGEST = 24
"""Letters of a word that are read; what follows is kept off the table, as no word is longer."""


def spellings(word: str, limit: int = 32) -> tuple[tuple[str, float], ...]:
    """Give Arabic spellings of one Arabizi word, best first, at most `limit`.

    Scores are in (0, 1] and comparable within one word only. A word without Latin letters has no
    spelling.

    >>> spellings("nafa9a")[0][0]
    'نفقة'
    """
    if limit < 1 or not any(_is_latin(letter) for letter in word):
        return ()
    found = dict(_expand(_prepare(word)))
    if not found:
        return ()
    known = KNOWN.get(word.lower())
    if known:
        found = {spelling: score * (1 - _KNOWN_SCORE) for spelling, score in found.items()}
        found[known] = _KNOWN_SCORE
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(ranked[:limit])


def _is_latin(letter: str) -> bool:
    return letter.isalpha() and letter < "\u0250"


def _prepare(word: str) -> str:
    """Lower the letters but those that mark emphasis, and drop what is not a letter or digit."""
    word = word.replace("’", "'")[:_LONGEST]
    if word[:1].isupper() and not any(letter.isupper() for letter in word[1:]):
        word = word.lower()
    kept = (letter if letter in "TDSZH" else letter.lower() for letter in word)
    return "".join(letter for letter in kept if letter.isalnum() or letter == "'")


def groups(word: str) -> list[tuple[str, str]]:
    """Cut a prepared word into `(place, group)`, longest group first, doubled letters once."""
    cut: list[tuple[str, str]] = []
    at = 0
    while at < len(word):
        size = _size(word, at)
        place = START if at == 0 else END if at + size == len(word) else MIDDLE
        group = word[at : at + size]
        doubled = group in _CONSONANTS and word.startswith(group, at + size)
        if doubled:
            size *= 2
            place = END if at + size == len(word) and at else place
            group += group if place == START else ""
        cut.append((place, group))
        at += size
    return cut


def _size(word: str, at: int) -> int:
    for size in range(min(_GROUP_LENGTH, len(word) - at), 1, -1):
        group = word[at : at + size]
        place = START if at == 0 else END if at + size == len(word) else MIDDLE
        if group in _CONSONANTS or group in _VOWELS[place]:
            return size
    return 1


def choices(place: str, group: str) -> tuple[str, ...]:
    """List the Arabic letters a group may stand for; an unknown letter stands for nothing."""
    if place == START and len(group) > 1 and group[: len(group) // 2] * 2 == group:
        return _doubled(group[: len(group) // 2])
    written = _VOWELS[place].get(group) or _CONSONANTS.get(group) or ""
    letters = tuple(letter.replace("_", "") for letter in written.split())
    if place == START and group == "l":
        return (*letters, "ال")
    return letters or ("",)


def _doubled(letter: str) -> tuple[str, ...]:
    """List what a doubled first letter may be: the article swallowed, or a strong letter."""
    letters = choices(MIDDLE, letter)
    return (*(f"ال{one}" for one in letters if letter in _SUN), *letters)


def _expand(word: str) -> tuple[tuple[str, float], ...]:
    """Spell a prepared word every likely way, by a beam over its groups."""
    weights = _weights()
    paths = {"": 0.0}
    for place, group in groups(word):
        options = choices(place, group)
        costs = [weights.get(f"{place} {group} {option}", -log(len(options))) for option in options]
        grown: dict[str, float] = {}
        for path, score in paths.items():
            for option, cost in zip(options, costs, strict=True):
                spelled = path + option
                grown[spelled] = max(grown.get(spelled, -1e9), score + cost)
        best = sorted(grown.items(), key=lambda pair: (-pair[1], pair[0]))
        paths = dict(best[:_BEAM])
    scored = {path: score + _familiar(path) for path, score in paths.items() if path}
    total = log(sum(exp(score) for score in scored.values())) if scored else 0.0
    return tuple((path, exp(score - total)) for path, score in scored.items())


def _familiar(spelling: str) -> float:
    """Weigh a spelling by how often real text has it: log of the count, 0 where never."""
    return OFTEN * _words().get(spelling, 0.0)


OFTEN = 1.0
"""Weight of the log count. `dev/tune_arabizi.py --grid` found 0.31 of words right without counts,
0.58 at half weight and 0.62 at this one, on pairs that were tuned on."""


@lru_cache(maxsize=1)
def _words() -> dict[str, float]:
    """Load the log counts of words in Arabic letters."""
    return _load("words.json")


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    """Load the log probability of each choice, keyed `place group letters`."""
    return _load("arabizi.json")


def _load(name: str) -> dict[str, float]:
    path = files("volant.languages") / "weights" / name
    if not path.is_file():  # while tuning, before the first counts: all choices alike
        return {}
    loaded: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


# --- the other way -----------------------------------------------------------------------------

_LETTERS = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ى": "a", "ة": "a", "ب": "b", "پ": "p", "ت": "t",
    "ث": "t", "ج": "j", "ح": "7", "خ": "kh", "د": "d", "ذ": "d", "ر": "r", "ز": "z", "س": "s",
    "ش": "ch", "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "ع": "3", "غ": "gh", "ف": "f", "ڤ": "v",
    "ق": "9", "ك": "k", "گ": "g", "ڭ": "g", "ݣ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h",
    "ء": "2", "ئ": "2", "ؤ": "2", "\u064e": "a", "\u064f": "o", "\u0650": "i", "،": ",", "؟": "?",
    "؛": ";",
}  # fmt: skip
_SILENT = re.compile(r"[\u0640\u0652\u064b-\u064d\u0670]")
_ARTICLE = re.compile(r"(?<![\u0620-\u06ff])([وفبك]?)ال([وي]?)(?=[\u0620-\u06ff]{2})")
_GLIDES = {"و": "w", "ي": "y", "": ""}
_WAW = re.compile(r"(?<=[^\Wاأإآويىa])و(?![اأآيىةو])")
_YA = re.compile(r"(?<=[^\Wاأإآويىa])ي(?![اأآوىةي])")


def to_latin(text: str) -> str:
    """Write Arabic letters in Arabizi as most people do: one spelling, vowels only where written.

    >>> to_latin("شحال ديال الوراق")
    'ch7al dyal lwra9'
    """
    text = _SILENT.sub("", text)
    text = re.sub(r"(.)([\u064e-\u0650])\u0651", r"\1\1\2", text)
    text = re.sub(r"(.)\u0651", r"\1\1", text)
    text = _ARTICLE.sub(lambda found: f"{found[1]}ل{_GLIDES[found[2]]}", text)
    text = _YA.sub("i", _WAW.sub("ou", text))
    text = text.replace("و", "w").replace("ي", "y")
    return "".join(_LETTERS.get(letter, letter) for letter in text)
