"""Find which entry was touched, from the copies of its hash that a log holds.

An entry's hash is in its own bytes, in a hash tile, in the entry after it (`prev`), in the signed
receipt after it, and under the signed root. Whatever gives the signed root is taken as the
reference, and the rest is compared with it. If nothing does, the links between entries are all
that is left, and they are believed from the end backwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from volant.ledger.entry import Entry
from volant.ledger.evidence import Evidence
from volant.ledger.findings import Findings
from volant.ledger.tiles import ENTRIES, WIDTH
from volant.ledger.tree import hash_leaf, hash_tree

_WORDS = {
    "entry_changed": "entry {} is not the one that was signed",
    "entry_dropped": "entry {} is gone",
    "entry_swapped": "entry {} stands in the place of another",
    "entry_inserted": "an entry that was never signed stands before entry {}",
}


def find_reference(evidence: Evidence, leaves: Sequence[bytes]) -> list[bytes] | None:
    """Return the leaf hashes that give the root the checkpoint claims, or None.

    Without a readable checkpoint it is the hash tiles where they are whole, else the entries.
    """
    candidates = [*_mix(evidence), list(leaves)]
    whole = [hashes for hashes in candidates if len(hashes) == evidence.size]
    if evidence.head is None:
        return whole[0] if whole else None
    root = evidence.head.root
    return next((hashes for hashes in whole if hash_tree(hashes) == root), None)


def _mix(evidence: Evidence) -> Iterator[list[bytes]]:
    """Yield leaf hashes pieced together: for each tile, from entries or from hashes."""
    tiles = evidence.tiles[0] if evidence.tiles else ()
    yield [item for tile in tiles for item in tile]
    if len(tiles) != len(evidence.bundles):
        return
    above = [item for tile in evidence.tiles[1] for item in tile] if evidence.size >= WIDTH else []
    pieces: list[tuple[bytes, ...]] = []
    for number, (tile, bundle) in enumerate(zip(tiles, evidence.bundles, strict=True)):
        other = tuple(map(hash_leaf, bundle))
        parent = above[number] if number < len(above) else None
        pieces.append(other if tile != other and hash_tree(other) == parent else tile)
    yield [item for piece in pieces for item in piece]
    if pieces:
        pieces[-1] = tuple(map(hash_leaf, evidence.bundles[-1]))
        yield [item for piece in pieces for item in piece]


def compare_entries(
    leaves: Sequence[bytes], reference: Sequence[bytes], findings: Findings
) -> None:
    """Report each entry that is not where, or not what, the reference says."""
    run: list[int] = []
    for code, index in align(leaves, reference):
        if code == "entry_dropped":
            if run and index != run[-1] + 1:
                _report_run(run, findings)
                run = []
            run.append(index)
        else:
            findings.add(index, code, _WORDS[code].format(index))
    if run:
        _report_run(run, findings)


def _report_run(run: Sequence[int], findings: Findings) -> None:
    words = _WORDS["entry_dropped"].format(run[0])
    if len(run) > 1:
        words = f"entries {run[0]} to {run[-1]} are gone"
    findings.add(run[0], "entry_dropped", words)


def align(found: Sequence[bytes], expected: Sequence[bytes]) -> Iterator[tuple[str, int]]:
    """Yield what was done to `expected` to make `found`, as (code, index), in one pass.

    Hashes are unique, since an entry holds its own index; so one that is elsewhere was moved, and
    one that is nowhere was dropped or changed.
    """
    present, places = set(found), set(expected)
    seen: set[bytes] = set()
    i = j = 0
    while i < len(expected) or j < len(found):
        item = found[j] if j < len(found) else None
        wanted = expected[i] if i < len(expected) else None
        left = right = 1
        if item != wanted:
            foreign = item is None or item not in places or item in seen
            absent = wanted is None or wanted not in present
            code, left, right = _judge(item, wanted, foreign=foreign, absent=absent)
            yield code, i
        i, j = i + left, j + right
        if right and item is not None:
            seen.add(item)


def _judge(
    item: bytes | None, wanted: bytes | None, *, foreign: bool, absent: bool
) -> tuple[str, int, int]:
    """Return the code, and how many to go on in what was expected and what was found."""
    if item is None:
        return "entry_dropped", 1, 0
    if wanted is None:
        return "entry_inserted", 0, 1
    if foreign:
        return ("entry_changed", 1, 1) if absent else ("entry_inserted", 0, 1)
    return ("entry_dropped", 1, 0) if absent else ("entry_swapped", 1, 1)


def compare_tiles(evidence: Evidence, reference: Sequence[bytes], findings: Findings) -> None:
    """Report each hash tile that does not follow from the reference."""
    expected, reach = list(reference), 1
    for level in range(len(evidence.tiles)):
        tiles = evidence.tiles[level]
        for number in range(-(-len(expected) // WIDTH)):
            right = tuple(expected[number * WIDTH : (number + 1) * WIDTH])
            found = tiles[number] if number < len(tiles) else ()
            _compare_tile(found, right, (number * WIDTH, reach, level), findings)
        full = len(expected) // WIDTH
        expected = [hash_tree(expected[n * WIDTH : (n + 1) * WIDTH]) for n in range(full)]
        reach *= WIDTH
    _compare_parts(evidence, reference, findings)


def _compare_tile(
    found: Sequence[bytes],
    right: Sequence[bytes],
    place: tuple[int, int, int],
    findings: Findings,
) -> None:
    start, reach, level = place
    if found == right:
        return
    index = (start + _find_difference(found, right)) * reach
    code, words = ("tile_changed", "is not what") if found else ("tile_missing", "is gone, though")
    findings.add(index, code, f"the hash of entry {index} at level {level} {words} was signed")


def _find_difference(found: Sequence[bytes], right: Sequence[bytes]) -> int:
    pairs = zip(found, right, strict=False)
    same = min(len(found), len(right))
    return next((i for i, (one, other) in enumerate(pairs) if one != other), same)


def _compare_parts(evidence: Evidence, reference: Sequence[bytes], findings: Findings) -> None:
    levels = [list(reference)]
    while len(levels[-1]) >= WIDTH:
        below = levels[-1]
        full = range(0, len(below) // WIDTH * WIDTH, WIDTH)
        levels.append([hash_tree(below[start : start + WIDTH]) for start in full])
    for level, number, part in evidence.parts:
        depth = 0 if level == ENTRIES else int(level)
        hashes = tuple(map(hash_leaf, part.items)) if level == ENTRIES else part.items
        right = tuple(levels[depth][number * WIDTH : number * WIDTH + part.width])
        if hashes != right:
            index = (number * WIDTH + _find_difference(hashes, right)) * WIDTH**depth
            findings.add(index, "part_changed", f"{part.path}, an earlier tile, was changed")


def follow_links(
    leaves: Sequence[bytes],
    entries: Mapping[int, Entry],
    signed: Mapping[int, bytes],
    findings: Findings,
) -> None:
    """Report entries that the entry after them, or a signed receipt, does not recognise.

    `entries` are those that could be read, by place; `signed` gives, from receipts, the hash of
    the entry before each place.
    """
    bad: set[int] = set()
    for index in reversed(range(len(leaves))):
        after = entries.get(index + 1)
        claim = signed.get(index + 1)
        if claim is None and after is not None and index + 1 not in bad:
            claim = after.prev
        own = entries.get(index)
        if own is None or own.index != index or (claim is not None and claim != leaves[index]):
            bad.add(index)
    for index in sorted(bad):
        findings.add(index, "entry_changed", f"entry {index} does not fit the one after it")
