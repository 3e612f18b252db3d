"""Say what a receipt says, in the reader's language, from its codes alone.

Nothing is composed that the payload does not hold, so the page cannot disagree with what was
signed. The words are in `catalogue.toml`; this file knows which code goes where. It does not
check the receipt: that is the verifier's work. Reasons of the policy (`policy.rules`) are words of
another folder and are left to the page.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from volant.ledger.receipt import Receipt

LANGUAGES = ("fr", "ar", "en", "zgh")
FALLBACK = "fr"

Words = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Be one line for a reader: `language` is the one it is really in.

    `unverified` means that no speaker has read the words yet. In Arabic, names and numbers that
    run left to right are wrapped in directional isolates (U+2068, U+2069).
    """

    field: str
    label: str
    value: str
    language: str
    unverified: bool


@cache
def read_catalogue() -> Words:
    """Return the words, by group, code and language."""
    return tomllib.loads(Path(__file__).with_name("catalogue.toml").read_text("utf-8"))


def describe(receipt: Receipt, language: str) -> tuple[Line, ...]:
    """Return nine lines: when, language, engine, weights, place, egress, outcome, sources, log.

    `language` is `fr`, `ar`, `en` or `zgh`; French stands in for any other, and for a line that
    nobody has written in Tamazight. A code this version does not know is shown as it is.
    """
    facts = receipt.facts
    engine, place = _part(facts, "engine"), _part(facts, "place")
    log, policy = _part(facts, "log"), _part(facts, "policy")
    origin = {"index": log.get("index"), "origin": log.get("origin")}
    weights = engine.get("weights")
    values = {
        "when": _read_time(str(facts.get("at"))),
        "language": _read_code("language", _part(facts, "request").get("lang")),
        "engine": _read_text(engine.get("name")),
        "weights": _read_text(str(weights).removeprefix("sha256:") if weights else None),
        "place": _read_code("zone", place.get("zone")),
        "egress": _read_code("egress", place.get("egress")),
        "outcome": _read_code("outcome", policy.get("outcome")),
        "sources": _read_text(str(len(facts.get("sources", ())))),
        "log": ("value", "log", origin),
    }
    return tuple(_write_line(field, *value, language) for field, value in values.items())


def limits(language: str) -> tuple[str, ...]:
    """Return what a receipt does not prove, to be shown with each one.

    >>> limits("fr")[0]
    'Ce reçu ne prouve pas que la réponse est vraie.'
    """
    group = read_catalogue()["limit"]
    return tuple(str(words.get(language, words[FALLBACK])) for words in group.values())


Value = tuple[str, str, Mapping[str, Any]]


def _part(facts: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = facts.get(name)
    return part if isinstance(part, dict) else {}


def _read_text(text: str | None) -> Value:
    return ("value", "text", {"text": text}) if text else ("value", "unrecorded", {})


def _read_code(group: str, code: str | None) -> Value:
    if code is None:
        return "value", "unrecorded", {}
    return (
        (group, code, {}) if code in read_catalogue()[group] else ("value", "code", {"code": code})
    )


def _read_time(at: str) -> Value:
    """Split `2026-11-21T10:02:31Z`; anything else is shown as it is."""
    day, _, clock = at.removesuffix("Z").partition("T")
    parts = day.split("-")
    if len(parts) != 3 or not clock:
        return _read_text(at)
    date = "/".join(reversed(parts))
    return "value", "when", {"iso": day, "date": date, "time": clock[:5]}


def _write_line(field: str, group: str, code: str, parts: Mapping[str, Any], language: str) -> Line:
    words = read_catalogue()
    label, value = words["field"][field], words[group][code]
    spoken = language if language in label and language in value else FALLBACK
    wrap = "\u2068{}\u2069" if spoken == "ar" else "{}"
    return Line(
        field=field,
        label=str(label[spoken]),
        value=str(value[spoken]).format_map({k: wrap.format(v) for k, v in parts.items()}),
        language=spoken,
        unverified=spoken == "zgh" and bool(label.get("unverified") or value.get("unverified")),
    )
