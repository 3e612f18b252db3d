"""Mend what a keyboard or a PDF broke in a text, losslessly, and report each mend.

What is mended has one right form: ligatures whose letters were swapped, numbers and words run
together, words printed twice, presentation forms, invisible marks. Spelling,
accents and case are the writer's and stay; private-use and control characters stay, because nobody
can say what they were.

Trade-off: swapped ligatures are mended only in lines of a text that holds a word no one writes
(«األ», «اإل» at the start); a lone «ثالثة» may well be what was meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from volant.languages import ligatures
from volant.languages.folding import INVISIBLE, VOWELS
from volant.languages.overprints import WOVEN, Dictionary


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """Be one change: `before` at `start` to `end` of the text as given became `after`.

    `kind` is "presentation", "direction", "overprinted", "lam-meem", "glued", "digits", "lam-alef",
    or several joined by `+`.
    """

    start: int
    end: int
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """Be a mended text and what was done: mends in order, none overlapping."""

    text: str
    mends: tuple[Mend, ...]


def repair(text: str, model: ligatures.Model | None = None) -> Repaired:
    """Mend a text; a text without damage comes back as it is, and a mended one too.

    Linear in the length of the text. Offsets count code points.

    >>> repair("مدونة األسرة، 29يوليو").text
    'مدونة الأسرة، 29 يوليو'
    >>> repair("و5 دراهم").mends
    ()
    """
    if text.isascii():
        return Repaired(text=text, mends=())
    runs = [_Run(found) for found in _RUN.finditer(text)]
    for run in runs:
        run.mend_letters()
    arabic = [run for run in runs if run.arabic]
    _part_copies(arabic)
    _mend_order(arabic, model)
    mends = tuple(run.mended() for run in runs if run.now != run.given)
    return Repaired(text=_applied(text, mends), mends=mends)


def _applied(text: str, mends: Sequence[Mend]) -> str:
    parts: list[str] = []
    at = 0
    for mend in mends:
        parts += text[at : mend.start], mend.after
        at = mend.end
    return "".join([*parts, text[at:]])


# --- one run of letters, digits and marks ---------------------------------------------------------

PERSIAN = str.maketrans("\u06a9\u06be\u06c1\u06cc", "كههي")
"""Kaf, ha and ya as the fonts of some PDFs name them; a text keeps them as it has them."""

_LETTER = "\u0621-\u063a\u0641-\u064a\u06a9\u06be\u06c1\u06cc"
_PRESENTATION = "\ufb00-\ufb06\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdc7\ufdf2\ufe70-\ufefc"
_RUN = re.compile(rf"[\w{VOWELS}{INVISIBLE}{_PRESENTATION}]+")
_FORMS = re.compile(f"[{_PRESENTATION}]+")
_DIRECTIONS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
# Joiners shape letters and emoji of other scripts; Arabic letters join by themselves. A soft
# hyphen between letters is a PDF's line break; elsewhere PDFs use it as a dash.
_JOINERS = re.compile(
    "(?<=[\u0620-\u064a])[\u200c\u200d\u00ad]+(?=[\u0620-\u064a])"
    r"|(?<=[^\W\d_])\u00ad+(?=[^\W\d_])"
)
_ARABIC = re.compile(f"[{_LETTER}]")
_WORD = re.compile(rf"[{_LETTER}][{_LETTER}{VOWELS}]*")
_GLUED = re.compile(
    # Ta marbuta only ends words; endings after it are slips of another kind.
    rf"(?<=[{_LETTER}]{{2}}ة)(?=[{_LETTER}]{{2}})(?!(?:ها|هم|هما|كم|نا|ين|ات|تي|ان|ون|وا)\b)"
    # Alef maksura is often typed for ya, so only after words that end in it, before the article
    # (in either order of its letters, so that mending the order leaves nothing to part).
    r"|(?:(?<=على)|(?<=إلى)|(?<=حتى)|(?<=لدى)|(?<=مدى)|(?<=توى)|(?<=دنى)|(?<=خرى)"
    r"|(?<=صوى)|(?<=قصى))"
    rf"(?=[وفبك]?ا[لاأإآ][{_LETTER}]{{2}}|ل[لاأإآ][{_LETTER}]{{2}}|هللا(?![{_LETTER}]))"
)
# Bold print of old laws is text printed twice, glyph by glyph, and a ligature is one glyph.
_UNIT = re.compile(rf"(ل[اأإآ]|[اأإآ]ل|[{_LETTER}])\1")
_TWICE = re.compile(rf"(?<![{_LETTER}])(?:{_UNIT.pattern})+(?![{_LETTER}])")
_DIFFERENT = 3
"""Letters that a word printed twice has at least, since people draw out «هههههه» and «لالالالا»."""

# Some fonts swap the ligature لم of the article as well: «املادة». Words that begin so by right,
# mostly typed without hamza («املاكها», «املأها»), stay; so do shorter ones.
_LAM_MEEM = re.compile(
    rf"(?<![{_LETTER}{VOWELS}])([وف]?[بك]?)امل(?=[{_LETTER}]{{3}}|(?:دة|دن|رض)(?![{_LETTER}]))"
    r"(?<!كامل)(?!ا[كحءئهن]|أ(?:ها|وا|ي)|ئ|ؤوا|ك(?:ها|هم|كم|وا|تم|نا|ته)\b|جأ|يش|شيل|لت)"
)

_DIGIT = "0-9٠-٩۰-۹"
_NUMBER_FIRST = re.compile(rf"(?<=[{_DIGIT}])(?=[{_LETTER}][{VOWELS}]*[{_LETTER}]|و[{_DIGIT}]|ص\b)")
# Names end in numbers too («اليوم24»), so before one only words that laws count or date with.
_COUNTED = (
    "المادة مادة المادتين المواد الفصل فصل الفصول البند الفقرة الباب القسم الجزء الملحق الجدول "
    "العدد عدد رقم سنة لسنة عام يوم في من إلى منذ بتاريخ يتجاوز نسخ درهم "
    "محرم صفر رجب شعبان رمضان شوال يناير فبراير مارس أبريل ماي يونيو يوليوز يوليو غشت أغسطس "
    "شتنبر سبتمبر أكتوبر نونبر نوفمبر دجنبر ديسمبر"
)
_WORD_FIRST = re.compile(rf"(?<![{_LETTER}])[وفبل]?(?:{'|'.join(_COUNTED.split())})(?=[{_DIGIT}])")


class _Run:
    """Hold one run of letters, digits and marks while it is mended."""

    __slots__ = ("arabic", "given", "kinds", "now", "start")

    def __init__(self, found: re.Match[str]) -> None:
        self.start, self.given = found.start(), found.group()
        self.now, self.kinds, self.arabic = self.given, list[str](), False

    def mend_letters(self) -> None:
        if self.given.isascii():
            return
        self.change("presentation", _FORMS.sub(_plain, self.now))
        self.change("direction", _JOINERS.sub("", _DIRECTIONS.sub("", self.now)))
        self.arabic = _ARABIC.search(self.now) is not None
        if self.arabic:
            self.part()

    def part(self) -> None:
        """Part and halve words until nothing changes: what is parted may stand twice."""
        was = ""
        while was != self.now:
            was = self.now
            self.change("overprinted", _TWICE.sub(_printed_once, self.now))
            self.change("lam-meem", _LAM_MEEM.sub(r"\1الم", self.now))
            self.change("glued", _GLUED.sub(" ", self.now))
            spaced = _NUMBER_FIRST.sub(" ", self.now)
            self.change("digits", _WORD_FIRST.sub(lambda found: f"{found[0]} ", spaced))

    def change(self, kind: str, now: str) -> None:
        if now != self.now:
            self.now = now
            self.kinds += [kind] if kind not in self.kinds else []

    def mended(self) -> Mend:
        return Mend(
            start=self.start,
            end=self.start + len(self.given),
            kind="+".join(self.kinds),
            before=self.given,
            after=self.now,
        )


def _printed_once(found: re.Match[str]) -> str:
    """Halve a word as often as its every letter stands twice."""
    word = found[0]
    while len(set(word)) >= _DIFFERENT and _TWICE.fullmatch(word):
        word = _UNIT.sub(lambda unit: unit[1], word)
    return word


def _plain(found: re.Match[str]) -> str:
    """Give plain letters; a lone mark's form brings a space of its own, which goes."""
    return "".join(unicodedata.normalize("NFKC", form).strip() for form in found.group())


def _part_copies(runs: Sequence[_Run]) -> None:
    """Read words printed twice in part, in a text that holds words printed twice as a whole."""
    if not any("overprinted" in run.kinds for run in runs):
        return
    words = [_MARKS.sub("", word) for run in runs for word in _WORD.findall(run.now)]
    plain = [word for word in words if not WOVEN.search(word)]
    swapped = sum(map(_looks_damaged, plain)) > sum(bool(_IN_ORDER.search(word)) for word in plain)
    dictionary = Dictionary(plain)

    def once(found: re.Match[str]) -> str:
        letters = _MARKS.sub("", found[0])
        read = letters if swapped and _SIGN.search(letters) else dictionary.read(letters)
        return found[0] if read == letters else read

    for run in runs:
        run.change("overprinted", _WORD.sub(once, run.now))


# --- the order of lam and alef --------------------------------------------------------------------

_BLOCK_WORDS = 150
"""Words of the blocks that are judged by themselves: about half a page."""

_ENOUGH = 3
"""Signs either way that let a block be judged by itself and not with the whole text."""

_MARKS = re.compile(f"[{VOWELS}]+")
# What no one writes: letters in an order Arabic does not have, and the swapped forms of frequent
# words that the clean texts of `dev/mending.py` (600,000 words) never hold.
_SIGN = re.compile("^[وف]?[بكد]?ا[أإآ]ل|^[وف]?[بك]?اال(?!ل?له$)|^[وف]?ل[أإآ]ل|^[وف]?هللا$")
_SWAPPED = (
    "أعاله خالل إال الئحة عالوة مجاالت حاالت آالف استغالل عالقات اختالف معامالت مالحظة مالحظات "
    "هؤالء إصالح إعالن إعالم إخالل إبالغ إتالف إغالق إحالل استطالع استخالص استهالك احتالل "
    "استقالل استقاللية انطالقا تعديالت صالحيات مداوالت مقاوالت سجالت مؤهالت عماالت آالت تالميذ "
    "جاللة مالئمة أخالقيات مسؤوال تمثيال ممثالن أوالد التعديالت الصالحيات المداوالت المقاوالت "
    "السجالت المؤهالت العماالت التالميذ المالئمة المعامالت المجاالت الحاالت الالزم الالزمة "
    "الالحقة الالئحة العالجات العالجية الفالحي الفالحية المواصالت التسهيالت التحمالت المنقوالت "
    "المالحظات البطالن الطالق إلحدى إلعادة إلجراء إلنجاز إلدارة إلعداد إلبداء إلثبات ألحكام "
    "ألسباب ألغراض ألعضاء ألجل ألول ألشخاص ألعمال"
)
_NO_WORDS = frozenset(_SWAPPED.split())
_AFFIXES = re.compile("^[وف]?[بك]?((.{4,}?|.+)(?:ها|هم|نا|كم|ه)?)$")
_DOUBTFUL = re.compile("^[وف]?[بك]?اال|^[وف]?ل")
_IN_ORDER = re.compile("^[وفبك]{0,2}ال[أإآ](?!ل)|^[وفبك]{0,2}الا(?!ل)|^[وف]?لل[أإآ]|^[وف]?لا$")
_GOD = re.compile("هللا$|(?<![^وفبت])اهلل$|^هلل$")
_SURE = 5.7
"""Log odds from which a doubtful sign is one: «االتعبئة» (5.4) is a slip, «لإلغاء» a word."""


@dataclass(slots=True)
class _Word:
    """Be a word of a run: its letters without marks, and where it stands in the run."""

    run: _Run
    start: int
    end: int
    letters: str


def _mend_order(runs: Sequence[_Run], model: ligatures.Model | None) -> None:
    words = [word for run in runs for word in _words(run)]
    if not any(_looks_damaged(word.letters) for word in words):
        return
    model = model or ligatures.shipped()
    seen = ["", *(word.letters for word in words), ""]
    for i in _damaged([word.letters for word in words], model):
        beside = ("", "") if _looks_damaged(seen[i + 1]) else (seen[i], seen[i + 2])
        _write(words[i], _reordered(seen[i + 1], model, *beside))


def _looks_damaged(word: str) -> bool:
    """Say whether no one writes a word so, whatever stands beside it."""
    if _SIGN.search(word):
        return True
    bare = _AFFIXES.match(word)
    return bare is not None and not _NO_WORDS.isdisjoint(bare.groups())


def _words(run: _Run) -> Iterator[_Word]:
    for found in _WORD.finditer(run.now):
        letters = _MARKS.sub("", found.group()).translate(PERSIAN)
        yield _Word(run, found.start(), found.end(), letters)


def _damaged(words: Sequence[str], model: ligatures.Model) -> Iterator[int]:
    """Yield the places of the words that stand in damaged blocks.

    A mended text shows no sign any more, so that mending it again changes nothing.
    """
    signs = [_is_sign(word, model) for word in words]
    clean = [_IN_ORDER.search(word) is not None for word in words]
    everywhere = sum(signs) > sum(clean)
    for start in range(0, len(words), _BLOCK_WORDS):
        block = range(start, min(start + _BLOCK_WORDS, len(words)))
        bad, good = sum(signs[i] for i in block), sum(clean[i] for i in block)
        if bad > good if bad + good >= _ENOUGH else everywhere:
            yield from block


def _is_sign(word: str, model: ligatures.Model) -> bool:
    """Say whether a word is seldom written so and has another reading, whatever stands beside."""
    if not _looks_damaged(word) or _looks_damaged(_reordered(word, model)):
        return False
    doubtful = _DOUBTFUL.search(word) and ligatures.PAIR.search(word, word.index("ل") - 1)
    return not doubtful or model.odds(word, doubtful.start()) >= _SURE


def _reordered(word: str, model: ligatures.Model, before: str = "", after: str = "") -> str:
    """Give the word with its letters in order; never one that would look damaged again."""
    if _GOD.search(word):
        return _GOD.sub(lambda found: "لله" if found[0] == "هلل" else "الله", word)
    best = model.restore(word, before, after)
    return word if _looks_damaged(best) and not _looks_damaged(word) else best


def _write(word: _Word, letters: str) -> None:
    """Put letters in place of a word's own, between its marks."""
    if letters != word.letters:
        chars = list(word.run.now)
        places = (at for at in range(word.start, word.end) if not _MARKS.match(chars[at]))
        for at, was, letter in zip(places, word.letters, letters, strict=True):
            if was != letter:
                chars[at] = letter
        word.run.change("lam-alef", "".join(chars))
