"""Hold the tree against RFC 6962: known roots, its recursive definition, and proofs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.ledger.tiles import Edge
from volant.ledger.tree import (
    EMPTY,
    check_consistency,
    check_inclusion,
    hash_leaf,
    hash_pair,
    hash_tree,
    prove_consistency,
    prove_inclusion,
)

# The eight inputs and their roots used by certificate transparency's own tests.
INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [hash_leaf(bytes.fromhex(text)) for text in INPUTS]


def define(leaves: Sequence[bytes]) -> bytes:
    """Be RFC 6962's section 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hash_pair(define(leaves[:k]), define(leaves[k:]))


def number(count: int) -> list[bytes]:
    return [hash_leaf(index.to_bytes(4, "big")) for index in range(count)]


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size: int) -> None:
    assert hash_tree(LEAVES[:size]).hex() == ROOTS[size]


@given(st.integers(0, 700))
def test_root_is_the_recursive_definition(size: int) -> None:
    leaves = number(size)
    assert hash_tree(leaves) == define(leaves)


@given(st.data())
def test_inclusion_is_proved_and_nothing_else(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    leaves = number(size)
    root = hash_tree(leaves)
    proof = prove_inclusion(index, size, lambda start, end: hash_tree(leaves[start:end]))
    assert check_inclusion(leaves[index], index, size, proof, root)
    wrong = data.draw(st.integers(0, size - 1).filter(lambda other: other != index or size == 1))
    assert size == 1 or not check_inclusion(leaves[index], wrong, size, proof, root)
    assert not check_inclusion(hash_leaf(b"other"), index, size, proof, root)
    assert not check_inclusion(leaves[index], index, size, [*proof, root], root)
    assert not proof or not check_inclusion(leaves[index], index, size, proof[:-1], root)
    assert not check_inclusion(leaves[index], size, size, proof, root)
    assert not check_inclusion(leaves[index], -1, size, proof, root)


@given(st.data())
def test_consistency_is_proved_and_nothing_else(data: st.DataObject) -> None:
    new = data.draw(st.integers(0, 300))
    old = data.draw(st.integers(0, new))
    leaves = number(new)
    roots = hash_tree(leaves[:old]), hash_tree(leaves)
    proof = prove_consistency(old, new, lambda start, end: hash_tree(leaves[start:end]))
    assert check_consistency(old, roots[0], new, roots[1], proof)
    other = hash_leaf(b"other")
    assert not check_consistency(old, other, new, roots[1], proof)
    assert old == 0 or not check_consistency(old, roots[0], new, other, proof)
    assert not check_consistency(old, roots[0], new, roots[1], [*proof, other])
    assert not proof or not check_consistency(old, roots[0], new, roots[1], proof[:-1])
    assert not check_consistency(new + 1, roots[0], new, roots[1], proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
def test_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        prove_inclusion(index, size, lambda start, end: EMPTY)
    with pytest.raises(ValueError, match="no prefix"):
        prove_consistency(size + 1, size, lambda start, end: EMPTY)


@given(st.lists(st.integers(1, 700), max_size=6))
def test_the_edge_gives_the_root_however_it_grew(steps: list[int]) -> None:
    leaves, edge = number(sum(steps)), Edge(size=0, levels=())
    for step in steps:
        edge, _ = edge.grow(leaves[edge.size : edge.size + step])
    assert edge.size == len(leaves)
    assert edge.find_root() == hash_tree(leaves)


def test_the_edge_beyond_two_levels() -> None:
    leaves = number(66_000)
    edge, changed = Edge(size=0, levels=()).grow(leaves[:65_536])
    assert edge.find_root() == hash_tree(leaves[:65_536])
    assert [(level, place, len(tile)) for level, place, tile in changed[-2:]] == [
        (1, 0, 256),
        (2, 0, 1),
    ]
    assert edge.grow(leaves[65_536:])[0].find_root() == hash_tree(leaves)
