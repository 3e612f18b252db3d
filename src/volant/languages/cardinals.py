"""List the words for numbers in English, Spanish and Tamazight, in comparable spelling.

They are put together by one rule, the larger part first (`counting.read_cardinal`). Tamazight is
Standard (IRCAM's school numerals, in Tifinagh and in Latin letters), Tachelhit and Kabyle where
they are the same words. Words that are more often something else in a neighbouring language (`sin`,
`once`, `sa`) are `DOUBTFUL`: a number only before something counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from volant.languages.markers import listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Cardinals:
    """Hold one language's words: what adds, what multiplies, and what joins the two."""

    small: dict[str, int]
    scales: dict[str, int]
    joints: frozenset[str]
    rising: bool = False
    """Whether the ones may stand before ten: `yan d mraw`, eleven."""


def _count(words: str, first: int, step: int = 1) -> dict[str, int]:
    return {word: first + at * step for at, word in enumerate(words.split())}


ENGLISH = Cardinals(
    small=_count(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen",
        1,
    )
    | _count("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    scales={"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9},
    joints=frozenset({"and"}),
)
SPANISH = Cardinals(
    small=_count(
        "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
        "dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres "
        "veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve",
        1,
    )
    | {"un": 1, "una": 1, "veintiun": 21, "veintiuna": 21, "cien": 100, "ciento": 100}
    | _count("treinta cuarenta cincuenta sesenta setenta ochenta noventa", 30, 10)
    | _count("doscientos trescientos cuatrocientos quinientos seiscientos", 200, 100)
    | _count("doscientas trescientas cuatrocientas quinientas seiscientas", 200, 100)
    | _count("setecientos ochocientos novecientos", 700, 100)
    | _count("setecientas ochocientas novecientas", 700, 100),
    scales={"mil": 1000, "millon": 10**6, "millones": 10**6},
    joints=frozenset({"y"}),
)
_TFNG_ONES = "ⵢⴰⵏ ⵙⵉⵏ ⴽⵕⴰⴹ ⴽⴽⵓⵥ ⵙⵎⵎⵓⵙ ⵙⴹⵉⵙ ⵙⴰ ⵜⴰⵎ ⵜⵥⴰ"
_TFNG_STEMS = {
    "ⵙⵉ": 2, "ⴽⵕⴰ": 3, "ⴽⵔⴰ": 3, "ⴽⵕⴰⴹ": 3, "ⴽⴽⵓⵥ": 4, "ⴽⵓⵥ": 4, "ⵙⵎⵎⵓⵙ": 5, "ⵙⵎⵎⵓ": 5,
    "ⵙⴹⵉⵙ": 6, "ⵙⴹⵉ": 6, "ⵙⴰ": 7, "ⵜⴰⵎ": 8, "ⵜⴰ": 8, "ⵜⵥⴰ": 9,
}  # fmt: skip
_LATN_STEMS = {
    "si": 2, "kra": 3, "krad": 3, "kkuz": 4, "kuz": 4, "smmus": 5, "smmu": 5, "sdis": 6, "sdi": 6,
    "sa": 7, "tam": 8, "ta": 8, "tza": 9,
}  # fmt: skip
"""Tens in one word, ⵙⵉⵎⵔⴰⵡ: as the Tamazight of `oldi-seed` writes them, beside ⵙⵎⵎⵓⵙ ⵎⵔⴰⵡ."""

AMAZIGH = Cardinals(
    small=_count("yan sin krad kkuz smmus sdis sa tam tza mraw", 1)
    | _count("yat snat kratt kkuzt smmust sdist sat tamt tzat mrawt", 1)
    | _count("yiwen sin krad kuz semmus sdis sa tam tza", 1)
    | {"yiwet": 1, "ukkuz": 4, "kradt": 3, "sddes": 6, "sedis": 6}
    | _count("ⵢⴰⵏ ⵙⵉⵏ ⴽⵕⴰⴹ ⴽⴽⵓⵥ ⵙⵎⵎⵓⵙ ⵙⴹⵉⵙ ⵙⴰ ⵜⴰⵎ ⵜⵥⴰ ⵎⵔⴰⵡ", 1)
    | _count("ⵢⴰⵜ ⵙⵏⴰⵜ ⴽⵕⴰⵟⵟ ⴽⴽⵓⵥⵜ ⵙⵎⵎⵓⵙⵜ ⵙⴹⵉⵙⵜ ⵙⴰⵜ ⵜⴰⵎⵜ ⵜⵥⴰⵜ ⵎⵔⴰⵡⵜ", 1)
    | {"ⴽⵕⴰⴹⵜ": 3, "ⴽⵔⴰⴹ": 3, "ⴽⵓⵥ": 4, "ⵙⴹⵉⵚ": 6, "ⵚⴹⵉⵚ": 6}
    | {f"{stem}ⵎⵔⴰⵡ": tens * 10 for stem, tens in _TFNG_STEMS.items()}
    | {f"{stem}mraw": tens * 10 for stem, tens in _LATN_STEMS.items()}
    | {f"{one}ⴷⵎⵔⴰⵡ": 10 + at for at, one in enumerate(_TFNG_ONES.split(), 1)},
    scales={
        **_count("timidi tmidi timad tmad ⵜⵉⵎⵉⴹⵉ ⵜⵎⵉⴹⵉ ⵜⵉⵎⴰⴹ ⵜⵎⴰⴹ", 100, 0),
        **_count("ifd yifd ifden yifden agim ⵉⴼⴹ ⵢⵉⴼⴹ ⵉⴼⴹⵏ ⵢⵉⴼⴹⵏ ⵡⴰⴼⴹⴰⵏ", 1000, 0),
        **_count("ⵎⵍⵢⵓⵏ ⵉⵎⵍⵢⵓⵏⵏ ⵎⵍⵢⵓⵏⵏ amelyun melyun imelyunen", 10**6, 0),
        **_count("ⵎⵍⵢⴰⵔ ⵉⵎⵍⵢⴰⵔⵏ amelyar melyar", 10**9, 0),
    },
    joints=frozenset({"d", "ⴷ"}),
    rising=True,
)
LANGUAGES = (ENGLISH, SPANISH, AMAZIGH)

DOUBTFUL = frozenset(
    _count("ten once dos tres doce quince cien mil una sin sa tam sat tamt yan yat", 0)
)
"""Spanish `ten`, English `once`, French `dos`, `très` and `sa`: a number before what is counted."""

SPANISH_GRAMMAR = listed(
    "los las por con del una hay tiene tienen más mas años anos este esta estos estas su "
    "sus que muy para como vale uno cuatro siete ocho nueve diez"
)
FRENCH_GRAMMAR = listed(
    "le les des et du est une au aux dans sur pour avec il elle je nous vous ne pas ce sont c'est "
    "tu on mon ton son qui bien"
)
"""Words that only one of the two writes: beside the first and none of the second, `tres` is three;
beside the second it is `très`."""

_RANKS = ("ⵡⵉⵙ", "ⵜⵉⵙ")
RANKING = frozenset({"wis", "tis", "wiss", "tiss", "ⵡⵉⵙ", "ⵜⵉⵙ", "ⵡⵉⵙⵙ", "ⵜⵉⵙⵙ"})
"""What makes the number after it a rank; before them `sin` is sure to be two."""

_SPANISH_TENS = _count(
    "decim vigesim trigesim cuadragesim quincuagesim sexagesim septuagesim octogesim nonagesim",
    10, 10,
)  # fmt: skip
_SPANISH_ONES = _count("primer segund tercer cuart quint sext septim octav noven", 1)

ORDINALS = {
    **_count("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 3),
    **_count("thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth", 13),
    **_count("twentieth thirtieth fortieth fiftieth sixtieth seventieth", 20, 10),
    **_count("eightieth ninetieth hundredth", 80, 10),
    "thousandth": 1000,
    **{
        stem + ending: ten
        for stem, ten in {**_SPANISH_TENS, "undecim": 11, "duodecim": 12, "centesim": 100}.items()
        for ending in "oa"
    },
    **{f"{stem}{ending}": one for stem, one in _SPANISH_ONES.items() if one > 2 for ending in "oa"},
    **{
        f"{tens}o{one}{ending}": ten + rank
        for tens, ten in _SPANISH_TENS.items()
        for one, rank in _SPANISH_ONES.items()
        for ending in "oa"
    },
    "tercer": 3,
    **{f"{rank}{one}": at for at, one in enumerate(_TFNG_ONES.split(), 1) for rank in _RANKS},
    "ⵡⵉⵙⵙⵉⵏ": 2, "ⵜⵉⵙⵙⵏⴰⵜ": 2, "wissin": 2, "tissnat": 2,
}  # fmt: skip
FIRST = {
    "ⴰⵎⵣⵡⴰⵔⵓ": 1, "ⵜⴰⵎⵣⵡⴰⵔⵓⵜ": 1, "ⵓⵎⵣⵡⴰⵔⵓ": 1, "ⵜⵎⵣⵡⴰⵔⵓⵜ": 1, "ⵉⵎⵣⵡⵓⵔⴰ": 1, "ⵜⵉⵎⵣⵡⵓⵔⴰ": 1,
    "amzwaru": 1, "tamzwarut": 1, "amezwaru": 1, "tamezwarut": 1, "umezwaru": 1, "tmezwarut": 1,
    "first": 1, "primero": 1, "primera": 1, "primer": 1, "segundo": 2, "segunda": 2,
}  # fmt: skip
"""Ordinals that are often something else: a first, a second."""

PARTS = {"half": Fraction(1, 2), "medio": Fraction(1, 2), "media": Fraction(1, 2)}
"""Weak: `media` is more than a half."""
