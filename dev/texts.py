"""Read the development texts of `../shared/data` and our own, each with its tag and source.

What a text says of its language can be wrong in the sources; what is done about it is said where
it is done. Nothing here varies or learns: `varying` and `identification` do.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

from volant.languages.markers import is_arabic_darija, is_standard
from volant.languages.pieces import cut
from volant.languages.scripts import transliterate
from volant.languages.tifinagh import to_latin

ROOT = Path(__file__).parents[1]
DATA = ROOT / "../shared/data"
OWN = Path(__file__).parent / "texts"
SEED = 20240101
PER_SOURCE = 4000
PLAIN_WORDS = 12
"""A line of mixed news this long without one Darija word is taken for Standard Arabic."""

Text = tuple[str, str, str]
"""A tag, a source and a text."""


def lines(path: str) -> list[str]:
    return (DATA / path).read_text(encoding="utf-8", errors="ignore").splitlines()


def column(path: str, name: str) -> list[str]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def development() -> Iterator[Text]:
    """Yield the rows of `lid_dev.tsv` whose label can be trusted.

    News that mixes Darija and Standard Arabic counts as Darija only with a marker, and as
    Standard Arabic where a long line holds none: its own labels are wrong too often.
    """
    names = {
        "arb_Arab": "ar",
        "ary_Arab": "ary-Arab",
        "ary_Latn": "ary-Latn",
        "ber_Latn": "kab",
        "fra_Latn": "fr",
        "eng_Latn": "en",
        "spa_Latn": "es",
    }
    for line in lines("lid_dev.tsv"):
        label, _, source, text = line.split("\t", 3)
        tag = names.get(label)
        marked = any(is_arabic_darija(word) for word in cut(text))
        if source in ("marsum", "marsum-msa") and not marked and len(text.split()) >= PLAIN_WORDS:
            yield "ar", "marsum-plain", text
        if tag is None or source == "marsum-msa" or (tag == "ar" and marked):
            continue
        if source in ("marsum", "oldi-seed") and not marked:
            continue
        yield tag, source, text


def others() -> Iterator[Text]:
    for text in column("arbanking77/Banking77_Arabized_MSA_PAL_val.csv", "text"):
        yield from levantine_or_standard(text)
    for text in column("doda-mit-2023/sentences.csv", "darija"):
        yield "ary-Latn", "doda-mit", text
    for line in lines("narabizi/train_NArabizi.conllu"):
        if line.startswith("# text = "):
            yield "ary-Latn", "narabizi", line[9:]
        if line.startswith("# trad_fr = "):
            yield "fr", "narabizi-trad", line[12:]
    yield from algerian()
    for text in lines("oldi-seed/zgh_Tfng.txt"):
        yield "zgh-Latn", "oldi-zgh", to_latin(text)
    for text in lines("oldi-seed/taq_Latn.txt"):
        yield "taq", "oldi-taq", text
    for text in lines("kabyle-nlp/kab.txt")[::8]:
        yield "kab", "kabyle-nlp", text
    for text in lines("kabyle-notkab/kab-notkab.txt")[::4]:
        yield "kab", "kabyle-notkab", re.sub(r"^#\d+\s*", "", text)
    for part in ("00", "01", "02"):
        for text in lines(f"kabyle-texts/wiki_{part}.txt")[::4]:
            if len(text.split()) > 3 and not text.startswith("<"):
                yield "kab", "kabyle-wiki", text[:400]
    for text in lines("oldi-seed/eng_Latn.txt"):
        yield "en", "oldi-eng", text


def listed_darija() -> Iterator[str]:
    """Yield the words of DODa's lists in Latin letters, up to four spellings each."""
    for path in sorted((DATA / "doda-mit-2023").glob("s*_categories__*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (row[name] for name in ("n1", "n2", "n3", "n4") if row.get(name))


LEVANTINE = re.compile(
    r"(?<!\w)(?:بدي|بدنا|شو|ليش|وين|هلأ|هلا|مش|انو|إنو|انه|اللي|الي|إلي|كتير|هاي|هاد|هيك|لسا|لسه|"
    r"عشان|منيح|زابط|مصاري|ايش|إيش|قديش|اديش|فيني|معي|تاعي|تاعت|تبعي|تبعتي|عم|رح|بلاقي|حدا|اشي|"
    r"ب[نتيا]\w{3,}|بق\w{2,}|ما بق\w+|\w+لي|\w+لكم)(?!\w)"
)
"""Words of Palestinian Arabic that Standard Arabic has not, as they occur in ArBanking77."""


def levantine_or_standard(text: str) -> Iterator[Text]:
    """Yield a bank question that is clearly one of the two; its file does not say which."""
    dialect = len(LEVANTINE.findall(text))
    standard = sum(is_standard(word) for word in cut(text))
    if dialect and not standard:
        yield "und", "arbanking-pal", text
    elif standard and not dialect:
        yield "ar", "arbanking-val", text


def algerian() -> Iterator[Text]:
    """Yield NArabizi's sentences in the Arabic letters its authors give each word."""
    words: list[str] = []
    for line in [*lines("narabizi/train_NArabizi.conllu"), ""]:
        cells = line.split("\t")
        if not line and len(words) > 2:
            yield "und", "narabizi-arab", " ".join(words)
        if not line:
            words = []
        elif len(cells) > 4 and cells[0].isdecimal() and ARABIC.search(cells[4]):
            words.append(cells[4].strip())


ARABIC = re.compile("[\u0621-\u064a]")


def own() -> Iterator[Text]:
    """Yield the texts written for Volant, and DODa's sentences in Arabic letters."""
    for name, series in (("arabic", ""), ("latin", ""), ("chat", "-chat")):
        for line in (OWN / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            code, text = line.split("\t")
            half = ("own1" if crc32(text.encode()) % 2 else "own2") + series
            yield (code, half, text) if code in KEPT else ("und", f"{half}-{code}", text)
    yield from street()
    yield from made_dialects()

    for text in column("doda-mit-2023/sentences.csv", "darija"):
        if len(text.split()) > 1:
            written = transliterate(text, "ary-Arab", n=1, foreign=lambda _: ())[0][0]
            yield "ary-Arab", "doda-arab", written


def street() -> Iterator[Text]:
    """Yield comments and news as another hand wrote them, Moroccan, Standard and other dialects."""
    for line in (OWN / "street.tsv").read_text(encoding="utf-8").splitlines():
        code, text = line.split("\t")
        yield (code, "street", text) if code in KEPT else ("und", f"street-{code}", text)


def made_dialects() -> Iterator[Text]:
    """Yield Standard Arabic whose grammar words are said as in another dialect, two at least."""
    rows = [row.split("\t") for row in (OWN / "dialects.tsv").read_text("utf-8").splitlines()]
    codes, *table = [row for row in rows if not row[0].startswith("#")]
    chance = random.Random(SEED)
    standard = [(source, text) for tag, source, text in [*development(), *others()] if tag == "ar"]
    for column, code in enumerate(codes[1:], 1):
        said = {row[0]: row[column].split("/") for row in table if row[column] not in ("-", row[0])}
        for source, text in chance.sample(standard, len(standard) // 2):
            words = text.split()
            told = [chance.choice(said[word]) if word in said else word for word in words]
            if sum(one != other for one, other in zip(words, told, strict=True)) > 1:
                yield "und", f"{source}-made-{code}", " ".join(told[:40])


KEPT = ("ar", "ary-Arab", "ary-Latn", "fr", "en", "es", "ber-Latn", "kab", "zgh-Latn")


@cache
def gather() -> tuple[Text, ...]:
    """Bring the texts together, each source cut to `PER_SOURCE`, in a fixed order."""
    by_source: dict[tuple[str, str], set[Text]] = {}
    for item in [*development(), *others(), *own()]:
        if item[2].strip():
            by_source.setdefault(item[:2], set()).add(item)
    kept: list[Text] = []
    for (tag, source), items in sorted(by_source.items()):
        unique = sorted(items)
        random.Random(f"{SEED} {tag} {source}").shuffle(unique)
        kept.extend(unique[:PER_SOURCE])
    return tuple(kept)


def without(*prefixes: str) -> list[Text]:
    """Leave the sources out whose names begin so."""
    return [item for item in gather() if not item[1].startswith(prefixes)]


def only(*prefixes: str) -> list[Text]:
    """Take only the sources whose names begin so."""
    return [item for item in gather() if item[1].startswith(prefixes)]


def script_of(text: str) -> str:
    """Say which of the two modelled scripts most letters of a text are in."""
    return (
        "arabic" if 2 * len(ARABIC.findall(text)) > len(re.findall(r"[^\W\d_]", text)) else "latin"
    )
