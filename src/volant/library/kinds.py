"""Say which kinds of value a passage states, and which kind a question asks for.

"How many days", «شحال من نهار», "ch7al" ask for a value; a passage without one of that kind can
hardly answer. Kinds are indexed as tokens beside the words. Rules over folded words, Arabic and
French; it does not read the values themselves (`languages.values` does).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ARABIC_NUMBER = (
    "(?:ال)?(?:واحد(?:ه)?|اثن(?:ان|ين)|اثنت(?:ان|ين)|ثالث(?:ه|ين|ون)?|اربع(?:ه|ين|ون)?|خمس(?:ه|ين|ون)?"
    "|ست(?:ه|ين|ون)?|سبع(?:ه|ين|ون)?|ثماني(?:ه)?|ثمان(?:ين|ون)?|تسع(?:ه|ين|ون)?|عشر(?:ه|ين|ون)?"
    "|ما?يه|مايت(?:ا|ين)|الف|الف(?:ا|ين)|مليون|نصف|ثلث|ربع|(?:خامس|سادس|سابع|ثامن|تاسع|عاشر)ه?)"
)
_FRENCH_NUMBER = (
    "un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante"
    "|cinquante|soixante|cent|cents|mille|moitie|tiers|quart"
)
_NUMBER = rf"(?:\d[\d.,]*|(?:{_ARABIC_NUMBER}|{_FRENCH_NUMBER}))"
# Up to two words between the number and its unit ("ثلاثين ( 30 ) يوما", "dix (10) mille dirhams").
_NEAR = r"(?: \S+){0,2}? "
_TIME = (
    "ايام|يوما?|اشهر|شهرا?|شهور|سنوات|سنه|سنين|اعوام|عاما?|اسابيع|اسبوعا?|ساعات?|ساعه"
    "|jours?|mois|ans?|annees?|semaines?|heures?"
)
_DUAL = "يوم(?:ان|ين)|شهر(?:ان|ين)|سنت(?:ان|ين)|اسبوع(?:ان|ين)|ساعت(?:ان|ين)|عام(?:ان|ين)"
_PATTERNS = {
    "duration": (
        rf"\b(?:{_NUMBER}{_NEAR}(?:{_TIME})|{_DUAL}"
        r"|(?:اجل|لمده|مده|خالل|داخل) (?:سنه|شهر|اسبوع|يوم)|(?:شهر|سنه|يوم|اسبوع)ا? واحد[اه]?)\b"
    ),
    "money": rf"\b{_NUMBER}{_NEAR}(?:درهما?|دراهم|dirhams?|dh|mad|سنتيما?)\b",
    "percent": rf"(?:\b{_NUMBER}{_NEAR}(?:في المايه|بالمايه|في الميه|pour cent|%)|% \d)",
    "age": (
        rf"\b(?:(?:سن|سنه|عمر|عمره|اعمارهم|سنهم|العمر|السن|المتراوحه|age|ages|agee|agees)"
        rf"(?: \S+){{0,6}} {_NUMBER}{_NEAR}(?:سنه|سنوات|ans)"
        rf"|{_NUMBER}{_NEAR}(?:سنه|سنوات)(?: شمسيه| ميلاديه)? كامله|ans revolus"
        r"|(?:بلغ|يبلغ|تبلغ|بلوغ|البالغ\w*|اتم|اتموا|يتم|طفل|الطفل|صغيرا?|قاصر|المحضون)"
        r"(?: \S+){0,4}"
        rf" {_NUMBER}{_NEAR}(?:سنه|سنوات))\b"
    ),
    "penalty": (
        r"\b(?:[وف]?يعاقب\w*|غرام(?:ه|ات)|بغرامه|[بو]?الحبس|السجن"
        r"|amendes?|emprisonnement|punis?)\b"
    ),
    "times": (
        rf"\b(?:{_NUMBER} (?:مر(?:ه|ات)|دورات)|مرتين|مره واحده|كل (?:ثالثه|سته) اشهر"
        r"|fois par)\b"
    ),
}
BITS = {kind: 1 << n for n, kind in enumerate(_PATTERNS)}
"""The bit of each kind, as the index stores them."""
_KINDS = {kind: re.compile(pattern) for kind, pattern in _PATTERNS.items()}
# One cheap look before the costly ones: every kind names a unit.
_HINT = re.compile(
    rf"\b(?:{_TIME}|{_DUAL})\b|درهم|دراهم|dirham|سنتيم|المايه|الميه|pour cent|%"
    r"|عاقب|غرام|حبس|السجن|amende|emprison|\bpuni|مره|مرات|مرتين|دورات|fois"
)


def kinds(words: Sequence[str]) -> int:
    """Give the kinds of value that folded words state (a key of `BITS` each), as bits.

    >>> kinds(["داخل", "اجل", "30", "يوما"]) == BITS["duration"]
    True
    """
    text = " ".join(words)
    if not _HINT.search(text):
        return 0
    return sum(BITS[kind] for kind, pattern in _KINDS.items() if pattern.search(text))


# Folded words that ask for a value, and what each asks for.
_ASKED = {
    "duration": (
        "فتره تدوم يستغرق تستغرق مهله المهله مده المده اجل االجل وقت الوقت يوم يوما ايام شهر"
        " شهرا اشهر شهور سنه سنوات اسبوع ساعه ساعات متي نهار"
        " سيمانه وقت فوقاش امتي delai jours jour mois duree temps heures semaines quand"
        " annees nhar chher chhar chhour 3am snin simana lwe9t we9t sa3a fou9ach fo9ach imta"
        " ajal mouda days months years long deadline dias meses"
    ),
    "money": (
        "مبلغ غرامه درهم دعم ثمن تكلفه رسم رسوم تعويض فلوس سوم montant amende dirhams dh"
        " prix cout coute aide frais somme combien_coute flous lgharama gharama ghrama taman"
        " atman tman amount fine cost price"
    ),
    "percent": "نسبه المايه الميه pourcentage pourcent taux cent lmia fmia rate percent",
    "age": "سن عمر السن العمر اعمار عمرو فعمرو عمري age ages 3mer 3mr 3omr 3mri 3mro lage sen edad",
    "penalty": (
        "غرامه الغرامه عقوبه العقوبه يعاقب حبس الحبس سجن السجن amende amendes prison peine peines"
        " sanction risque encourt lamende ghrama lghrama gharama lgharama 7ebs l7ebs 3o9oba lprison"
        " fine penalty jail punishment multa pena"
    ),
    "times": "مره مرات merra mra fois times veces",
}
_ASKING = {stem: kind for kind, words in _ASKED.items() for stem in words.split()}


# What laws call the thing asked for, once the question's words are rendered (`languages.render`).
_NAMED = {
    "duration": "مده اجل اجال يوم ايام شهر اشهر سنه سنوات ساعه ساعات اسبوع داخل_اجل",
    "money": "مبلغ ثمن سعر رسم تعريفه اجر",
    "percent": "نسبه في_المايه بالمايه",
    "age": "سن السن عمر",
    "penalty": "غرامه عقوبه حبس سجن يعاقب",
    "times": "مره مرات",
}
_NAMES = {name.replace("_", " "): kind for kind, names in _NAMED.items() for name in names.split()}
_HOW_MUCH = frozenset(
    ("كم", "شحال", "شحل", "بشحال", "فشحال", "قداش", "combien", "chhal", "chħal", "fchħal")
)
_VALUES = sum(BITS[kind] for kind in ("duration", "money", "percent", "age", "times"))


def is_how_much(words: Sequence[str]) -> bool:
    """Say whether an expression asks "how much" or "how many"."""
    return not _HOW_MUCH.isdisjoint(words)


def asked(words: Sequence[str], rendered: Sequence[Sequence[str]] = ()) -> int:
    """Give the kinds of value a question asks for, as bits; 0 for none.

    `words` are its folded words, `rendered` what laws call each of its expressions, folded,
    likeliest first. "How many" of nothing known asks for any value.

    >>> asked(["شحال", "نهار"], [["مده", "اجل"]]) == BITS["duration"]
    True
    """
    found = 0
    for word in words:
        found |= BITS[_ASKING[word]] if word in _ASKING else 0
    for names in rendered:
        found |= BITS[_NAMES[names[0]]] if names and names[0] in _NAMES else 0
    return found or (_VALUES if is_how_much(words) else 0)
