"""Say which language and script a text is in, and give it a form that can be compared."""

from volant.languages.arabizi import spellings
from volant.languages.folding import normalize
from volant.languages.identification import identify, identify_each
from volant.languages.lexicon import Rendering, render
from volant.languages.measures import quantities
from volant.languages.mending import Mend, Repaired, repair
from volant.languages.numbers import Value, values
from volant.languages.quantity import Quantity
from volant.languages.scripts import transliterate
from volant.languages.tokens import analyse, grams, stems, words
from volant.languages.writing import write_amount, write_date

__all__ = [
    "Mend",
    "Quantity",
    "Rendering",
    "Repaired",
    "Value",
    "analyse",
    "grams",
    "identify",
    "identify_each",
    "normalize",
    "quantities",
    "render",
    "repair",
    "spellings",
    "stems",
    "transliterate",
    "values",
    "words",
    "write_amount",
    "write_date",
]
