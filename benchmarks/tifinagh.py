"""Write Tamazight in the ways people type it, read it back as Tifinagh, and count words.

Run from the repository: `python -m benchmarks.tifinagh`. No gold exists for informal Tamazight, so
lines of professional Tifinagh are put in Latin letters by rule, one style a row; every fifth line
is held out and the words of the others are what the speller knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from dev import tamazight as counting
from volant.languages.scripts import transliterate
from volant.languages.tamazight import Speller, write
from volant.languages.tifinagh import to_latin

_PLAIN = str.maketrans("ḍṭṣẓṛ", "dtszr")
_CLUSTER = re.compile(r"(?<=[^aeiou])([^aeiou])(?=[^aeiou]|$)")


def french(word: str) -> str:
    """`gh`, `kh`, `ch`, `ou`, no dots, ɛ as a."""
    return _spelled(word, "ɣ gh x kh c ch u ou ḥ h ɛ a ʷ w")


def digits(word: str) -> str:
    """Digits for ḥ, ɛ and q, as in Darija."""
    return _spelled(word, "ɣ gh x kh c ch ḥ 7 ɛ 3 q 9 ʷ w")


def more_digits(word: str) -> str:
    """Digits for ɣ and x too, `sh`, o."""
    return _spelled(word.replace("ʷ", ""), "ɣ 4 x 5 c sh u o ḥ 7 ɛ 3 q 9")


def undotted(word: str) -> str:
    """IRCAM's letters without dots, on a plain keyboard."""
    return _spelled(word.replace("ʷ", ""), "ɣ gh ḥ h ɛ 3")


def schwas(word: str) -> str:
    """French, with a neutral vowel in the clusters."""
    return french(_CLUSTER.sub(r"e\1", word))


def single(word: str) -> str:
    """French, letters that are held written once."""
    return french(re.sub(r"(.)\1", r"\1", word))


def spirants(word: str) -> str:
    """`th`, `dh`, `dj`, `tch`, as in the north and in Kabylia."""
    changed = french(word).replace("tch", "T").replace("t", "th").replace("d", "dh")
    return changed.replace("j", "dj").replace("T", "tch")


def ircam(word: str) -> str:
    """IRCAM's own letters."""
    return word


def frenchest(word: str) -> str:
    """French throughout: w as `ou`, y as `i`."""
    return french(word.replace("w", "u").replace("y", "i"))


def _spelled(word: str, pairs: str) -> str:
    given = pairs.split(" ")
    table = {ord(one): other for one, other in zip(given[::2], given[1::2], strict=True)}
    return word.translate(table).translate(_PLAIN)


STYLES: tuple[Callable[[str], str], ...] = (
    ircam, french, digits, more_digits, undotted, schwas, frenchest, single, spirants,
)  # fmt: skip


def score(style: Callable[[str], str], lines: list[str], speller: Speller) -> list[float]:
    """Give the share of words right in their line, by themselves, and among the first five so."""
    words = in_line = alone = among = 0
    for line in lines:
        given = counting.words(line)
        typed = [style(to_latin(word)) for word in given]
        written = write(" ".join(typed), 1, speller)[0][0].split(" ")
        for word, latin, found in zip(given, typed, written, strict=True):
            ranked = [one for one, _ in speller.spell(latin, 5)]
            words += 1
            in_line += found == word
            alone += ranked[0] == word
            among += word in ranked
    return [in_line / words, alone / words, among / words]


def both_ways(lines: list[str]) -> int:
    """Count lines that come back as they were, through `transliterate`."""
    latin = [transliterate(line, "ber-Latn")[0][0] for line in lines]
    return sum(
        transliterate(written, "zgh-Tfng")[0][0] == line
        for line, written in zip(lines, latin, strict=True)
    )


def main() -> None:
    lines = counting.lines()
    print(f"Tifinagh to Latin and back: {both_ways(lines)} of {len(lines)} lines the same")
    held = lines[::5]
    speller = Speller(counting.counts(line for i, line in enumerate(lines) if i % 5))
    print("| style | in its line | by itself | among five |\n| --- | --- | --- | --- |")
    for style in STYLES:
        shares = " | ".join(f"{share:.3f}" for share in score(style, held, speller))
        print(f"| {style.__name__} | {shares} |")


if __name__ == "__main__":
    main()
