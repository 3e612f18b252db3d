"""Say which language and script a text is in, and give it a form that can be compared."""

from volant.languages.arabizi import spellings
from volant.languages.identification import identify
from volant.languages.lexicon import Rendering, render
from volant.languages.folding import normalize
from volant.languages.numbers import Value, values
from volant.languages.tokens import analyse, grams, stems, words
from volant.languages.scripts import transliterate

__all__ = [
    "Rendering",
    "Value",
    "analyse",
    "grams",
    "identify",
    "normalize",
    "render",
    "spellings",
    "stems",
    "transliterate",
    "values",
    "words",
]
