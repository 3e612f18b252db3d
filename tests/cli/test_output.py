"""What is printed of a passage found, in the words of who asks."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from volant.cli.output import name, print_hit
from volant.records import Hit

HIT = Hit(
    document="1", digest="", passage=0, source="70-03.pdf", title="مدونة الأسرة",
    article="المادة 3, 3 bis, 6", date="2004-02-03", tag="ar", start=0, end=4, text="نص",
    score=1.0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("", "المواد 3 و3 مكرر و6"),
        ("ary-Arab", "المواد 3 و3 مكرر و6"),
        ("fr", "Articles 3, 3 bis et 6"),
        ("ary-Latn", "Articles 3, 3 bis et 6"),
        ("en", "Articles 3, 3 bis and 6"),
    ],
)
def test_articles_are_spelled_for_who_asks(tag: str, said: str) -> None:
    assert name(HIT, tag) == f"مدونة الأسرة · {said} · 2004-02-03 · (70-03.pdf)"


def test_a_heading_is_named_as_it_is_and_nothing_twice() -> None:
    titled = replace(HIT, article="مدونة الأسرة", date="")
    assert name(titled, "fr") == "مدونة الأسرة · (70-03.pdf)"


def test_a_passage_is_printed_under_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    print_hit(2, HIT, "fr")
    assert capsys.readouterr().out.startswith("[2] مدونة الأسرة · Articles 3, 3 bis et 6 ·")


def test_printing_loads_no_library_before_there_is_a_passage() -> None:
    code = "import sys, volant.cli.output; print('volant.library' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
