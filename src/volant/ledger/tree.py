"""Hash a list of entries into one root, and prove what is in it (RFC 6962, RFC 9162 section 2.1).

Pure functions over hashes of 32 bytes; nothing here knows of files or signatures. A proof is
built from `subtree(start, end)`, the hash over entries `start` to `end`, so that the same code
serves a list in memory and tiles on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from hashlib import sha256

Subtree = Callable[[int, int], bytes]

EMPTY = sha256(b"").digest()
"""The root of a tree without entries (RFC 9162, section 2.1.1)."""


def hash_leaf(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def hash_pair(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def hash_tree(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes. Pairing each level left to right gives RFC 6962's tree.

    >>> hash_tree([hash_leaf("ورقة".encode())]) == hash_leaf("ورقة".encode())
    True
    """
    level = list(leaves)
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [hash_pair(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)] + odd
    return level[0] if level else EMPTY


def fold(peaks: Sequence[bytes]) -> bytes:
    """Join the roots of perfect subtrees, largest first, into the root of the whole."""
    if not peaks:
        return EMPTY
    return reduce(lambda right, left: hash_pair(left, right), reversed(peaks))


def split(size: int) -> int:
    """Return the largest power of two smaller than `size` (size > 1)."""
    return 1 << ((size - 1).bit_length() - 1)


def cut(size: int) -> list[tuple[int, int]]:
    """Return the perfect subtrees of `size` entries as half-open ranges, largest first."""
    ranges, start = [], 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            ranges.append((start, start + (1 << bit)))
            start += 1 << bit
    return ranges


def prove_inclusion(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the audit path of entry `index` in the tree of `size` entries, leaf side first."""
    if not 0 <= index < size:
        raise ValueError(f"entry {index} is not in a tree of {size}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return path[::-1]


def prove_consistency(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Return the proof that the tree of `old` entries is a prefix of the tree of `new`."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} has no prefix of {old}")
    if old in (0, new):
        return []
    path, start, end, whole = [], 0, new, True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start, whole = middle, False
    return ([] if whole else [subtree(start, end)]) + path[::-1]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Say whether the proof leads from a leaf hash to the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = hash_pair(step, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = hash_pair(found, step)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def check_consistency(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether the old tree is a prefix of the new one (RFC 9162, section 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old in (0, new):
        return not proof and old_root == (EMPTY if old == 0 else new_root)
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    return bool(steps) and _climb(steps, node, last) == (old_root, new_root)


def _climb(steps: Sequence[bytes], node: int, last: int) -> tuple[bytes, bytes] | None:
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = hash_pair(step, old), hash_pair(step, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = hash_pair(new, step)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None
