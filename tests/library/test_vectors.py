"""The nearest vectors: exact where there are few, as good as exact where there are many."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from volant.errors import StorageFull
from volant.library import UniversalSentenceEncoder
from volant.library import vectors as vectors_module
from volant.library.vectors import Vectors, distances, encode


def directions(count: int, dimensions: int, seed: int = 0) -> NDArray[np.float32]:
    """Give unit vectors in all directions."""
    rows = np.random.default_rng(seed).standard_normal((count, dimensions)).astype(np.float32)
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def test_nearest_first_and_only_what_is_allowed(tmp_path: Path) -> None:
    vectors = Vectors(tmp_path / "v.f32", 2)
    vectors.write(1, np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32))
    vectors.load(4)
    mask = np.array([False, True, False, True])
    found = vectors.search(np.array([0, 1], np.float32), 9, mask)
    assert [i for i, _ in found] == [3, 1]
    assert list(vectors.cosines(np.array([0, 1], np.float32), [2, 99, -1])) == [1.0, 0.0, 0.0]


def test_an_empty_file_finds_nothing(tmp_path: Path) -> None:
    vectors = Vectors(tmp_path / "v.f32", 2)
    vectors.load(5)
    assert vectors.search(np.array([0, 1], np.float32), 5, np.zeros(0, np.bool_)) == []


def test_rows_written_later_are_seen_after_the_next_load(tmp_path: Path) -> None:
    rows = directions(700, 64)
    vectors = Vectors(tmp_path / "v.f32", 64)
    for start in range(0, 700, 100):
        vectors.write(start, rows[start : start + 100])
        vectors.load(start + 100)
        found = vectors.search(rows[start + 7], 1, np.ones(start + 100, np.bool_))
        assert found[0][0] == start + 7
    again = Vectors(tmp_path / "v.f32", 64)
    again.load(10**6)
    everything = np.ones(700, np.bool_)
    assert again.search(rows[3], 9, everything) == vectors.search(rows[3], 9, everything)


def test_the_first_look_keeps_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors_module, "LOOK", 400)
    rows, questions = directions(8_000, 128), directions(20, 128, seed=1)
    vectors = Vectors(tmp_path / "v.f32", 128)
    vectors.write(0, rows)
    vectors.load(len(rows))
    kept = 0
    for question in questions:
        exact = np.argsort(-(rows @ question), kind="stable")[:10].tolist()
        found = vectors.search(question, 10, np.ones(len(rows), np.bool_))
        kept += len({i for i, _ in found} & set(exact))
    assert kept >= 0.98 * 10 * len(questions)


def test_a_mask_leaves_no_trace_of_what_it_hides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors_module, "LOOK", 50)
    rows, question = directions(2_000, 64), directions(1, 64, seed=2)[0]
    allowed = np.arange(2_000) % 3 == 0
    one, other = Vectors(tmp_path / "one.f32", 64), Vectors(tmp_path / "other.f32", 64)
    one.write(0, rows)
    other.write(0, rows[allowed])
    one.load(2_000)
    other.load(int(allowed.sum()))
    found = one.search(question, 20, allowed)
    alone = other.search(question, 20, np.ones(int(allowed.sum()), np.bool_))
    assert [i for i, _ in found] == [i * 3 for i, _ in alone]
    assert [c for _, c in found] == pytest.approx([c for _, c in alone], abs=1e-6)


def test_erased_rows_are_zeros_on_disk_and_their_neighbours_whole(tmp_path: Path) -> None:
    rows = directions(10, 64)
    vectors = Vectors(tmp_path / "v.f32", 64)
    vectors.write(0, rows)
    vectors.erase(4, 3)
    vectors.erase(9, 100)
    vectors.erase(50, 5)
    vectors.sync()
    held = np.fromfile(tmp_path / "v.f32", np.float32).reshape(-1, 64)
    assert not held[4:7].any()
    assert not held[9].any()
    assert (held[[0, 3, 7, 8]] == rows[[0, 3, 7, 8]]).all()
    assert not np.fromfile(tmp_path / "v.b2", np.uint64).reshape(10, -1)[4:7].any()
    assert len(held) == 10


@given(st.integers(1, 200), st.integers(0, 10_000))
def test_distance_is_the_product_of_the_levels(dimensions: int, seed: int) -> None:
    rows = directions(5, dimensions, seed)
    codes = encode(rows)
    table = np.array([distances(np.ascontiguousarray(codes.T), code) for code in codes])
    large = np.abs(rows) > np.float32(vectors_module._BORDER / dimensions**0.5)
    levels = np.where(rows > 0, 1, -1) * np.where(large, 3, 1)
    assert (9 * dimensions - 2 * table.astype(int) == levels @ levels.T).all()


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this machine has no /dev/full to write to")
    vectors = Vectors(tmp_path / "v.f32", 2)
    (tmp_path / "v.f32").unlink()
    (tmp_path / "v.f32").symlink_to(full)
    with pytest.raises(StorageFull, match=r"disk is full"):
        vectors.write(0, np.ones((1, 2), np.float32))


def test_the_embedder_brings_languages_together() -> None:
    vectors = UniversalSentenceEncoder().embed(
        ["le divorce des époux", "طلاق الزوجين", "un moteur de voiture", ""]
    )
    assert vectors.shape == (4, 512)
    assert np.linalg.norm(vectors[:3], axis=1) == pytest.approx(1, abs=1e-4)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1
    assert UniversalSentenceEncoder().embed([]).shape == (0, 512)
