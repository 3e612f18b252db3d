"""What is broken is mended and reported; what is whole comes back as it was."""

from __future__ import annotations

import hashlib
import re
import time
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volant.languages.ligatures import BUCKETS, damage, readings, shipped
from volant.languages.mending import Mend, repair

LAWS = Path(__file__).parents[2] / "../shared/data/moroccan-law"
STARTER = Path(__file__).parents[2] / "src/volant/library/starter"
PIECES = [
    "ا",
    "أ",
    "إ",
    "آ",
    "ل",
    "لا",
    "ال",
    "األ",
    "اال",
    "هللا",
    "ة",
    "على",
    "م",
    "ه",
    " ",
    "\n",
    "و",
    "1",
]
PIECES += [
    "٣",
    "\u200f",
    "\u064f",
    "\u0640",
    "ﻻ",
    "ﷲ",
    "\u00ad",
    "a",
    "المادة",
    "ثالثة",
    "\ue000",
    "لأل",
    "ى",
    "االلىى",
    "ببممسس",
    "تعديالت",
    "ی",
    "امل",
    "االتلتأسيس",
]


@pytest.mark.parametrize(
    ("damaged", "mended", "kind"),
    [
        ("االلتزامات", "الالتزامات", "lam-alef"),
        ("األسرة", "الأسرة", "lam-alef"),
        ("لألسرة", "للأسرة", "lam-alef"),
        ("األُسْـرة", "الأُسْـرة", "lam-alef"),
        ("عبد هللا", "عبد الله", "lam-alef"),
        ("الوالیة ونحوها أعاله", "الولایة ونحوها أعلاه", "lam-alef"),
        ("29يوليو", "29 يوليو", "digits"),
        ("29یولیوز", "29 یولیوز", "digits"),
        ("االلننففققااتت", "النفقات", "overprinted"),
        ("االلااققتتصصاادديي", "الاقتصادي", "overprinted"),
        ("املادة", "المادة", "lam-meem"),
        ("وباملرسوم", "وبالمرسوم", "lam-meem"),
        ("املبالغ واملدة", "المبالغ والمدة", "lam-meem"),
        ("املؤسسة املكتب املأذون", "المؤسسة المكتب المأذون", "lam-meem"),
        ("المادة12", "المادة 12", "digits"),
        ("٢٧و28", "٢٧ و28", "digits"),
        ("الجريدةالرسمية", "الجريدة الرسمية", "glued"),
        ("علىالأقل", "على الأقل", "glued"),
        ("مدونةاألسرة", "مدونة الأسرة", "glued+lam-alef"),
        ("\u200fسلام\u200e", "سلام", "direction"),
        ("أد\u00adناه", "أدناه", "direction"),
        ("ﺍﻟﻤﺎﺩﺓ", "المادة", "presentation"),
        ("ﻻ", "لا", "presentation"),
    ],
)
def test_one_mend(damaged: str, mended: str, kind: str) -> None:
    done = repair(damaged)
    assert done.text == mended
    assert {mend.kind for mend in done.mends} == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Délai de 30 jours",
        "و5 ب20 ل3 وب4 لـ3",
        "ثالثة",
        "المادة الثالثة من القانون، ثالثا",
        "لإلغاء الطلب",
        "لألمانيا",
        "لإلقاء",
        "لألم",
        "لألفاظ",
        "كوفيد19 واليوم24",
        "االله يرحمو",
        "ⵜⴰⵎⴰⵣⵉⵖⵜ ⴷ tamaziɣt",
        "👨\u200d👩\u200d👧",
        "\ue000\uf0b7 بند",
        "1432هـ و2011م",
        "املاكها واملاك، املأها املؤوا، كاملتين وبكاملها، امليل، املاو، املك",
        "- \u00ad دبلوم",
        "فبلاغى اليها",
        "هههههههه لالالالا تتمم ووووووو",
        "من ألحد إلى الثالث من ثالثين",
    ],
)
def test_whole_text_comes_back_as_it_was(text: str) -> None:
    assert repair(text).text == text
    assert repair(text).mends == ()


def test_a_damaged_text_is_mended_where_a_word_alone_is_not() -> None:
    text = "تحدد مدة ثالثة أشهر من األجل خالل السنة، وال يجوز لألجير إال بإذن"
    assert repair(text).text == "تحدد مدة ثلاثة أشهر من الأجل خلال السنة، ولا يجوز للأجير إلا بإذن"


@pytest.mark.parametrize(
    ("clean", "kept"),
    [
        ("عملا بأحكام المادة الثالثة من القانون", "عمال العمالات والأقاليم"),
        ("رسم ولادة الطفل", "والد أو والدة"),
        ("خلال السنوات الثلاث الأولى", "السلك الثالث للمدارس"),
        ("كان بالغا سن الرشد", "يصدر بلاغا"),
        ("ديوان والي المظالم", "الاتفاقيات"),
    ],
)
def test_neighbours_choose_between_two_words(clean: str, kept: str) -> None:
    text = f"الأسرة والأجراء والإدارة. {clean}، {kept}."
    assert repair(" ".join(map(damage, text.split()))).text == text


def test_a_short_text_is_damaged_where_it_holds_a_word_that_none_writes() -> None:
    assert (
        repair("وال يجوز ألحد جمع صور، مع تعديالتها").text == "ولا يجوز لأحد جمع صور، مع تعديلاتها"
    )


def test_words_typed_without_hamza_follow_their_neighbours() -> None:
    text = "مخطط لاعادة البناء في الدورة العادية، وفقا لاحكام القانون"
    assert repair(" ".join(map(damage, f"الأسرة {text}".split()))).text == f"الأسرة {text}"


def test_ligatures_printed_twice_are_put_in_order_too() -> None:
    done = repair("ددالالئئلل األجل")
    assert done.text == "دلائل الأجل"
    assert [mend.kind for mend in done.mends] == ["overprinted+lam-alef", "lam-alef"]


def test_words_run_together_are_not_taken_for_a_ligature() -> None:
    assert repair("األجل األول، عليها فيالمادة 3").text == "الأجل الأول، عليها فيالمادة 3"


def test_order_and_space_lost_together_come_back_at_once() -> None:
    assert repair("اآل علىهللا علىلألسرة").text == "الآ على الله على للأسرة"


def test_a_clean_half_beside_a_damaged_one_stays() -> None:
    clean = "قال الطالب إن الأمر للأسرة ولا خلاف في الأجل الثالث. " * 30
    broken = "تحدد مدة ثالثة أشهر من األجل خالل السنة لألجير. " * 30
    done = repair(clean + broken)
    assert done.text.startswith(clean[: len(clean) * 3 // 4])
    assert "ثلاثة أشهر من الأجل خلال السنة للأجير" in done.text


def test_mends_say_where_and_what() -> None:
    text = "المادة 3: األسرة، 29يوليو"
    assert repair(text).mends == (
        Mend(start=10, end=16, kind="lam-alef", before="األسرة", after="الأسرة"),
        Mend(start=18, end=25, kind="digits", before="29يوليو", after="29 يوليو"),
    )


@settings(deadline=None, max_examples=400)
@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
def test_mending_twice_is_mending_once_and_mends_tell_all(text: str) -> None:
    done = repair(text)
    again = repair(done.text)
    assert (again.text, again.mends) == (done.text, ())
    parts, at = [], 0
    for mend in done.mends:
        assert at <= mend.start < mend.end
        assert text[mend.start : mend.end] == mend.before != mend.after
        parts += [text[at : mend.start], mend.after]
        at = mend.end
    assert "".join([*parts, text[at:]]) == done.text


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="اأإآلمةبو", max_size=24))
def test_each_reading_looks_like_the_word_when_damaged(word: str) -> None:
    assert all(damage(reading) == word for reading in readings(word)[1:])
    assert readings(word)[0] == word


@pytest.mark.parametrize(
    "piece", ["ا", "ل", "األ", "ة", "1م", "ﻻ", "\u200f", "\u064b", "\ud800", "\0ا", "هللا "]
)
def test_a_hundred_thousand_of_one_piece_take_no_time(piece: str) -> None:
    begun = time.process_time()
    repair(piece * (100_000 // len(piece)))
    assert time.process_time() - begun < 10


def test_own_clean_texts_are_mended_whole_and_changed_nowhere() -> None:
    damaged = restored = 0
    for path in sorted(STARTER.glob("*/*.ar.md")):
        text = path.read_text("utf-8")
        assert repair(text).mends == ()
        bad = re.sub("ل([اأإآ])", r"\1ل", text)
        for was, seen, now in zip(text.split(), bad.split(), repair(bad).text.split(), strict=True):
            damaged += was != seen
            restored += was == now != seen
    assert restored >= 0.98 * damaged > 0


def test_law_texts_lose_nearly_all_that_looks_damaged() -> None:
    if not LAWS.is_dir():
        pytest.skip("the development texts are not on this machine")
    sign = re.compile("(?<![\u0621-\u064a])ا[أإآ]ل[\u0621-\u064a]|[0-9][\u0621-\u064a]{2}")
    before = after = 0
    for path in sorted(LAWS.glob("ma-adala-labor-*.txt"))[:12]:
        text = path.read_text("utf-8")
        before += len(sign.findall(text))
        after += len(sign.findall(repair(text).text))
    assert after <= 0.01 * before
    assert before > 0


def test_weights_are_those_of_the_datasheet() -> None:
    folder = files("volant.languages") / "weights"
    table = (folder / "ligatures.bin").read_bytes()
    assert len(table) == BUCKETS
    assert hashlib.sha256(table).hexdigest() in (folder / "ligatures.md").read_text("utf-8")
    assert shipped().restore("خالل") == "خلال"
