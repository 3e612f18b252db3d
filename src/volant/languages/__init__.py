"""Say which language and script a text is in, and give it a form that can be compared."""

from importlib import import_module
from typing import TYPE_CHECKING

from volant.languages.folding import normalize
from volant.languages.identification import identify, identify_each
from volant.languages.tokens import analyse, grams, stems, words

if TYPE_CHECKING:
    from volant.languages.arabizi import spellings
    from volant.languages.glosses import gloss
    from volant.languages.lexicon import Rendering, render
    from volant.languages.measures import quantities
    from volant.languages.mending import Mend, Repaired, repair
    from volant.languages.numbers import Value, values
    from volant.languages.quantity import Quantity
    from volant.languages.scripts import transliterate
    from volant.languages.writing import write_amount, write_date

__all__ = [
    "Mend",
    "Quantity",
    "Rendering",
    "Repaired",
    "Value",
    "analyse",
    "gloss",
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

_LATER = {
    "Mend": "mending",
    "Quantity": "quantity",
    "Rendering": "lexicon",
    "Repaired": "mending",
    "Value": "numbers",
    "gloss": "glosses",
    "quantities": "measures",
    "render": "lexicon",
    "repair": "mending",
    "spellings": "arabizi",
    "transliterate": "scripts",
    "values": "numbers",
    "write_amount": "writing",
    "write_date": "writing",
}
"""Loaded when first asked for: half of the import, which identifying does not pay."""


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
