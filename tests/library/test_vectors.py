from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from volant.library import UniversalSentenceEncoder
from volant.library.vectors import Vectors


def test_nearest_first_and_only_what_is_live(tmp_path: Path) -> None:
    vectors = Vectors(tmp_path / "v", 2)
    vectors.write(1, np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32))
    vectors.load(np.array([1, 3]))
    found = vectors.search(np.array([0, 1], np.float32), 9)
    assert [i for i, _ in found] == [3, 1]
    assert list(vectors.cosines(np.array([0, 1], np.float32), [2, 99])) == [1.0, 0.0]


def test_an_empty_file_finds_nothing(tmp_path: Path) -> None:
    vectors = Vectors(tmp_path / "v", 2)
    vectors.load(np.zeros(0, np.int64))
    assert vectors.search(np.array([0, 1], np.float32), 5) == []


def test_the_embedder_brings_languages_together() -> None:
    vectors = UniversalSentenceEncoder().embed(
        ["le divorce des époux", "طلاق الزوجين", "un moteur de voiture", ""]
    )
    assert vectors.shape == (4, 512)
    assert np.linalg.norm(vectors[:3], axis=1) == pytest.approx(1, abs=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1
    assert UniversalSentenceEncoder().embed([]).shape == (0, 512)
