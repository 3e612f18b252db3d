"""Check the promise to whoever indexes a folder: any bytes give a Document or a clear refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import ascii_pdf, paragraph, source_of, word

from benchmarks.hostile_archives import SUFFIXES, whole
from volant.errors import UnreadableDocument
from volant.library.readers import READERS
from volant.protocols import Reader

WHOLE = (
    ascii_pdf("Loi 09-08", "Article 2"),
    word(paragraph("Article premier") + "<w:tbl><w:tr><w:tc/></w:tr></w:tbl>"),
    "---\ntitle: x\n---\n# المادة\n<table><tr><td>a</table>".encode(),
    "<meta charset=windows-1256><h1>قانون</h1><p>نص".encode("windows-1256"),
    b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nloi\n--b--",
    *(whole(suffix, "مرسوم") for suffix in SUFFIXES),
)

LIMIT = timedelta(seconds=20)
"""Generous, since the machine may be busy: what is caught is work that does not end."""


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Take a whole file and cut, repeat or overwrite a part of it."""
    data: bytes = draw(st.sampled_from(WHOLE))
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 200)))
    middle = draw(st.one_of(st.binary(max_size=40), st.just(data[start:end] * 3)))
    return data[:start] + middle + data[end:]


@pytest.mark.parametrize("suffix", sorted(READERS))
@settings(deadline=LIMIT, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.one_of(st.binary(max_size=400), damaged()))
def test_a_document_or_a_refusal(suffix: str, data: bytes) -> None:
    reader: Reader = READERS[suffix]
    name = f"fichier{suffix}"
    refused = ""
    try:
        document = reader(data, source_of(data, name))
    except UnreadableDocument as refusal:
        refused = refusal.message
    if refused:
        assert refused.startswith(name)
        return
    document.text.encode("utf-8")
    document.title.encode("utf-8")
    assert "\x00" not in document.text
    for mark in document.marks:
        assert 0 <= mark.start <= max(mark.start, mark.end) <= len(document.text)
        assert (mark.end > mark.start) == (mark.kind in ("table", "row"))
    assert list(document.marks) == sorted(document.marks, key=lambda mark: mark.start)
