"""A conversation, a library and receipts with a fixed script, for the page's tests.

They fill the page's seams for real: the page cannot tell them from the gateway and the library.
Legal sentences are quoted from the Family Code (law 70-03) and law 31-13.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256

import numpy as np

from volant.errors import EngineTimeout, EngineUnavailable, UnknownDocument, UnknownReceipt
from volant.library.readers.picture import write_png
from volant.records import (
    Answer,
    Answered,
    Citation,
    Event,
    Grade,
    Hit,
    Identification,
    Message,
    Place,
    Searched,
    Sentence,
    Spoken,
)
from volant.sovereignty import Profile, load_policy, load_profiles
from volant.sovereignty.institution import Institution, offer, settle
from volant.sovereignty.observation import observe
from volant.sovereignty.roster import Roster

FAMILY = (
    "الفرع الثالث: الغيبة\n\nالمادة 104\n"
    "إذا غاب الزوج عن زوجته مدة تزيد عن سنة، أمكن للزوجة طلب التطليق.\n"
    "تتأكد المحكمة من هذه الغيبة ومدتها ومكانها بكل الوسائل.\n"
    "تبلغ المحكمة الزوج المعروف العنوان مقال الدعوى للجواب عنه، مع إشعاره بأنه في حالة ثبوت "
    "الغيبة، ستحكم المحكمة بالتطليق إذا لم يحضر للإقامة مع زوجته أو لم ينقلها إليه.\n\nالمادة 105\n"
    "إذا كان الغائب مجهول العنوان، اتخذت المحكمة بمساعدة النيابة العامة، ما تراه من إجراءات تساعد "
    "على تبليغ دعوى الزوجة إليه.\n"
)
FAMILY_FRENCH = (
    "Article 104\nSi l’époux est absent du foyer conjugal pendant une durée qui excède une année, "
    "l’épouse peut demander le divorce judiciaire.\n"
)
MARRIAGE = (
    "المادة 19\nتكتمل أهلية الزواج بإتمام الفتى والفتاة المتمتعين بقواهما العقلية ثمان عشرة سنة "
    "شمسية.\n\nالمادة 20\n"
    "لقاضي الأسرة المكلف بالزواج، أن يأذن بزواج الفتى والفتاة دون سن الأهلية.\n"
)
ACCESS = (
    "المادة 16\nيجب على المؤسسة أو الهيئة المعنية الرد على طلب الحصول على المعلومات داخل أجل لا "
    "يتعدى عشرين (20) يوما من أيام العمل، ابتداء من تاريخ تسلم الطلب.\n"
)
LEAVE = (
    "# Congé annuel payé\n\n😀 Cette fiche commence par un signe hors du plan de base.\n\n"
    "Après six mois de service continu, le salarié a droit à un congé annuel payé. "
    "Il acquiert un jour et demi de congé par mois de service. "
    "Avant dix-huit ans, il en acquiert deux. "
    "Le texte officiel prévaut toujours : vérifiez l’article 231 du Code du travail.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Be a document of the script."""

    id: str
    source: str
    title: str
    date: str
    tag: str
    text: str
    starter: bool = False
    page: int = 0
    valid_from: str = ""
    valid_until: str = ""


TEXTS = (
    Text(
        id="famille", source="70-03.pdf", title="مدونة الأسرة", date="2004-02-03", tag="ar",
        text=FAMILY, page=12, valid_from="2004-02-05",
    ),
    Text(
        id="loi/mariage", source="70-03.pdf", title="مدونة الأسرة (الأهلية)", date="2004-02-03",
        tag="ar", text=MARRIAGE, page=5, valid_from="2004-02-05", valid_until="2025-06-01",
    ),
    Text(
        id="acces", source="31-13.pdf",
        title="القانون رقم 31.13 المتعلق بالحق في الحصول على المعلومات",
        date="2018-02-22", tag="ar", text=ACCESS,
    ),
    Text(
        id="conge", source="conge-annuel.fr.md", title="Congé annuel payé", date="2003-09-11",
        tag="fr", text=LEAVE, starter=True,
    ),
    Text(
        id="famille-fr", source="70-03.fr.pdf", title="Code de la famille", date="2004-02-03",
        tag="fr", text=FAMILY_FRENCH, page=30, valid_from="2004-02-05",
    ),
)  # fmt: skip
BY_ID = {text.id: text for text in TEXTS}


def find(document: str, words: str, article: str, number: int = 0) -> Citation:
    """Cite some words of a document."""
    text = BY_ID[document]
    start = text.text.index(words)
    return Citation(
        document=text.id,
        digest=sha256(text.text.encode()).hexdigest(),
        passage=start,
        source=text.source,
        title=text.title,
        article=article,
        date=text.date,
        tag=text.tag,
        start=start,
        end=start + len(words),
        text=words,
        score=1.0,
        starter=text.starter,
        page=text.page,
        valid_from=text.valid_from,
        valid_until=text.valid_until,
        number=number,
    )


def to_hit(cited: Citation) -> Hit:
    values = {name: getattr(cited, name) for name in Hit.__dataclass_fields__}
    return Hit(**values)


ABSENCE = find(
    "famille", FAMILY[FAMILY.index("إذا غاب") : FAMILY.index("\nتتأكد")], "المادة 104", 1
)
PROOF = find("famille", FAMILY[FAMILY.index("تتأكد") : FAMILY.index("\nتبلغ")], "المادة 104", 2)
AGE = find(
    "loi/mariage", MARRIAGE[MARRIAGE.index("تكتمل") : MARRIAGE.index("\n\n")], "المادة 19", 1
)
DELAY = find("acces", ACCESS[ACCESS.index("يجب") : -1], "المادة 16", 1)
RIGHT = find("conge", LEAVE[LEAVE.index("Après") : LEAVE.index(" Il acq")], "231", 1)
RATE = find("conge", LEAVE[LEAVE.index("Il acq") : LEAVE.index(" Avant")], "231", 2)


LONG = (
    (RIGHT, "Loi n° 65-99 relative au Code du travail, telle que modifiée, article 231, 232"),
    (ABSENCE, "القانون رقم 70.03 بمثابة مدونة الأسرة كما تم تغييره وتتميمه، المادة 3, 3 bis, 6"),
    (DELAY, "121, 122, 123, 124, 125, 126, 127, 128, 129, 130"),
    (AGE, "الباب الثاني: في الأهلية والولاية والصداق وما يتعلق بها من الأحكام العامة"),
    (PROOF, "Loi 5, article 4"),
)
LABELLED = tuple(replace(cited, article=label) for cited, label in LONG)
"""Citations whose labels are longer than a card is wide, or as short as they come."""


def say(text: str, status: str = "frame", *citations: Citation) -> Sentence:
    return Sentence(text=text, status=status, citations=citations)


def answer(tag: str, receipt: str, *sentences: Sentence, engine: str = "local") -> Answer:
    return Answer(tag=tag, engine=engine, refused=False, sentences=sentences, receipt=receipt)


ANSWERS: dict[str, tuple[tuple[Citation, ...], Answer]] = {
    "congé": (
        (RIGHT, RATE, DELAY),
        replace(
            answer(
                "fr",
                "r-conge",
                say("Oui, le Code du travail le prévoit."),
                say("Le droit naît après six mois de service continu.", "supported", RIGHT),
                say("Le salarié acquiert un jour et demi par mois.", "supported", RATE),
                say(RATE.text, "quoted", RATE),
                engine="qwen2.5-coder-1.5b-instruct",
            ),
            withheld=(("number_missing", 2),),
        ),
    ),
    "التطليق": (
        (ABSENCE, PROOF, AGE),
        answer(
            "ar",
            "r-absence",
            say("تجيب مدونة الأسرة عن سؤالك في المادة 104:"),
            say(ABSENCE.text, "quoted", ABSENCE),
            say("وتضيف المادة نفسها:"),
            say(PROOF.text, "quoted", PROOF),
        ),
    ),
    "الإدارة": (
        (DELAY,),
        answer(
            "ary-Arab",
            "r-acces",
            say("ها شنو كيقول القانون رقم 31.13:"),
            say(DELAY.text, "quoted", DELAY),
        ),
    ),
    "ytzewej": (
        (AGE,),
        answer(
            "ary-Latn",
            "r-age",
            say("Ha chno katgol modawanat l-osra:"),
            say(AGE.text, "quoted", AGE),
            engine="quote",
        ),
    ),
    "articles": (
        LABELLED,
        answer("fr", "r-long", say("Voici :"), say(RIGHT.text, "quoted", LABELLED[0])),
    ),
}  # fmt: skip

MISTAKEN = "fin kayn"
"""Words that the script takes for French, as a model may; their asker can say that it is Darija."""


def identify(tag: str) -> Identification:
    """Be sure of nothing: a tag, and the next ones."""
    others = [other for other in ("ary-Latn", "fr", "es") if other != tag]
    shares = (0.02, 0.006, 0.004)
    return Identification(
        tag=tag, score=0.97, alternatives=tuple(zip(others, shares, strict=False))
    )


TERMS = ("شحال نهار: مدة, أجل", "divorce: طلاق, تطليق", "<b>")
"""What is said to have been looked for, whatever the question."""

REFUSAL = Answer(
    tag="fr",
    engine="",
    refused=True,
    sentences=(
        say("Les documents ne disent pas le prix d’un permis de conduire."),
        say("Adressez-vous à l’administration compétente."),
    ),
    nearest=(to_hit(RIGHT), to_hit(DELAY)),
    receipt="r-refus",
)


@dataclass
class ScriptedFlow:
    """Answer by the first keyword found in the last question; `lent` waits to be stopped.

    `conversations` holds what was asked, `tags` the language said with it; `closed` is set when a
    waiting answer was let go.
    """

    names: tuple[str, ...] = ("citation", "quote", "qwen2.5-coder-1.5b-instruct")
    conversations: list[tuple[tuple[Message, ...], str | None]] = field(default_factory=list)
    tags: list[str | None] = field(default_factory=list)
    keeps_corrections: bool = True
    closed: threading.Event = field(default_factory=threading.Event)

    def engines(self) -> tuple[str, ...]:
        return self.names

    async def ask(
        self, messages: tuple[Message, ...], engine: str | None, *, tag: str | None = None
    ) -> AsyncIterator[Event]:
        self.conversations.append((messages, engine))
        self.tags.append(tag)
        question = messages[-1].content
        if "panne" in question:
            raise EngineUnavailable("The engine `local` does not answer. Start it.")
        if "refus" in question:
            yield Searched(tag="fr", hits=REFUSAL.nearest, identified=identify("fr"), terms=TERMS)
            yield Answered(answer=replace(REFUSAL, identified=identify("fr")))
            return
        hits, whole = next((a for key, a in ANSWERS.items() if key in question), ANSWERS["congé"])
        if MISTAKEN in question:
            hits, whole = ANSWERS["ytzewej" if tag == "ary-Latn" else "congé"]
        found = identify("fr" if MISTAKEN in question else whole.tag)
        whole = replace(whole, tag=tag or whole.tag, identified=found)
        shown = tuple(to_hit(hit) for hit in hits)
        yield Searched(tag=whole.tag, hits=shown, identified=found, terms=TERMS)
        for sentence in whole.sentences:
            yield Spoken(sentence=sentence)
            await self._stumble(question)
        yield Answered(answer=whole)

    async def _stumble(self, question: str) -> None:
        if "délai" in question:
            raise EngineTimeout("The engine gave nothing for 30 seconds. Ask again.")
        if "imprévu" in question:
            raise ValueError("a secret that must not reach the reader")
        if "lent" in question:
            try:
                await asyncio.sleep(60)
            finally:
                self.closed.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Be a window on a scripted document."""

    document: str
    source: str
    title: str
    article: str
    date: str
    tag: str
    starter: bool
    text: str
    offset: int
    start: int
    end: int
    page: int = 0
    valid_from: str = ""
    valid_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """Be a sheet of a scripted document."""

    window: Piece
    grade: Grade | None = None
    drawable: bool = False
    twins: tuple[Text, ...] = ()


GRADES = {
    "famille": Grade(page=12, how="ocr", score=0.879),
    "loi/mariage": Grade(page=5, how="text", score=0.96),
    "famille-fr": Grade(page=30, how="text", score=0.99),
}
TWINS = {"famille": "famille-fr", "famille-fr": "famille"}
DRAWN = ("famille", "famille-fr")
PAPER, SHADE = (255, 255, 255), (255, 235, 120)


class ScriptedPassages:
    def sheet(self, document: str, start: int, end: int) -> Leaf:
        window = self._window(document, start, end)
        twins = (BY_ID[TWINS[document]],) if document in TWINS else ()
        grade = GRADES.get(document)
        return Leaf(window=window, grade=grade, drawable=document in DRAWN, twins=twins)

    def picture(self, document: str, start: int, end: int) -> bytes:
        """Draw a white page with a band where the passage would be."""
        if document not in DRAWN or end <= start:
            raise UnknownDocument(f"{document} has no pages that can be drawn")
        pixels = np.full((842, 595, 3), PAPER, np.uint8)
        pixels[200:260, 80:520] = SHADE
        return write_png(pixels)

    def _window(self, document: str, start: int, end: int) -> Piece:
        if document not in BY_ID:
            raise UnknownDocument(f"There is no document `{document}`. Ask again.")
        text = BY_ID[document]
        offset = text.text.rfind("\n", 0, start) + 1 if start > 60 else 0
        return Piece(
            document=text.id,
            source=text.source,
            title=text.title,
            article="231" if text.starter else "المادة 104",
            date=text.date,
            tag=text.tag,
            starter=text.starter,
            text=text.text[offset:],
            offset=offset,
            start=start,
            end=end,
            page=text.page,
            valid_from=text.valid_from,
            valid_until=text.valid_until,
        )


LINES = {
    "fr": [("Moteur", "local, sur cette machine"), ("Règle appliquée", "OK-LOCAL")],
    "ar": [("المحرك", "محلي، على هذه الآلة"), ("القاعدة المطبقة", "OK-LOCAL")],
    "zgh": [("Moteur", "local, sur cette machine")],
    "en": [("Engine", "local, on this machine"), ("Rule applied", "OK-LOCAL")],
}
LIMITS = {
    "fr": ["Que la réponse est vraie.", "Que personne n’a photographié l’écran."],
    "ar": ["أن الجواب صحيح.", "أن أحدًا لم يصوّر الشاشة."],
    "zgh": ["Que la réponse est vraie."],
    "en": ["That the answer is true.", "That nobody photographed the screen."],
}


class ScriptedReceipts:
    def describe(self, id: str, language: str) -> Mapping[str, object]:
        if not id.startswith("r-"):
            raise UnknownReceipt(f"There is no receipt `{id}`. Check its number.")
        lines = [{"label": label, "value": value} for label, value in LINES[language]]
        return {
            "id": id,
            "lines": lines,
            "limits": LIMITS[language],
            "verified": id != "r-refus",
            "receipt": {"payload": {"v": "volant.receipt/1", "id": id}, "sig": "AAAA" * 22},
        }


def know_engines() -> dict[str, Profile]:
    """Give the real catalogue, its embedded engine on an institution's premises and isolated."""
    profiles, day = load_profiles(), datetime.now(UTC).date()
    taza = Institution(
        name="Commune de Taza", country="MA", premises="own", digest="ab" * 32, at=day,
        source="pv-installation.pdf",
    )  # fmt: skip
    ours = observe(settle(profiles["embedded"], taza), Place(egress="E4"), day)
    return profiles | {"embedded": offer(ours, ["mistral-api"])}


ROSTER = Roster(policy=load_policy, profiles=know_engines, installed=("embedded", "voisin"))
"""Of the engines that run here, `voisin` has no profile."""
