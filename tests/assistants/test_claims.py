from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from volant.assistants.claims import check, cut
from volant.records import Citation, Sentence


def citation(text: str, number: int = 1, tag: str = "ar") -> Citation:
    return Citation(
        number=number, document="1", digest="d", passage=1, source="s.txt", title="t", article="a",
        date="", tag=tag, start=0, end=len(text), text=text, score=1.0,
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
        ("La naissance se déclare dans un délai de 30 mois [1].", "value"),
        ("La déclaration coûte 30 dirhams à celui qui la fait [1].", "value"),
        ("L'amende est de 1.300 dirhams pour chaque retard [1].", "value"),
        ("La loi parle de « déclaration tardive des naissances » ici [1].", "quotation"),
        ("يجب التصريح بالولادة داخل أجل ثلاثين يوما [1].", "language"),
    ],
)
def test_what_is_not_supported_is_withheld_with_a_reason(text: str, reason: str) -> None:
    assert check(text, [LAW], "fr") == reason


@pytest.mark.parametrize(
    "quoted",
    [
        "« gratuit pour tous »", "“gratuit pour tous”", '"gratuit pour tous"',
        "„gratuit pour tous“", "'gratuit pour tous'", "‘gratuit pour tous’",
        "‹ gratuit pour tous ›", "'l'accès pour tous'",
    ],
)  # fmt: skip
def test_what_stands_between_any_marks_stands_in_the_source(quoted: str) -> None:
    paid = citation("La demande est payante selon le texte.", tag="fr")
    assert check(f"Le texte dit {quoted} clairement ici [1].", [paid], "fr") == "quotation"
    said = citation("La demande est gratuit pour tous, et l'accès pour tous.", tag="fr")
    assert isinstance(check(f"Le texte dit {quoted} clairement ici [1].", [said], "fr"), Sentence)


def test_an_apostrophe_is_no_quotation() -> None:
    said = citation("La demande d'un permis est payante.", tag="fr")
    text = "D'après l'article, il s'agit d'une demande qu'on paie aujourd'hui [1]."
    assert isinstance(check(text, [said], "fr"), Sentence)


def test_a_quotation_is_of_one_citation() -> None:
    cited = [citation("Il paie le droit", tag="fr"), citation("de timbre.", number=2, tag="fr")]
    assert check("Il doit payer « le droit de timbre » [1] [2].", cited, "fr") == "quotation"


def test_a_person_stands_in_the_source_in_either_script() -> None:
    father = citation("يصرح الأب بالولادة.")
    karim = citation("يصرح السيد كريم العلوي بالولادة.")
    text = "Monsieur Karim Alaoui doit déclarer la naissance [1]."
    assert check(text, [father], "fr") == "name"
    assert isinstance(check(text, [karim], "fr"), Sentence)


def test_a_name_with_a_capital_stands_in_a_source_of_the_same_language() -> None:
    town = citation("La demande se dépose à la commune de Rabat.", tag="fr")
    assert check("La demande se dépose à Casablanca [1].", [town], "fr") == "name"
    for text in ("La demande se dépose à Rabat [1].", "Elle se dépose à la Commune de Rabat [1]."):
        assert isinstance(check(text, [town], "fr"), Sentence)


def test_what_the_starter_library_says_is_stated_in_its_other_language() -> None:
    """Hold the false alarms of sentences and their translations under three in a hundred."""
    outcomes = list(_across())
    assert len(outcomes) > 250
    withheld = [one for one in outcomes if isinstance(one, str) and one != "language"]
    assert len(withheld) / len(outcomes) < 0.03


def _across() -> Iterator[Sentence | str]:
    with as_file(files("volant.library") / "starter") as folder:
        for one in sorted(folder.rglob("*.fr.md"))[::4]:
            texts = {tag: _body(one.with_name(f"{one.name[:-6]}.{tag}.md")) for tag in ("fr", "ar")}
            for tag, other in (("fr", "ar"), ("ar", "fr")):
                source = [citation(texts[other], tag=other)]
                for line in texts[tag].splitlines():
                    if len(line.split()) > 2:
                        yield check(f"[1] {line.lstrip('# ')}", source, tag)


def _body(path: Path) -> str:
    return path.read_text("utf-8").split("---", 2)[2]


def test_digits_of_all_scripts_and_numbers_in_words_agree() -> None:
    for text in ("يصرح بالولادة داخل أجل ٣٠ يوما [1].", "يصرح بالولادة داخل أجل ثلاثين يوما [1]."):
        assert isinstance(check(text, [LAW], "ar"), Sentence)


def test_sentences_are_cut_where_the_next_begins_while_they_stream() -> None:
    assert cut("[1] Le délai est de 30 jours.", end=False) == ([], "[1] Le délai est de 30 jours.")
    said, rest = cut("[1] Le délai est de 1.5 mois. [2] Puis M. le caïd.\n[1] Et", end=False)
    assert said == ["[1] Le délai est de 1.5 mois.", "[2] Puis M. le caïd."]
    assert rest == "[1] Et"
    assert cut("[1] Un.\n\nReste", end=True) == (["[1] Un.", "Reste"], "")


@pytest.mark.parametrize("mark", ["'a ", "« ", "‘a ", '" ', "‹"])
def test_marks_without_end_are_read_in_time(mark: str) -> None:
    text = f"La demande est payante {mark * 5_000}[1]."
    check(text, [citation("La demande est payante.", tag="fr")], "fr")
