"""Tell whether Arabizi is a Moroccan's or an Algerian's, who spell in Arabic otherwise.

Each word says how much likelier one writes it than the other (`Vocabulary.accents`); what says
nothing of the country, names and God's above all, was left out when the words were counted
(`dev/accents.py`). Trade-off: without a telling word a text is taken for Moroccan.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from math import exp

from volant.languages.vocabulary import Vocabulary

TRUST, DOUBT = 1.4, 1.2
"""How much a word's log counts for, and what all of them have to outweigh: fitted by logistic
regression on NArabizi's training sentences against DODa's and `dev/texts/chat.tsv`, in five folds
(1.41 and -0.41), where Volant is asked by five Moroccans for each Algerian (log 5 = 1.61)."""

SURE = 8.0
"""Beyond this, more words say no more."""

READ = 400
"""Words that are read of a text."""


def algerian(words: Iterable[str], known: Vocabulary) -> float:
    """Give the probability that an Algerian wrote these words, in (0, 1).

    >>> from volant.languages.vocabulary import vocabulary
    >>> algerian("rana fi dzayer win rahi".split(), vocabulary()) > 0.75
    True
    """
    told = sum(known.accents.get(word.lower(), 0.0) for word in islice(words, READ))
    return 1 / (1 + exp(DOUBT - TRUST * max(-SURE, min(SURE, told))))
