"""Find a sentence from the same sentence in another language: `python -m benchmarks.sentences`.

1,000 sentences of the OLDI seed in English, asked for in Darija and in Tamazight (Tifinagh) by the
text a question is embedded as. Recall at 1 by cosine, beside the sentence as it stands, which is
what an embedder alone makes of it. English stands in for French, which the seed does not have; what
Tamazight words mean is learnt from the other 5,193 lines, never from those asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dev.glosses import learn, pairs
from volant.languages import glosses
from volant.library import UniversalSentenceEncoder
from volant.library.retrieve import prepare

ASKED = 1_000


def main() -> None:
    """Print one line for each language, as it stands and as Volant asks."""
    embedder = UniversalSentenceEncoder()
    table = learn(pairs()[:-ASKED])
    glosses._table = lambda: table  # type: ignore[assignment]
    print("| asked in | as it stands | as Volant asks |")
    print("| --- | --- | --- |")
    for tag, name in (("ary-Arab", "ary_Arab"), ("zgh-Tfng", "zgh_Tfng")):
        lines = pairs(name)
        own = [line for line, _ in lines[-ASKED:]]
        english = embedder.embed([line for _, line in lines[-ASKED:]])
        plain = recall(embedder.embed(own), english)
        asked = recall(embedder.embed([prepare(line, tag).text for line in own]), english)
        print(f"| {tag} | {plain:.3f} | {asked:.3f} |")


def recall(questions: NDArray[np.float32], sentences: NDArray[np.float32]) -> float:
    """Give the share of questions whose own sentence is the nearest; both in the same order."""
    nearest: Sequence[int] = (questions @ sentences.T).argmax(1).tolist()
    return sum(n == place for n, place in enumerate(nearest)) / len(questions)


if __name__ == "__main__":
    main()
