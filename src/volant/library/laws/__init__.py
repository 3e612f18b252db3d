"""Read what a legal text says of itself and of others: its number, its articles, its days.

`describe` names it, `history` what others did to it; `timeline` puts all of them together and says
which holds on a day; `pair` finds the same text in two languages and `differences` compares them;
`spell_label` says its articles in a reader's language. It knows words, not files:
nothing here is advice, and what a text does not say stays unknown.
"""

from volant.library.laws.articles import find_articles
from volant.library.laws.changes import history
from volant.library.laws.instruments import describe
from volant.library.laws.labels import Spelling, name_label, spell_label
from volant.library.laws.twins import Difference, differences, pair
from volant.library.laws.validity import Validity, timeline

__all__ = [
    "Difference",
    "Spelling",
    "Validity",
    "describe",
    "differences",
    "find_articles",
    "history",
    "name_label",
    "pair",
    "spell_label",
    "timeline",
]
