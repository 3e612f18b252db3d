from __future__ import annotations

from volant.library.laws.twins import differences, pair
from volant.records import Held, Instrument

ARABIC = """المادة 1
يحدد الرسم في خمسمائة درهم، داخل أجل ثلاثين يوما من تاريخ الوضع.
المادة 2 المكررة
يعاقب بغرامة من 300 إلى 1.200 درهم طبقا للمادة 1 أعلاه.
"""
FRENCH = """Article premier
La taxe est fixée à 500 dirhams, dans un délai de trente (30) jours.
Article 2 bis
Est puni d'une amende de 300 à 1.500 dirhams, conformément à l'article premier.
"""


def made(name: str, tag: str, *, kind: str = "", number: str = "", promulgated: str = "") -> Held:
    return Held(
        id=1, path=f"/lois/{name}", name=name, digest="", size=0, modified=0, title="", date="",
        tag=tag, starter=False, passages=0,
        instrument=Instrument(kind=kind, number=number, promulgated=promulgated),
    )  # fmt: skip


def test_the_same_act_in_two_languages_is_a_pair() -> None:
    one = made("a.txt", "ar", kind="law", number="09-08")
    other = made("b.txt", "fr", kind="law", number="9-08")
    third = made("c.txt", "fr", kind="decree", number="9-08")
    assert pair([one, other, third]) == ((one, other),)


def test_the_same_language_or_another_time_is_none() -> None:
    one = made("a.txt", "ar", kind="law", number="1-60", promulgated="1960-05-01")
    copy = made("b.txt", "ary-Arab", kind="law", number="1-60")
    late = made("c.txt", "fr", kind="law", number="1-60", promulgated="1999-05-01")
    assert pair([one, copy]) == ()
    assert pair([one, late]) == ()


def test_files_named_by_language_are_a_pair() -> None:
    one, other = made("conge.ar.md", "ar"), made("conge.fr.md", "fr")
    assert pair([one, other, made("taxe.fr.md", "fr")]) == ((one, other),)


def test_each_pair_comes_once() -> None:
    one = made("x.ar.md", "ar", kind="law", number="9-08")
    other = made("x.fr.md", "fr", kind="law", number="9-08")
    assert pair([one, other]) == ((one, other),)


def test_a_figure_of_one_version_alone_is_reported_with_both_places() -> None:
    found = differences(ARABIC, FRENCH)
    assert [(one.article, one.said, one.missing) for one in found] == [
        ("2 bis", "amount 1200 MAD", "second"),
        ("2 bis", "amount 1500 MAD", "first"),
    ]
    assert "1.200" in ARABIC[slice(*found[0].first)]
    assert "1.500" in FRENCH[slice(*found[1].second)]
    assert "2 bis" not in FRENCH[slice(*found[0].second)]
    assert "amende" in FRENCH[slice(*found[0].second)]


def test_a_text_differs_from_itself_in_nothing() -> None:
    assert differences(ARABIC, ARABIC) == ()


def test_an_article_of_one_version_alone_is_no_difference() -> None:
    assert differences(FRENCH, "Article 9\n10 jours.") == ()
