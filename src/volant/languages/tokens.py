"""Cut a text into the tokens that every index stores and every question asks for.

One function for index and question, for all languages at once, because a document and a question
seldom agree on theirs. It knows no language tag: script decides. Stemming is light; what it
leaves apart, the character 4-grams of `grams` bring together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

from volant.languages.folding import normalize

_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|%")
_FRENCH = Stemmer.Stemmer("french", 0)

# Function words. They carry no content for search.
_FUNCTION_WORDS = (
    # Arabic
    "من في على الى عن ان او ام ثم قد لقد لم لن ما هذا هذه ذلك تلك هؤلاء الذي التي الذين "
    "اللذين اللتين اللواتي كل بعض غير كما لا هو هي هم هن نحن انا انت كان كانت يكون تكون كانوا "
    "ليس ليست اذا اذ لو حتى عند عندما بين كيف هل متى اين ماذا لماذا كم اي ايه ايضا فان فانه "
    "انه انها بان وان وفق طبقا وفقا بما مما فيما عليه عليها اليه اليها منه منها فيه فيها له "
    "لها لهم به بها بهم وهو وهي ولا وما ومن وفي وعلى والى ولو دون منذ خلال لدى حيث عليهم علي "
    "الي ب ل و ف ك س لي لنا لكم لك "
    # French
    "le la les l un une des du de d et ou a au aux en dans sur sous par pour avec sans ce cet "
    "cette ces se s sa son ses leur leurs mon ma mes ton ta tes notre nos votre vos que qu "
    "qui quoi dont est sont etre ete etait ai as avons avez ont avoir il elle ils elles je j "
    "tu nous vous on ne n pas plus si y c m t comme entre lui eux me te quel quelle quels "
    "quelles lequel laquelle comment quand combien pourquoi est-ce ceci cela ca "
    # English
    "the of and to in is are be for on by with an at as it this that from or "
    # Spanish
    "el los las una y en por para con del al es"
)
STOPWORDS = frozenset(normalize(word) for word in _FUNCTION_WORDS.split())
"""Function words, folded as `normalize` folds."""


def analyse(text: str, tag: str = "") -> list[str]:
    """Give the stems of a text in order, function words left out.

    With a `tag`, the spellings of that language meet too; the index is made without, because a
    document and a question seldom agree on theirs.

    >>> analyse("مدونة األسرة") == analyse("مدونة الأسرة")
    True
    >>> analyse("chkoun", "ary-Latn") == analyse("shkun", "ary-Latn")
    True
    """
    return stems(cut(normalize(text, tag)))


def stems(given: Sequence[str]) -> list[str]:
    """Give the stems of folded words in order, function words left out."""
    return [stem(word) for word in given if word not in STOPWORDS]


def words(text: str) -> list[str]:
    """Give the folded words and numbers of a text, in order.

    >>> words("29يوليو 2021")
    ['29', 'يوليو', '2021']
    """
    return cut(normalize(text))


def cut(folded: str) -> list[str]:
    """Give the words and numbers of a text that `normalize` has folded."""
    return _WORD.findall(folded)


def grams(tokens: Sequence[str], size: int = 4) -> list[str]:
    """Give the character `size`-grams of tokens, each padded with one `_` at both ends.

    Tokens shorter than `size` - 1 give themselves, padded.
    """
    found = []
    for token in tokens:
        padded = f"_{token}_"
        if len(padded) <= size:
            found.append(padded)
        else:
            found.extend(padded[i : i + size] for i in range(len(padded) - size + 1))
    return found


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Take the light endings off a folded word: Arabic after Larkey's light10, French Snowball."""
    first = word[0]
    if "ء" <= first <= "ي":
        return _stem_arabic(word)
    if first.isdigit() or not first.isascii():
        return word
    return str(_FRENCH.stemWord(word))


# Longest first. In folded text the article before an alef reads `اال` (see `normalize`), and
# `لل` + alef reads `لال`: the alef belongs to the word.
_PREFIXES = (
    *((f"{p}اال", "ا") for p in ("و", "ف", "ب", "ك", "وب", "وك", "فب", "")),
    ("ولال", "ا"),
    ("لال", "ا"),
    *((f"{p}ال", "") for p in ("وب", "وك", "فب", "و", "ف", "ب", "ك", "")),
    ("ولل", ""),
    ("لل", ""),
    ("و", ""),
)
# Larkey, Ballesteros, Connell, "Light Stemming for Arabic Information Retrieval" (2007), table 1,
# light10, with `يه` and `ه` also standing for the folded ta marbuta; then the alef of tanwin
# («يوما»), which light10 leaves.
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def _stem_arabic(word: str) -> str:
    for prefix, keep in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) + len(keep) >= (
            3 if prefix == "و" else 2
        ):
            word = keep + word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 2:
            word = word[: -len(suffix)]
    return word[:-1] if word.endswith("ا") and len(word) > 3 else word
