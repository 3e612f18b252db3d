"""Cut a text into the tokens that every index stores and every question asks for.

One function for index and question, for all languages at once, because a document and a question
seldom agree on theirs. It knows no language tag: script decides. Stemming is light; what it
leaves apart, `roots` bring together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import Stemmer

from volant.languages.folding import normalize
from volant.languages.stemming import root, stem_arabic

VERSION = "3"
"""Changes when the same text gives other tokens; an index keeps it and is rebuilt by another."""

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
    "الي ب ل و ف ك س لي لنا لكم لك عني عنه عنها عنهم عنا عنك مني منا منهم منهن معه معها معهم "
    "بعدها قبلها بال "
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
    """Take the light endings off a folded word: Arabic by `stemming`, French by Snowball."""
    first = word[0]
    if "ء" <= first <= "ي":
        return stem_arabic(word)
    if first.isdigit() or not first.isascii():
        return word
    return str(_FRENCH.stemWord(word))


def roots(stemmed: Sequence[str]) -> list[str]:
    """Give the roots of stems in order: what brings the forms of one Arabic word together."""
    return [root(token) for token in stemmed]
