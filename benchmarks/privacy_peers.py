"""Serve one peer of the personal data benchmark from its own environment, over JSON lines.

    .venv-peers/bin/python -m benchmarks.privacy_peers presidio | presidio-mena

A request line {"texts": [...]} gets one reply {"found": [[[kind, start, end], ...]], "seconds": CPU
seconds of the calls}. Both run without a spaCy model, on a blank pipeline: a model has to be
fetched, and without one Presidio finds no names. Presidio gets Morocco, France and Spain as regions
of its phone recogniser, whose defaults leave Morocco out.
"""

from __future__ import annotations

import importlib.metadata
import json
import logging
import sys
import time
from importlib import import_module
from typing import Any

KINDS = {
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
    "IBAN_CODE": "iban",
    "CREDIT_CARD": "card",
    "PERSON": "name",
    "MA_CIN": "cin",
    "MA_RIB": "rib",
    "MA_IBAN": "iban",
    "MA_ICE": "ice",
    "MA_PHONE_NUMBER": "phone",
}
"""Their words for the kinds of `volant.privacy`."""


def load(name: str) -> Any:
    """Make the analyzer of one peer."""
    presidio = import_module("presidio_analyzer")
    engine = import_module("presidio_analyzer.nlp_engine").SpacyNlpEngine()
    engine.nlp = {"en": import_module("spacy").blank("en")}
    recognizers = presidio.RecognizerRegistry(supported_languages=["en"])
    if name == "presidio":
        recognizers.load_predefined_recognizers(languages=["en"])
        recognizers.remove_recognizer("PhoneRecognizer")
        known = import_module("presidio_analyzer.predefined_recognizers")
        recognizers.add_recognizer(known.PhoneRecognizer(supported_regions=("MA", "FR", "ES")))
    else:
        import_module("presidio_mena").register_mena_recognizers(recognizers)
    return presidio.AnalyzerEngine(recognizers, engine, supported_languages=["en"])


def find(analyzer: Any, text: str) -> list[tuple[str, int, int]]:
    """Give what a peer finds, by our kinds; what we have no word for is left out."""
    found = analyzer.analyze(text, language="en", entities=None)
    return [
        (KINDS[one.entity_type], one.start, one.end) for one in found if one.entity_type in KINDS
    ]


def main() -> None:
    """Say the version, then answer until standard input ends."""
    logging.disable(logging.CRITICAL)
    name = sys.argv[1]
    package = {"presidio": "presidio-analyzer"}.get(name, name)
    analyzer = load(name)
    find(analyzer, "tél 0612345678")
    print(json.dumps({"version": importlib.metadata.version(package)}), flush=True)
    for line in sys.stdin:
        texts = json.loads(line)["texts"]
        begun = time.process_time()
        found = [find(analyzer, text) for text in texts]
        seconds = time.process_time() - begun
        print(json.dumps({"found": found, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
