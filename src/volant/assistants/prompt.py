"""Tell an engine what to say and hold its hand while it says it.

The evidence is chosen before the engine speaks; the engine only phrases it. The grammar (GBNF, as
llama.cpp reads it) lets it write up to three sentences, each opened by the number of a sentence
of the evidence, and for Arabic no Latin letter, because small models drift into French. Engines
that know no grammar get the same prompt; `check` judges both alike.
"""

from __future__ import annotations

from volant.records import Citation, Grounding, Message, Request

MAX_TOKENS = 160
"""Three short sentences; at 20 tokens a second, eight seconds."""

READ = 2
"""Evidence sentences an engine reads: given three, the default weights often phrase the worst."""

_SYSTEM = {
    "fr": "Tu réponds en français à une question, uniquement avec les extraits numérotés donnés. "
    "Une à trois phrases courtes, une par ligne ; chacune commence par le numéro de son extrait "
    "entre crochets, comme [1]. Garde les chiffres exacts. N'ajoute rien qui ne soit dans "
    "les extraits.",
    "ar": "أجب بالعربية عن السؤال اعتمادا على المقتطفات المرقمة وحدها. جملة إلى ثلاث جمل قصيرة، "
    "كل جملة في سطر وتبدأ برقم مقتطفها بين معقوفين مثل [1]. احتفظ بالأرقام كما هي ولا تضف "
    "شيئا ليس في المقتطفات.",
    "ary-Arab": "جاوب بالدارجة المغربية على السؤال غير من المقتطفات المرقمة. من جملة حتى لتلات جمل "
    "قصار، وكل جملة كتبدا برقم المقتطف ديالها بين معقوفين بحال [1]. خلي الأرقام كيف ما هي "
    "وما تزيد والو.",
    "en": "Answer the question in English from the numbered extracts only. One to three short "
    "sentences, one a line; each begins with the number of its extract in brackets, like "
    "[1]. Keep the figures "
    "exact. Add nothing that is not in the extracts.",
    "es": "Responde en español a la pregunta solo con los extractos numerados. De una a tres "
    "frases cortas, una por línea; cada una empieza con el número de su extracto, como [1]. "
    "Conserva las cifras exactas. No añadas nada que no esté en los extractos.",
}
_ASK = {
    "fr": "Extraits :\n{extracts}\n\nQuestion : {question}\n"
    "Réponse (phrase complète, en français) :",
    "ar": "المقتطفات:\n{extracts}\n\nالسؤال: {question}\nالجواب (جملة تامة بالعربية):",
    "ary-Arab": "المقتطفات:\n{extracts}\n\nالسؤال: {question}\nالجواب (جملة كاملة بالدارجة):",
    "en": "Extracts:\n{extracts}\n\nQuestion: {question}\nAnswer (a full sentence, in English):",
    "es": "Extractos:\n{extracts}\n\nPregunta: {question}\n"
    "Respuesta (una frase completa, en español):",
}
SPOKEN = frozenset(_SYSTEM)
"""The languages there is a prompt for; in others the evidence is quoted."""


def compose(grounding: Grounding, model: str) -> Request:
    """Make the request that has an engine phrase the evidence in the asker's language."""
    read = grounding.evidence[:READ]
    extracts = "\n".join(f"[{c.number}] {' '.join(c.text.split())}" for c in read)
    ask = _ASK[grounding.tag].format(extracts=extracts, question=grounding.question)
    return Request(
        model=model,
        messages=(
            Message(role="system", content=_SYSTEM[grounding.tag]),
            Message(role="user", content=ask),
        ),
        max_tokens=MAX_TOKENS,
        temperature=0.0,
        seed=0,
        grammar=grammar(read, grounding.tag),
    )


# What a sentence may be made of: for Latin languages no Arabic, Cyrillic or CJK letter, for Arabic
# no Latin one; square brackets are for citation numbers alone.
_LATIN = r"[ !-Z^-~À-ÿŒœ’«»–—…€°]"
_ARABIC = r"[ -@؀-ۿ«»…–]"


def grammar(evidence: tuple[Citation, ...], tag: str) -> str:
    """Give the GBNF grammar of an answer: one to three sentences, each opened by `[n]`.

    The number comes first so that the sentence is written for that extract; the best extract is
    the first to be phrased.
    """
    best, *others = (f'"[{citation.number}] "' for citation in evidence)
    letters = _ARABIC if tag in {"ar", "ary-Arab"} else _LATIN
    return (
        f'root ::= {best} sentence ("\\n" number sentence)? ("\\n" number sentence)?\n'
        f"sentence ::= letter{{1,280}}\nletter ::= {letters}\n"
        f"number ::= {' | '.join([best, *others])}\n"
    )
