"""Say which language and script a text is in, and give it a form that can be compared."""

from volant.languages.lexicon import Rendering, render
from volant.languages.normalize import normalize
from volant.languages.tokens import analyse, grams, stems, words

__all__ = ["Rendering", "analyse", "grams", "normalize", "render", "stems", "words"]
