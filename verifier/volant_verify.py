"""Verify a copy of a Volant ledger, or one receipt, knowing nothing but the published formats.

    python volant_verify.py ledger FOLDER --key KEY [--head FILE] [--size N] [--json]
    python volant_verify.py receipt FILE --key KEY [--json]

A second reading, by other code than the writer's: it imports nothing of Volant, only `cryptography`
(Ed25519) beside the standard library of Python 3.11, opens no connection and writes no file. KEY is
the key printed in the institution's charter: 64 hex digits, `name+id+base64`, or a file of either.
Ends with 0 (all is as it was signed), 1 (something is not) or 2 (it could not be looked at).

Formats: head, c2sp.org/signed-note and c2sp.org/tlog-checkpoint; files, c2sp.org/tlog-tiles; tree,
RFC 6962 section 2.1; bytes, RFC 8785; entries, receipts and the decision table as `README.md`
beside this file gives them. It holds a whole log in memory, about 1 kB an entry. It does not open
commitments (the words stay in the institution) and does not follow a change of key.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise, product
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LANGUAGES = ("fr", "ar", "en")
WIDTH = 256
LISTED = 1000
"""Problems that are listed; a count stands for the rest."""

LARGEST = {
    "entries": WIDTH * (2 + 65_535),
    "hashes": WIDTH * 32,
    "note": 65_536,
    "paper": 1 << 24,
}
"""Bytes a file can have: 256 entries of 16-bit lengths, 256 hashes; heads and papers, amply."""


class Malformed(ValueError):
    """Bytes that are not what their place promises."""


# --- what was found ----------------------------------------------------------------------------

WORDS: dict[str, tuple[str, str, str]] = {
    "head_missing": (
        "aucune tête lisible : {x}",
        "لا يوجد رأس مقروء: {x}",
        "no readable head: {x}",
    ),
    "head_signature": (
        "la tête n'est pas signée par la clé de ce journal",
        "الرأس غير موقّع بمفتاح هذا السجل",
        "the head is not signed by the key of this log",
    ),
    "key_replaced": (
        "la première écriture nomme une autre clé que celle qui a été donnée",
        "القيد الأول يسمي مفتاحا غير المفتاح المعطى",
        "the first entry names another key than the one given",
    ),
    "genesis": (
        "la première écriture ne fixe pas ce journal et sa clé",
        "القيد الأول لا يثبت هذا السجل ومفتاحه",
        "the first entry does not pin this log and its key",
    ),
    "root": (
        "ni les écritures ni les empreintes ne donnent la racine signée",
        "لا القيود ولا البصمات تعطي الجذر الموقّع",
        "neither the entries nor the hashes give the signed root",
    ),
    "changed": (
        "l'écriture {i} n'est pas celle qui a été signée",
        "القيد {i} ليس هو الذي وُقّع",
        "entry {i} is not the one that was signed",
    ),
    "dropped": ("l'écriture {i} manque", "القيد {i} مفقود", "entry {i} is gone"),
    "moved": (
        "l'écriture {i} n'est pas à sa place",
        "القيد {i} ليس في مكانه",
        "entry {i} is not in its place",
    ),
    "inserted": (
        "une écriture jamais signée précède l'écriture {i}",
        "يوجد قبل القيد {i} قيد لم يُوقّع قط",
        "an entry that was never signed stands before entry {i}",
    ),
    "length": (
        "la longueur notée de l'écriture {i} est fausse",
        "الطول المسجل للقيد {i} خاطئ",
        "the length noted for entry {i} is wrong",
    ),
    "malformed": (
        "l'écriture {i} a été signée mais n'est pas une écriture : {x}",
        "القيد {i} موقّع لكنه ليس قيدا سليما: {x}",
        "entry {i} was signed and is no entry: {x}",
    ),
    "link": (
        "l'écriture {i} ne renvoie pas à celle qui la précède",
        "القيد {i} لا يحيل إلى القيد الذي قبله",
        "entry {i} does not link to the one before it",
    ),
    "tile": (
        "{x} n'est pas ce qui a été signé (écriture {i})",
        "{x} ليس هو ما وُقّع (القيد {i})",
        "{x} is not what was signed (entry {i})",
    ),
    "tile_missing": ("{x} manque", "{x} مفقود", "{x} is gone"),
    "rolled_back": (
        "le journal a reculé : {x}",
        "تراجع السجل: {x}",
        "the log went back: {x}",
    ),
    "forked": (
        "les {x} premières écritures ne sont pas celles qui avaient été vues",
        "القيود الأولى ({x}) ليست هي التي سبقت رؤيتها",
        "the first {x} entries are not those seen earlier",
    ),
    "old_head": (
        "la tête vue auparavant n'est pas utilisable : {x}",
        "الرأس الذي سبقت رؤيته غير صالح: {x}",
        "the head seen earlier cannot be used: {x}",
    ),
    "receipt_malformed": (
        "ce n'est pas un reçu : {x}",
        "هذا ليس وصلا: {x}",
        "not a receipt: {x}",
    ),
    "receipt_signature": (
        "le reçu {x} n'est pas signé par cette clé",
        "الوصل {x} غير موقّع بهذا المفتاح",
        "receipt {x} is not signed by this key",
    ),
    "receipt_place": (
        "le reçu {x} est rangé sous un autre nom",
        "الوصل {x} محفوظ باسم آخر",
        "receipt {x} is kept under another name",
    ),
    "receipt_unlogged": (
        "le journal ne connaît pas le reçu {x} (écriture {i})",
        "السجل لا يعرف الوصل {x} (القيد {i})",
        "the log does not know receipt {x} (entry {i})",
    ),
    "receipt_differs": (
        "le reçu {x} n'est pas celui que note l'écriture {i}",
        "الوصل {x} ليس هو المسجل في القيد {i}",
        "receipt {x} is not the one that entry {i} records",
    ),
    "receipt_missing": (
        "le reçu {x} de l'écriture {i} manque",
        "الوصل {x} الخاص بالقيد {i} مفقود",
        "receipt {x} of entry {i} is gone",
    ),
    "probe": (
        "le reçu {x} renvoie à une sonde qui n'est pas au journal",
        "الوصل {x} يحيل إلى فحص غير موجود في السجل",
        "receipt {x} points to a probe that is not in the log",
    ),
    "policy_missing": (
        "la politique {x} suivie par l'écriture {i} n'est pas conservée",
        "السياسة {x} التي اتبعها القيد {i} غير محفوظة",
        "the policy {x} that entry {i} followed is not kept",
    ),
    "policy_unpublished": (
        "l'écriture {i} suit une politique que rien n'a publiée avant elle : {x}",
        "القيد {i} يتبع سياسة لم تُنشر قبله: {x}",
        "entry {i} follows a policy that nothing before it published: {x}",
    ),
    "case_malformed": (
        "la décision de l'écriture {i} est illisible : {x}",
        "تعذرت قراءة قرار القيد {i}: {x}",
        "the decision of entry {i} cannot be read: {x}",
    ),
    "decision": (
        "rejouée, la décision de l'écriture {i} donne {x}",
        "عند إعادة القرار المسجل في القيد {i} تكون النتيجة: {x}",
        "made again, the decision of entry {i} gives {x}",
    ),
    "sent_refused": (
        "le reçu {x} (écriture {i}) dit qu'un moteur a reçu ce qui était refusé",
        "الوصل {x} (القيد {i}) يقول إن محركا تلقى ما كان مرفوضا",
        "receipt {x} (entry {i}) says that an engine was given what was refused",
    ),
}
REMARKS: dict[str, tuple[str, str, str]] = {
    "key_not_pinned": (
        "aucune clé donnée : celle que le journal nomme lui-même a été crue",
        "لم يُعط أي مفتاح: تم تصديق المفتاح الذي يسميه السجل نفسه",
        "no key was given: the one that the log names itself was believed",
    ),
    "no_old_head": (
        "aucune tête antérieure donnée : un journal raccourci ou réécrit ne se verrait pas",
        "لم يُعط رأس سابق: لن يُكتشف سجل قُصّر أو أُعيدت كتابته",
        "no earlier head was given: a log cut short or written anew would not show",
    ),
    "unsigned_tail": (
        "des écritures se trouvent au-delà de la tête signée",
        "توجد قيود بعد الرأس الموقّع",
        "entries lie beyond the signed head",
    ),
    "witnesses": (
        "{x} autre(s) signature(s) sur la tête, non vérifiée(s) : leurs clés n'ont pas été données",
        "توقيعات أخرى على الرأس ({x}) لم يُتحقق منها: لم تُعط مفاتيحها",
        "{x} other signature(s) on the head, not checked: their keys were not given",
    ),
}
LIMITS: tuple[tuple[str, str, str], ...] = (
    ("que la réponse est vraie", "أن الجواب صحيح", "that the answer is true"),
    (
        "que le moteur nommé a vraiment calculé la réponse",
        "أن المحرك المذكور هو الذي أنتج الجواب فعلا",
        "that the engine named really computed the answer",
    ),
    (
        "que les faits notés (classe, pays, sonde) étaient exacts",
        "أن الوقائع المسجلة (الصنف، البلد، الفحص) كانت صحيحة",
        "that the facts noted (class, country, probe) were right",
    ),
    (
        "que tout ce qui s'est passé a été noté, ni que personne n'a copié l'écran",
        "أن كل ما حدث قد سُجّل، ولا أن أحدا لم ينسخ الشاشة",
        "that all that happened was noted, nor that nobody copied the screen",
    ),
    (
        "quels mots se trouvent derrière les engagements : ils ne sont pas ouverts ici",
        "أي الكلمات تقابل بصمات الالتزام: فهي لا تُفتح هنا",
        "which words stand behind the commitments: they are not opened here",
    ),
)
SAID: dict[str, tuple[str, str, str]] = {
    "good": ("Tout est tel que signé.", "كل شيء كما وُقّع.", "All is as it was signed."),
    "bad": (
        "{n} écart(s) avec ce qui a été signé :",
        "عدد الاختلافات عما وُقّع: {n}",
        "{n} departure(s) from what was signed:",
    ),
    "checked": (
        "{entries} écritures, {receipts} reçus, {cases} décisions rejouées ; racine {root}",
        "القيود: {entries}؛ الوصولات: {receipts}؛ القرارات المعادة: {cases}؛ الجذر: {root}",
        "{entries} entries, {receipts} receipts, {cases} decisions made again; root {root}",
    ),
    "limits": ("Ceci ne prouve pas :", "هذا لا يثبت:", "This does not prove:"),
    "more": ("et {n} autre(s)", "وأخرى عددها {n}", "and {n} more"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Be one departure: its code (see `WORDS`), the entry meant, and a detail."""

    code: str
    index: int | None = None
    detail: str = ""

    def say(self, language: str) -> str:
        words = (WORDS | REMARKS)[self.code][LANGUAGES.index(language)]
        return words.format(i=self.index, x=self.detail)


@dataclass(slots=True, kw_only=True)
class Report:
    """Collect what was found; `counts` says how much was looked at."""

    root: str = ""
    size: int = 0
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("entries", "receipts", "cases"), 0)
    )
    facts: dict[str, Any] = field(default_factory=dict)
    unlisted: int = 0

    @property
    def ok(self) -> bool:
        return not self.problems

    def add(self, code: str, index: int | None = None, detail: object = "") -> None:
        if len(self.problems) < LISTED:
            words = str(detail)[:200].encode("utf-8", "backslashreplace").decode()
            self.problems.append(Problem(code=code, index=index, detail=words))
        else:
            self.unlisted += 1

    def remark(self, code: str, detail: object = "") -> None:
        self.remarks.append(Problem(code=code, detail=str(detail)))


# --- canonical JSON (RFC 8785) -----------------------------------------------------------------

EXACT = 2**53 - 1


def canonical(value: Any) -> str:
    """Write a value as RFC 8785 does; raises `Malformed` for what a double cannot hold."""
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            return str(value) if abs(value) <= EXACT else canonical(float(value))
        case float():
            return _number(value)
        case list():
            return "[" + ",".join(map(canonical, value)) + "]"
        case dict():
            names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
            members = (f"{canonical(name)}:{canonical(value[name])}" for name in names)
            return "{" + ",".join(members) + "}"
    raise Malformed(f"{type(value).__name__} is not JSON")


def _number(value: float) -> str:
    """Spell a double as ECMA-262 does (Number::toString): Python's digits, its own exponents."""
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124
        raise Malformed("not a finite number")
    mantissa, _, power = repr(abs(value)).partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part.rstrip("0")).lstrip("0")
    point = len(whole) + int(power or 0) - (len(whole + part.rstrip("0")) - len(digits))
    digits = digits.rstrip("0")
    sign = "-" if value < 0 else ""
    if not digits:
        return "0"
    if len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{digits.rjust(len(digits) - point, '0')}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{point - 1:+d}"


class _Slow(Exception):
    """The quick comparison cannot judge this text."""


def _no_float(digits: str) -> float:
    raise _Slow(digits)


def _short_int(digits: str) -> int:
    if len(digits) > 15:
        raise _Slow(digits)
    return int(digits)


def read_json(data: bytes) -> Any:
    """Return the value of canonical bytes; raises `Malformed` for any other spelling."""
    try:
        text = data.decode("utf-8")
        try:
            value = json.loads(
                text, parse_float=_no_float, parse_int=_short_int, parse_constant=_no_float
            )
            again = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            if again == text and text.isascii():
                return value
        except _Slow:
            pass
        value = json.loads(text)
        if canonical(value) != text:
            raise Malformed("not canonical JSON (RFC 8785)")
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error)[:120]) from error
    return value


# --- the tree (RFC 6962, section 2.1) ----------------------------------------------------------

EMPTY = sha256(b"").digest()


def leaf_of(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return MTH over leaf hashes, one level at a time; an odd one goes up as it is."""
    level = list(hashes)
    while len(level) > 1:
        odd = [level.pop()] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha256(b"\1" + left + right).digest() for left, right in pairs] + odd
    return level[0] if level else EMPTY


@lru_cache(maxsize=2048)
def root_of_tile(tile: bytes) -> bytes:
    """Return the hash over the 32-byte items of a tile; kept, since copies share most tiles."""
    return root_of([tile[at : at + 32] for at in range(0, len(tile), 32)])


def levels_of(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return the items of each tile level: the leaves, then one hash for each full tile below."""
    levels = [list(leaves)]
    while len(levels[-1]) >= WIDTH:
        below = levels[-1]
        tiles = (b"".join(below[at : at + WIDTH]) for at in range(0, len(below), WIDTH))
        levels.append([root_of_tile(tile) for tile in tiles if len(tile) == WIDTH * 32])
    return levels


def log_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root of a whole log, through its tiles: each level's rest is a left subtree."""
    root = None
    for items in levels_of(leaves):
        rest = items[len(items) // WIDTH * WIDTH :]
        for size in (1 << bit for bit in range(8) if len(rest) >> bit & 1):
            peak, rest = root_of(rest[-size:]), rest[:-size]
            root = peak if root is None else sha256(b"\1" + peak + root).digest()
    return EMPTY if root is None else root


# --- the head (c2sp.org/signed-note, c2sp.org/tlog-checkpoint) ---------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Be a checkpoint as read; `signatures` are (name, key id and signature)."""

    text: bytes
    origin: str
    size: int
    root: bytes
    signatures: tuple[tuple[str, bytes], ...]


def unbase64(text: str) -> bytes:
    """Decode base64 of one spelling; raises `Malformed`."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("not base64") from error
    if base64.b64encode(data).decode() != text:
        raise Malformed("not canonical base64")
    return data


def read_head(note: bytes) -> Head:
    """Read a signed note whose text is a checkpoint; raises `Malformed`."""
    match = re.fullmatch(
        rb"(?P<text>(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[^\n]+)\n)\n"
        rb"(?P<lines>(?:\xe2\x80\x94 [^\n]+\n)+)",
        note,
    )
    if not match:
        raise Malformed("not origin, size, root, an empty line and signatures")
    try:
        signatures = []
        for line in match["lines"].decode("utf-8").splitlines():
            _, name, blob = line.split(" ")
            signatures.append((name, unbase64(blob)))
        root = unbase64(match["root"].decode("utf-8"))
        origin = match["origin"].decode("utf-8")
    except ValueError as error:
        raise Malformed(str(error)) from error
    if len(root) != 32:
        raise Malformed("the root is not 32 bytes")
    size = int(match["size"])
    return Head(
        text=match["text"], origin=origin, size=size, root=root, signatures=tuple(signatures)
    )


def key_id(origin: str, key: bytes) -> bytes:
    return sha256(origin.encode() + b"\n\x01" + key).digest()[:4]


def has_signed(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_head_signed(head: Head, key: bytes) -> bool:
    """Say whether the log itself signed; every signature it claims as its own must hold."""
    wanted = head.origin, key_id(head.origin, key)
    own = [blob[4:] for name, blob in head.signatures if (name, blob[:4]) == wanted]
    return bool(own) and all(has_signed(key, one, head.text) for one in own)


def read_key(text: str) -> bytes:
    """Return 32 bytes from hex, from `name+id+base64`, or from a file of either."""
    said = text.strip()
    if not re.fullmatch(r"(ed25519:)?[0-9a-fA-F]{64}|\S+\+[0-9a-f]{8}\+\S+", said):
        said = read_file(Path(text), "note").decode("utf-8", "replace").strip()
    if re.fullmatch(r"(ed25519:)?[0-9a-fA-F]{64}", said):
        return bytes.fromhex(said[-64:])
    parts = said.split("+", 2)
    key = unbase64(parts[2]) if len(parts) == 3 else b""
    if len(key) != 33 or key[:1] != b"\x01" or key_id(parts[0], key[1:]).hex() != parts[1]:
        raise Malformed("the key is neither 64 hex digits nor name+id+base64")
    return key[1:]


# --- the files (c2sp.org/tlog-tiles) -----------------------------------------------------------

START = b'{"at":"'
"""How each entry begins: canonical JSON sorts its keys."""

NAME = re.compile(r"((?:x\d{3}/)*\d{3})(?:\.p/(\d{1,3}))?")


def read_file(path: Path, kind: str) -> bytes:
    """Return the bytes of a plain file of no more than its kind can have; raises `Malformed`."""
    try:
        if not path.is_file():
            raise Malformed(f"{path.name} is not a file")
        with path.open("rb") as file:
            data = file.read(LARGEST[kind] + 1)
    except OSError as error:
        raise Malformed(f"{path.name}: {error.strerror}") from error
    if len(data) > LARGEST[kind]:
        raise Malformed(f"{path.name} is too large")
    return data


def list_tiles(folder: Path, level: str) -> dict[int, dict[int, Path]]:
    """Return the files of a level: by number, by width."""
    top, found = folder / "tile" / level, dict[int, dict[int, Path]]()
    for path in sorted(top.rglob("*")):
        match = NAME.fullmatch(path.relative_to(top).as_posix())
        if match and path.is_file():
            number = int(match[1].replace("x", "").replace("/", ""))
            found.setdefault(number, {})[int(match[2] or WIDTH)] = path
    return found


def choose(widths: dict[int, Path], width: int) -> Path:
    """Return the file of that width, else the next wider, else the widest."""
    wider = [one for one in widths if one >= width]
    return widths[min(wider) if wider else max(widths)]


@lru_cache(maxsize=512)
def open_bundle(data: bytes) -> tuple[tuple[tuple[bytes, Any], ...], tuple[int, ...]]:
    """Return (leaf hash, entry or what is wrong with it) for each entry, and the false lengths.

    Kept for whoever looks at many copies in one process: they share most bundles.
    """
    items: list[tuple[bytes, Any]] = []
    wrong: list[int] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        further = end + 2 + int.from_bytes(data[end : end + 2], "big")
        if not (_is_edge(data, end) or _is_edge(data, further)):
            wrong.append(len(items))
            following = data.find(START, at + 2 + len(START))
            end = following - 2 if following > 0 else len(data)
        entry = data[at + 2 : end]
        items.append((leaf_of(entry), _open_entry(entry)))
        at = end
    return tuple(items), tuple(wrong)


def _is_edge(data: bytes, at: int) -> bool:
    return at == len(data) or data.startswith(START, at + 2)


def _open_entry(data: bytes) -> Any:
    """Return an entry as a map, or the reason why it is none as a text."""
    try:
        entry = read_json(data)
    except Malformed as error:
        return str(error)
    match entry:
        case {
            "v": "volant.entry/1",
            "index": int(),
            "at": str(),
            "kind": str(),
            "prev": str(),
            "body": dict(),
            **others,
        } if not others:
            return entry
    return "not a volant.entry/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Be the log part of a folder as found.

    `leaves` and `entries` are in the order they lie; `bundles` are the same leaves and `hashes` the
    stored ones, both by tile.
    """

    leaves: list[bytes]
    entries: list[Any]
    bundles: dict[int, list[bytes]]
    hashes: dict[int, list[bytes]]
    bundle_files: dict[int, dict[int, Path]]
    tile_files: list[dict[int, dict[int, Path]]]


def read_copy(folder: Path, size: int, report: Report) -> Copy:
    """Read entries and hashes up to the size that the head claims."""
    files = [list_tiles(folder, str(level)) for level in range(8) if size >> 8 * level]
    copy = Copy(
        leaves=[],
        entries=[],
        bundles={},
        hashes={},
        bundle_files=list_tiles(folder, "entries"),
        tile_files=files,
    )
    for number, most, data in _read_level(copy.bundle_files, size, "entries", report):
        items, wrong = open_bundle(data)
        for place in wrong:
            report.add("length", number * WIDTH + place)
        copy.bundles[number] = [leaf for leaf, _ in items[:most]]
        copy.leaves.extend(copy.bundles[number])
        copy.entries.extend(entry for _, entry in items[:most])
    for number, most, data in _read_level(files[0] if files else {}, size, "hashes", report):
        copy.hashes[number] = [data[at : at + 32] for at in range(0, len(data), 32)][:most]
    if any(number * WIDTH + max(widths) > size for number, widths in copy.bundle_files.items()):
        report.remark("unsigned_tail")
    return copy


def _read_level(
    files: dict[int, dict[int, Path]], size: int, kind: str, report: Report
) -> Iterator[tuple[int, int | None, bytes]]:
    """Yield number, how many items count if the file holds later ones too, and bytes."""
    for number in sorted(number for number in files if number * WIDTH < size):
        width = min(WIDTH, size - number * WIDTH)
        path = choose(files[number], width)
        try:
            data = read_file(path, kind)
        except Malformed as error:
            report.add("tile_missing", number * WIDTH, error)
            continue
        yield number, None if width in files[number] else width, data


# --- which entry -------------------------------------------------------------------------------


DOUBTS = 8


def find_signed(copy: Copy, head: Head) -> list[bytes] | None:
    """Return the leaf hashes that give the signed root, from entries, hash tiles or both.

    Where the two differ on a tile, the level above says which is right; where it does not, both are
    tried, for up to `DOUBTS` such tiles.
    """
    for options in product(*_choose_tiles(copy, head.size)):
        leaves = [leaf for tile in options for leaf in tile]
        if len(leaves) == head.size and log_root(leaves) == head.root:
            return leaves
    return None


def _choose_tiles(copy: Copy, size: int) -> list[list[list[bytes]]]:
    """Return for each tile the hashes it may have; an empty list where nothing can be found."""
    above, choices, doubts = _read_above(copy), [], 0
    needed = -(-size // WIDTH)
    if not set(range(min(needed, len(copy.bundles) + len(copy.hashes) + 1))) <= (
        copy.bundles.keys() | copy.hashes.keys()
    ):
        return [[]]
    for number in range(needed):
        width = min(WIDTH, size - number * WIDTH)
        both = (copy.bundles.get(number, []), copy.hashes.get(number, []))
        options = [one for one in both if len(one) == width]
        parent = above.get(number) if width == WIDTH else None
        right = [one for one in options if root_of_tile(b"".join(one)) == parent]
        options = (right or options)[: 1 if right or options[:1] == options[1:] else 2]
        doubts += len(options) > 1
        choices.append(options)
    return choices if doubts <= DOUBTS else [[]]


def _read_above(copy: Copy) -> dict[int, bytes]:
    above = {}
    for number, widths in copy.tile_files[1].items() if len(copy.tile_files) > 1 else ():
        try:
            data = read_file(widths[max(widths)], "hashes")
        except Malformed:
            continue
        for at in range(0, len(data), 32):
            above[number * WIDTH + at // 32] = data[at : at + 32]
    return above


def name_differences(
    found: Sequence[Hashable], signed: Sequence[Hashable]
) -> Iterator[tuple[str, int]]:
    """Yield what was done to `signed` to make `found`: (changed, dropped, moved, inserted; index).

    What is in both and in order (a longest increasing run of places) stayed; what is in both and
    out of order was moved; between two that stayed, strangers stand for what is missing.
    """
    if list(found) == list(signed):
        return
    places = {leaf: place for place, leaf in enumerate(signed)}
    known = [(at, places[leaf]) for at, leaf in enumerate(found) if leaf in places]
    stayed = _longest_run(known)
    present, kept = {place for _, place in known}, {place for _, place in stayed}
    moved = sorted(present - kept)
    if len(found) == len(signed) == len(present):
        moved = [at for at, leaf in enumerate(found) if leaf != signed[at]]
    yield from (("moved", place) for place in moved)
    anchors = [(-1, -1), *stayed, (len(found), len(signed))]
    for (at, place), (next_at, next_place) in pairwise(anchors):
        missing = [one for one in range(place + 1, next_place) if one not in present]
        strangers = sum(
            found[one] not in places or places[found[one]] in kept for one in range(at + 1, next_at)
        )
        pairs = min(len(missing), strangers)
        yield from (("changed", one) for one in missing[:pairs])
        yield from (("dropped", one) for one in missing[pairs:])
        if strangers > pairs:
            yield "inserted", next_place


def _longest_run(known: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest run of (position, place) in which places rise (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for this, (_, place) in enumerate(known):
        pile = bisect_left(tops, place)
        before.append(ends[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            ends.append(this)
        else:
            tops[pile], ends[pile] = place, this
    run, this = [], ends[-1] if ends else -1
    while this >= 0:
        run.append(known[this])
        this = before[this]
    return run[::-1]


def check_tiles(copy: Copy, signed: Sequence[bytes], report: Report) -> None:
    """Hold every hash tile, and every earlier width of one, against the signed entries."""
    for level, items in enumerate(levels_of(signed)):
        files = copy.tile_files[level] if level < len(copy.tile_files) else {}
        for at in range(0, len(items), WIDTH):
            width = min(WIDTH, len(items) - at)
            if not any(one >= width for one in files.get(at // WIDTH, {})):
                report.add("tile_missing", at << 8 * level, f"tile/{level} {at // WIDTH}")
        for number, widths in files.items():
            right = b"".join(items[number * WIDTH : (number + 1) * WIDTH])
            for width, path in widths.items():
                first = number << 8 * (level + 1)
                _check_tile(path, width, right, first=first, level=level, report=report)
    for number, widths in copy.bundle_files.items():
        for width, path in widths.items():
            _check_bundle(path, width, signed[number * WIDTH :], number * WIDTH, report)


def _check_tile(
    path: Path, width: int, right: bytes, *, first: int, level: int, report: Report
) -> None:
    try:
        data = read_file(path, "hashes")
    except Malformed as error:
        report.add("tile_missing", first, error)
        return
    if len(data) == width * 32 and data[: len(right)] == right[: len(data)]:
        return
    pairs = enumerate(zip(data, right, strict=False))
    at = next((at for at, (found, wanted) in pairs if found != wanted), 0)
    report.add("tile", first + (at // 32 << 8 * level), path.name)


def _check_bundle(
    path: Path, width: int, right: Sequence[bytes], first: int, report: Report
) -> None:
    """Hold an earlier width of a bundle against the entries; the newest was read before."""
    if width >= min(WIDTH, len(right)):
        return
    try:
        items, _ = open_bundle(read_file(path, "entries"))
    except Malformed as error:
        report.add("tile_missing", first, error)
        return
    leaves = [leaf for leaf, _ in items]
    if leaves != list(right[:width]):
        pairs = zip(leaves, right, strict=False)
        at = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(leaves), width - 1))
        report.add("tile", first + at, f"{path.parent.name}/{path.name}")


def check_links(copy: Copy, signed: Sequence[bytes], report: Report) -> dict[int, dict[str, Any]]:
    """Check the words of each entry that was signed, wherever it lies; return those, by place."""
    places, good = {leaf: place for place, leaf in enumerate(signed)}, {}
    for leaf, entry in zip(copy.leaves, copy.entries, strict=True):
        place = places.get(leaf)
        if place is None:
            continue
        if isinstance(entry, str) or entry["index"] != place:
            report.add("malformed", place, entry if isinstance(entry, str) else entry["index"])
            continue
        if entry["prev"] != "sha256:" + (signed[place - 1] if place else EMPTY).hex():
            report.add("link", place)
        good[place] = entry
    return good


def follow_links(copy: Copy, size: int, papers: dict[str, Paper], report: Report) -> None:
    """Where nothing gives the signed root, name what numbers, links and receipts contradict."""
    claimed = [one["index"] if isinstance(one, dict) else None for one in copy.entries]
    leaves = dict(zip(claimed, copy.leaves, strict=True))
    last = max((one for one in claimed if one is not None), default=-1)
    numbers: list[int | None] = [one if one is not None else -1 for one in claimed]
    for code, index in name_differences(numbers, range(min(size, last + 1))):
        report.add(code, index)
    if last + 1 < size:
        report.add("dropped", last + 1)
    links = {one["index"]: one["prev"] for one in copy.entries if isinstance(one, dict)}
    links |= {one.payload["log"]["index"]: one.payload["log"]["prev"] for one in papers.values()}
    for index, link in sorted(links.items()):
        before = leaves.get(index - 1)
        if before is not None and link != "sha256:" + before.hex():
            report.add("changed", index - 1)


# --- receipts ----------------------------------------------------------------------------------

LINK = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Be a receipt as read: what it says, its signed bytes, its signature."""

    payload: dict[str, Any]
    signed: bytes
    kid: str
    signature: bytes

    @property
    def id(self) -> str:
        return str(self.payload["id"])


def read_receipt(data: bytes) -> Paper:
    """Read the file that a person was handed; raises `Malformed`."""
    whole = read_json(data.removesuffix(b"\n"))
    match whole:
        case {"alg": "Ed25519", "kid": str(kid), "payload": dict(payload), "sig": str(sig), **rest}:
            if rest or not _is_payload(payload):
                raise Malformed("a field is missing or unexpected")
            signed = canonical(payload).encode()
            return Paper(payload=payload, signed=signed, kid=kid, signature=unbase64(sig))
    raise Malformed("not a signed receipt")


def _is_payload(payload: dict[str, Any]) -> bool:
    match payload:
        case {
            "v": "volant.receipt/1",
            "id": str(name),
            "at": str(),
            "request": {"commit": str()},
            "policy": {"outcome": str(), "rules": list()},
            "log": {"origin": str(), "index": int(index), "prev": str(prev)},
        }:
            shaped = re.fullmatch(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", name) and LINK.fullmatch(prev)
            return bool(shaped) and index > 0
    return False


def is_receipt_signed(paper: Paper, key: bytes) -> bool:
    """Say whether this key signed these very bytes, under the name of this log."""
    kid = key_id(paper.payload["log"]["origin"], key).hex()
    return paper.kid == kid and has_signed(key, paper.signature, paper.signed)


def read_papers(folder: Path, key: bytes | None, report: Report) -> dict[str, Paper]:
    """Return the signed receipts of a folder. Those on their way are lines of a file."""
    found = {}
    for path in sorted((folder / "receipts").glob("*/*")):
        if path.name.startswith("."):
            continue
        pending = path.parent.name == "pending"
        try:
            data = read_file(path, "paper")
            papers = list(map(read_receipt, data.splitlines(keepends=True) if pending else [data]))
        except Malformed as error:
            report.add("receipt_malformed", None, f"{path.name}: {error}")
            continue
        for paper in papers:
            at = paper.payload["log"]["index"]
            if key is not None and not is_receipt_signed(paper, key):
                report.add("receipt_signature", at, paper.id)
            elif not pending and path != folder / "receipts" / paper.id[:5] / f"{paper.id}.json":
                report.add("receipt_place", at, paper.id)
            elif not pending or paper.id not in found:
                found[paper.id] = paper
    return found


def check_papers(
    folder: Path,
    papers: dict[str, Paper],
    entries: dict[int, dict[str, Any]],
    signed: Sequence[bytes],
    head: Head,
    *,
    report: Report,
) -> None:
    """Hold each receipt against its entry, and each entry against its receipt."""
    for name, paper in papers.items():
        log = paper.payload["log"]
        at, entry = log["index"], entries.get(log["index"])
        if log["origin"] != head.origin or at >= len(signed):
            if (folder / "receipts" / name[:5] / f"{name}.json").exists():
                report.add("receipt_unlogged", at, name)
        elif entry is not None:
            _check_paper(name, paper, entry, "sha256:" + signed[at - 1].hex(), report)
            _check_probe(name, paper, entries, report)
    for at, entry in entries.items():
        name = str(entry["body"].get("receipt"))
        if entry["kind"] in {"answer", "denial"} and name not in papers:
            report.add("receipt_missing", at, name)


def _check_paper(
    name: str, paper: Paper, entry: dict[str, Any], before: str, report: Report
) -> None:
    at, body = entry["index"], entry["body"]
    issued = entry["kind"] in {"answer", "denial"} and body.get("receipt") == name
    if not issued:
        report.add("receipt_unlogged", at, name)
    elif body.get("payload") != "sha256:" + sha256(paper.signed).hexdigest():
        report.add("receipt_differs", at, name)
    elif paper.payload["log"]["prev"] != before:
        report.add("link", at)


def _check_probe(
    name: str, paper: Paper, entries: dict[int, dict[str, Any]], report: Report
) -> None:
    place = paper.payload.get("place")
    probe = place.get("probe") if isinstance(place, dict) else None
    if probe is not None:
        logged = entries.get(probe) if isinstance(probe, int) else None
        if logged is None or logged["kind"] != "egress_probe":
            report.add("probe", paper.payload["log"]["index"], name)


# --- the decision, made again ------------------------------------------------------------------

CLASSES, ZONES = ("D0", "D1", "D2", "D3", "D4"), ("Z0", "Z1", "Z2", "Z3", "Z4")
CLOSED, EXPIRED = ("DENIED", ["FAIL-CLOSED"]), ("DENIED", ["POLICY-EXPIRED"])
SENDING = ("ALLOWED", "PSEUDONYMISED", "APPROVED_BY_HUMAN")

Rule = tuple[str, Callable[[dict[str, Any], dict[str, Any], dict[str, Any], str], Any]]

BESIDE: tuple[Rule, ...] = (
    (
        "MODEL-CHANGED",
        lambda f, s, p, top: (
            s.get("weights")
            and s["weights"] != f.get("weights", "")
            and top >= p["weights"]["from"]
        ),
    ),
    ("PROOF-OLD", lambda f, s, p, top: s.get("proof") == "old" and top >= p["proof"]["from"]),
    ("GATE-MIN", lambda f, s, p, top: s["gate"] < p["gate"][top]),
    ("EVAL-LANG", lambda f, s, p, top: f.get("public") and f.get("tag", "") not in s["tested"]),
    ("BUDGET", lambda f, s, p, top: not f.get("affordable", True)),
)
"""Rules beside the table: (code, when it refuses) of facts, standing, policy, highest class."""

LACKS: tuple[tuple[str, str, Callable[[dict[str, Any], dict[str, Any]], Any]], ...] = (
    ("basis", "L0908-43", lambda f, s: f.get("basis") or s.get("basis")),
    ("cndp", "L0908-12", lambda f, s: f.get("cndp") or s.get("cndp")),
    (
        "authorisation",
        "L0908-12",
        lambda f, s: f.get("authorisation") or s.get("authorisation"),
    ),
    ("risk-study", "D224921-2", lambda f, s: s.get("risk_study")),
    ("no-residue", "RESIDUE", lambda f, s: not f.get("pseudonymised") or f.get("residue") == 0),
)
"""What a cell of the table may ask: (word, code if it is lacking, whether it is there)."""


def decide(
    facts: dict[str, Any], standing: dict[str, Any], policy: dict[str, Any], digest: str
) -> tuple[str, list[str]]:
    """Return the outcome and the rules that a policy gives; anything unforeseen is refused."""
    try:
        agree = (
            not facts.get("faults")
            and facts["day"] == standing["day"]
            and _day(policy["published"]) <= _day(facts["day"])
            and standing["policy"] == digest
        )
        if agree and _day(facts["day"]) > _day(policy["expires"]):
            return EXPIRED
        return _decide(facts, standing, policy) if agree else CLOSED
    except (KeyError, TypeError, ValueError, AttributeError):
        return CLOSED


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _decide(
    facts: dict[str, Any], standing: dict[str, Any], policy: dict[str, Any]
) -> tuple[str, list[str]]:
    classes, zone = facts.get("classes") or ["D3"], standing["zone"]
    if not set(classes) <= set(CLASSES) or zone not in ZONES:
        return CLOSED
    top = max(classes)
    words = {word for row in classes for word in policy["table"].get(row, {}).get(zone, [])}
    never = sorted(word.removeprefix("deny:") for word in words if word.startswith("deny:"))
    refused = [code for code, refuses in BESIDE if refuses(facts, standing, policy, top)]
    refused += [code for word, code, has in LACKS if word in words and not has(facts, standing)]
    refused += never
    unplaced = [] if standing["country"] else ["ZONE-UNKNOWN"]
    if refused:
        return "DENIED", [*dict.fromkeys(refused), *unplaced]
    return _allow(facts, zone, top, words, unplaced)


def _allow(
    facts: dict[str, Any], zone: str, top: str, words: set[str], unplaced: list[str]
) -> tuple[str, list[str]]:
    near = {"Z0": "OK-LOCAL"} | ({} if top == "D0" else {"Z1": "OK-NATIONAL", "Z2": "OK-NATIONAL"})
    place = near.get(zone, "OK-PUBLIC" if top == "D0" else "")
    rules = [place] if place else []
    rules += unplaced
    if facts.get("purpose", "answer") != "answer" and zone != "Z0":
        rules.append("TOOL-ZONE")
    outcome, waits = "ALLOWED", False
    if "pseudonymise" in words:
        outcome, waits = "PSEUDONYMISED", not facts.get("pseudonymised")
        rules.append("PSEUDO-n")
    if "approve" in words:
        outcome, waits = "APPROVED_BY_HUMAN", waits or not facts.get("approved_by")
        rules.append("APPROVAL")
    if "basis" in words:
        rules.append("BASIS")
    if facts.get("exempt") and facts.get("public"):
        rules.append("L3113-7")
    if facts.get("legal_effect"):
        rules.append("L0908-11")
    return ("PENDING" if waits else outcome), rules


def read_policies(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the policies kept beside the log, by the SHA-256 of their bytes."""
    found = {}
    for path in sorted((folder / "policies").glob("*.json")):
        try:
            data = read_file(path, "paper")
            policy = read_json(data)
        except Malformed:
            continue
        if isinstance(policy, dict):
            found["sha256:" + sha256(data).hexdigest()] = policy
    return found


def check_cases(
    folder: Path, entries: dict[int, dict[str, Any]], papers: dict[str, Paper], report: Report
) -> None:
    """Make every logged decision again, under the policy it names."""
    policies, published = read_policies(folder), set()
    for at, entry in sorted(entries.items()):
        body = entry["body"]
        if entry["kind"] == "policy_published":
            published.add(body.get("digest"))
        if "case" not in body:
            continue
        match body["case"]:
            case {
                "facts": dict(facts),
                "standing": {"policy": str(digest)} as standing,
                "outcome": str(outcome),
                "rules": list(rules),
            }:
                report.counts["cases"] += 1
            case _:
                report.add("case_malformed", at)
                continue
        if digest not in published:
            report.add("policy_unpublished", at, digest)
        if digest not in policies:
            report.add("policy_missing", at, digest)
            continue
        again = decide(facts, standing, policies[digest], digest)
        if again != (outcome, rules):
            report.add("decision", at, " ".join((again[0], *again[1])))
        paper = papers.get(str(body.get("receipt")))
        if paper is not None and outcome not in SENDING and _says_sent(paper):
            report.add("sent_refused", at, paper.id)


def _says_sent(paper: Paper) -> bool:
    """Say whether a receipt commits to a text that an engine was given."""
    sent = paper.payload.get("sent")
    return isinstance(sent, dict) and "commit" in sent


# --- a whole ledger, one receipt ---------------------------------------------------------------


def verify_ledger(
    folder: Path, *, key: bytes | None = None, old: bytes | None = None, size: int = 0
) -> Report:
    """Return every departure of a copy from what was signed; only reads.

    `old` is a head (signed note) seen earlier, `size` a number of entries known to have been there.
    """
    report = Report()
    try:
        head = read_head(read_file(folder / "checkpoint", "note"))
    except Malformed as error:
        report.add("head_missing", None, error)
        return report
    report.root, report.size = head.root.hex(), head.size
    copy = read_copy(folder, head.size, report)
    key = _choose_key(copy, key, head, report)
    _check_head(head, key, report)
    signed = find_signed(copy, head)
    if signed is None:
        report.add("root")
        follow_links(copy, head.size, read_papers(folder, key, report), report)
    else:
        _check_signed(folder, copy, signed, head, key, report=report)
    _check_growth(head, signed, key, old, size, report=report)
    return report


def _check_signed(
    folder: Path,
    copy: Copy,
    signed: list[bytes],
    head: Head,
    key: bytes | None,
    *,
    report: Report,
) -> None:
    for code, index in name_differences(copy.leaves, signed):
        report.add(code, index)
    check_tiles(copy, signed, report)
    entries = check_links(copy, signed, report)
    papers = read_papers(folder, key, report)
    report.counts |= {"entries": len(entries), "receipts": len(papers)}
    check_papers(folder, papers, entries, signed, head, report=report)
    check_cases(folder, entries, papers, report)


def _choose_key(copy: Copy, pinned: bytes | None, head: Head, report: Report) -> bytes | None:
    named = None
    match copy.entries[0] if copy.entries else None:
        case {"kind": "genesis", "body": {"origin": head.origin, "public_key": str(text)}}:
            if re.fullmatch(r"ed25519:[0-9a-f]{64}", text):
                named = bytes.fromhex(text[8:])
    if named is None and head.size:
        report.add("genesis", 0)
    if pinned is None:
        report.remark("key_not_pinned")
    elif named is not None and named != pinned:
        report.add("key_replaced", 0)
    return pinned or named


def _check_head(head: Head, key: bytes | None, report: Report) -> None:
    if key is None or not is_head_signed(head, key):
        report.add("head_signature")
    others = sum(name != head.origin for name, _ in head.signatures)
    if others:
        report.remark("witnesses", others)


def _check_growth(
    head: Head,
    signed: Sequence[bytes] | None,
    key: bytes | None,
    note: bytes | None,
    size: int,
    *,
    report: Report,
) -> None:
    if head.size < size:
        report.add("rolled_back", head.size, f"{head.size} < {size}")
    if note is None:
        if not size:
            report.remark("no_old_head")
        return
    try:
        old = read_head(note)
    except Malformed as error:
        report.add("old_head", None, error)
        return
    if old.origin != head.origin or key is None or not is_head_signed(old, key):
        report.add("old_head", None, old.origin)
    elif old.size > head.size:
        report.add("rolled_back", head.size, f"{head.size} < {old.size}")
    elif signed is not None and log_root(signed[: old.size]) != old.root:
        report.add("forked", None, old.size)


def verify_receipt(data: bytes, key: bytes) -> Report:
    """Return whether one receipt is what this key signed; its place in the log is not looked at."""
    report = Report()
    try:
        paper = read_receipt(data)
    except Malformed as error:
        report.add("receipt_malformed", None, error)
        return report
    report.counts["receipts"] = 1
    report.facts = paper.payload
    if not is_receipt_signed(paper, key):
        report.add("receipt_signature", None, paper.id)
    return report


# --- saying it ---------------------------------------------------------------------------------


def to_text(report: Report, language: str) -> str:
    """Return the report for a reader: the verdict first, what it does not prove last."""
    at = LANGUAGES.index(language)
    total = len(report.problems) + report.unlisted
    lines = [SAID["good"][at] if report.ok else SAID["bad"][at].format(n=total)]
    lines += [f"  {one.say(language)} [{one.code}]" for one in report.problems]
    if report.unlisted:
        lines.append("  " + SAID["more"][at].format(n=report.unlisted))
    if report.root:
        lines.append(SAID["checked"][at].format(root=report.root, **report.counts))
    lines += [f"- {one.say(language)}" for one in report.remarks]
    lines += [f"{name}: {value}" for name, value in _flatten(report.facts)]
    return "\n".join([*lines, SAID["limits"][at], *(f"- {one[at]}" for one in LIMITS), ""])


def _flatten(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, member in value.items():
            yield from _flatten(member, f"{name}.{key}" if name else key)
    elif value:
        yield name, json.dumps(value, ensure_ascii=False)


def to_json(report: Report, language: str) -> str:
    """Return the report for a program: problems as code, index and message."""
    at = LANGUAGES.index(language)
    said = {
        "ok": report.ok,
        "size": report.size,
        "root": report.root,
        "checked": report.counts,
        "problems": [asdict(one) | {"message": one.say(language)} for one in report.problems],
        "unlisted": report.unlisted,
        "remarks": [asdict(one) | {"message": one.say(language)} for one in report.remarks],
        "facts": report.facts,
        "not_proved": [one[at] for one in LIMITS],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def main(arguments: Iterable[str] | None = None) -> int:
    """Read the command line, verify, say it; return the exit code."""
    options = _parser().parse_args(None if arguments is None else list(arguments))
    try:
        key = read_key(options.key) if options.key else None
        if options.what == "receipt":
            report = verify_receipt(read_file(Path(options.path), "paper"), key or b"")
        else:
            old = read_file(Path(options.head), "note") if options.head else None
            folder = Path(options.path)
            if not folder.is_dir():
                raise Malformed(f"{options.path} is not a folder")
            report = verify_ledger(folder, key=key, old=old, size=options.size)
    except Malformed as error:
        sys.stderr.write(f"volant_verify: {error}\n")
        return 2
    say = to_json if options.json else to_text
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.stdout.write(say(report, options.language))
    return 0 if report.ok else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="volant_verify.py", description=__doc__.split("\n")[0])
    verbs = parser.add_subparsers(dest="what", required=True)
    for verb, path in (("ledger", "FOLDER"), ("receipt", "FILE")):
        one = verbs.add_parser(verb)
        one.add_argument("path", metavar=path)
        one.add_argument("--key", required=verb == "receipt", help="the key printed in the charter")
        one.add_argument("--json", action="store_true", help="for a program")
        one.add_argument("--language", choices=LANGUAGES, default="fr")
        if verb == "ledger":
            one.add_argument("--head", help="a head (checkpoint file) seen earlier")
            one.add_argument("--size", type=int, default=0, help="entries known to have been there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
