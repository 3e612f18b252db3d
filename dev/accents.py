"""Count which Latin words tell an Algerian writer from a Moroccan, for `dev.spelling`.

Algerian words are those of NArabizi's training part, Moroccan ones those of DODa's sentences and of
`dev/texts/chat.tsv`, half each. NArabizi's comments speak of football and of God, DODa's sentences
do not: such words would tell the subject and not the country, and are left out by hand.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from math import log

from dev.pairs import DATA, ROOT, sentences

LEAST, UNSEEN, MOST, TELLING = 3, 1.5e-4, 2.0, 0.3
"""Times a word was met; share of a word never met; the most a word says, and the least kept."""

SILENT = frozenset(
    """
    allah alah ellah elah ilah alaho allaho allahou allahi allahoma allahouma allahooma laho wallah
    walah wellah welah wallahi rabi rabbi rebi rbi rab rabe brabi inchallah inchalah nchallah
    nchalah enchalah incha inchaa amin amine salam salem salamou asalamo alikoum 3alikoum 3likoum
    3alaykoum 3alikom hamdou lhamdo hawla kouwata kowata illa ilayhi ghaleb wakil ni3ma 3alamine
    3adim yahdina yahdik yahdikom yarham ya3tik mabrok mrahba tahya hram haj islam 3abd baraka
    barakat cheikh chikh ya al le la les au il elle me si in an am es wi da kh gh be by
    sa3dan saadane saadan sa3dane ziani chawchi chaouchi saifi meghni matmour bouzid belhadj madjid
    mourad karim kader rayan khadra mouloudia zambia babia europa franca solo yahoud chi3a 3arab
    chourouk chorouk 3assima la3ib l3ab yal3ab yel3ab yel3eb tal3ab tel3ab tarbah chahata khawana
    zkara chabah ta3li9 akhi khoya khawti sahbi 3alam 3alem denia jami3a djma3a jma3a
    blad bladna koulchi khir hna tal3a m3a m3ah w h y m li ou
    """.split()  # noqa: SIM905 - a page of words reads better than a page of quotes
)
"""Words of God, greetings, football, names and French, which Moroccans type as well."""

LEARNED = frozenset("wa we wala fi fe 3ala bi be min hata ma3a fa el anta".split())  # noqa: SIM905
"""Words of both, or of Standard Arabic, that comments have more of than DODa's sentences."""

HALF = 1.0
"""What one of those says, at most."""


def telling() -> dict[str, float]:
    """Give how much likelier an Algerian writes a word than a Moroccan, a log of at most `MOST`."""
    algerian = Counter(
        word[0].lower() for sentence in sentences("train") for word in sentence if word[2] == "ar"
    )
    spoken, typed = _moroccan()
    totals = [sum(counts.values()) for counts in (algerian, spoken, typed)]
    found = {}
    for word in sorted({*algerian, *spoken, *typed} - SILENT):
        if algerian[word] + spoken[word] + typed[word] >= LEAST and not word.isdigit():
            there = algerian[word] / totals[0]
            here = (spoken[word] / totals[1] + typed[word] / totals[2]) / 2
            gain = log((there + UNSEEN) / (here + UNSEEN))
            if abs(gain) >= TELLING:
                found[word] = max(-MOST, min(HALF if word in LEARNED else MOST, gain))
    return found


def _moroccan() -> tuple[Counter[str], Counter[str]]:
    with (DATA / "doda-mit-2023/sentences.csv").open(encoding="utf-8", newline="") as file:
        spoken = [row["darija"] for row in csv.DictReader(file)]
    lines = (ROOT / "dev/texts/chat.tsv").read_text(encoding="utf-8").splitlines()
    typed = [line.split("\t")[1] for line in lines if line.startswith("ary-Latn\t")]
    return _count(spoken), _count(typed)


def _count(texts: list[str]) -> Counter[str]:
    return Counter(word.lower() for text in texts for word in re.findall(r"[A-Za-z0-9']+", text))
