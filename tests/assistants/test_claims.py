from __future__ import annotations

import pytest

from volant.assistants.claims import check, cut
from volant.records import Citation, Sentence


def citation(text: str, number: int = 1) -> Citation:
    return Citation(
        number=number, document="1", digest="d", passage=1, source="s.txt", title="t", article="a",
        date="", tag="ar", start=0, end=len(text), text=text, score=1.0,
    )  # fmt: skip


LAW = citation("يجب التصريح بالولادة داخل أجل ثالثين ( )30يوما، مع أداء 1.200 درهم عند التأخير.")


def test_a_supported_sentence_carries_its_citation() -> None:
    sentence = check("La naissance se déclare dans un délai de 30 jours [1].", [LAW], "fr")
    assert isinstance(sentence, Sentence)
    assert sentence.text == "La naissance se déclare dans un délai de 30 jours."
    assert sentence.citations == (LAW,)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("La naissance se déclare dans un délai de 30 jours.", "uncited"),
        ("La naissance se déclare dans un délai de 30 jours [2].", "uncited"),
        ("[1]", "uncited"),
        ("La naissance se déclare dans un délai de 45 jours [1].", "value"),
        ("La naissance se déclare dans les quarante jours [1].", "value"),
        ("L'amende est de 1.300 dirhams pour chaque retard [1].", "value"),
        ("La loi parle de « déclaration tardive des naissances » ici [1].", "quotation"),
        ("يجب التصريح بالولادة داخل أجل ثلاثين يوما [1].", "language"),
    ],
)
def test_what_is_not_supported_is_withheld_with_a_reason(text: str, reason: str) -> None:
    assert check(text, [LAW], "fr") == reason


def test_digits_of_all_scripts_and_numbers_in_words_agree() -> None:
    for text in ("يصرح بالولادة داخل أجل ٣٠ يوما [1].", "يصرح بالولادة داخل أجل ثلاثين يوما [1]."):
        assert isinstance(check(text, [LAW], "ar"), Sentence)


def test_sentences_are_cut_where_the_next_begins_while_they_stream() -> None:
    assert cut("[1] Le délai est de 30 jours.", end=False) == ([], "[1] Le délai est de 30 jours.")
    said, rest = cut("[1] Le délai est de 1.5 mois. [2] Puis M. le caïd.\n[1] Et", end=False)
    assert said == ["[1] Le délai est de 1.5 mois.", "[2] Puis M. le caïd."]
    assert rest == "[1] Et"
    assert cut("[1] Un.\n\nReste", end=True) == (["[1] Un.", "Reste"], "")
