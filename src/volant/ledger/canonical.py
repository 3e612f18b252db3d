"""Write JSON so that the same value always gives the same bytes (RFC 8785, June 2020).

What is hashed and signed here is bytes, so two programs must agree on them. This file knows
nothing of receipts or entries. Trade-off: integers beyond 2**53 - 1 are refused rather than
rounded (RFC 8785, section 3.2.2.3 and appendix D), and so are NaN and the infinities. Plain values,
nearly all there are, are written by msgspec, whose bytes are the same, fifteen times as fast.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from volant.errors import LedgerError

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

LARGEST = 2**53 - 1
"""The largest integer a double holds exactly (RFC 7493, section 2.2)."""


_quote = json.JSONEncoder(ensure_ascii=False).encode
"""Spell texts, booleans and null as RFC 8785, section 3.2.2, does; so does Python's encoder."""


_write_plain = msgspec.json.Encoder(order="sorted").encode
_LEAVES = frozenset((str, bool, type(None)))
_NUMBERS = frozenset((int, float))
_MOST = 100_000


def encode(value: Json) -> bytes:
    """Return the canonical bytes of a value, UTF-8.

    Raises `LedgerError` for what JSON or a double cannot hold.

    >>> encode({"ville": "تازة", "articles": [1.0, 25], "au": None}).decode()
    '{"articles":[1,25],"au":null,"ville":"تازة"}'
    """
    try:
        if _is_plain(value):
            return _write_plain(value)
        return _write(value).encode("utf-8")
    except (UnicodeEncodeError, RecursionError) as error:
        raise LedgerError(f"value cannot be written as canonical JSON: {error}") from error


def _is_plain(value: object) -> bool:
    """Say whether msgspec writes a value as RFC 8785 does.

    It sorts keys by code point, the same as by UTF-16 unit in ASCII, and writes 1.0 and numbers
    with an exponent in its own way. Subclasses, what is very large and what contains itself are
    left to the careful writer.
    """
    items: list[Any] = [value]
    for item in items:
        kind = type(item)
        if kind in _LEAVES:
            continue
        if kind is dict:
            for key in item:
                if type(key) is not str or not key.isascii():
                    return False
            items += item.values()
        elif kind is list:
            items += item
        elif kind not in _NUMBERS or not _is_plain_number(item):
            return False
        if len(items) > _MOST:
            return False
    return True


def _is_plain_number(number: float) -> bool:
    if type(number) is int:
        return -LARGEST <= number <= LARGEST
    return 1e-3 <= abs(number) < 1e9 and number % 1 != 0


def decode(data: bytes) -> Json:
    """Return the value of canonical bytes; anything `encode` would write otherwise is refused.

    Raises `LedgerError`. Being strict means that one value has one spelling, so no byte of a
    stored text can change without its meaning, or this check, changing too.
    """
    value = read(data)
    if encode(value) != data:
        raise LedgerError("JSON is not in its canonical form (RFC 8785)")
    return value


def read(data: bytes) -> Json:
    """Return the value of bytes known to be canonical, three times as fast as `decode`."""
    try:
        value: Json = json.loads(data.decode("utf-8"), parse_int=_read_integer)
    except (ValueError, RecursionError) as error:
        raise LedgerError(f"not JSON: {error}") from error
    return value


def _read_integer(digits: str) -> int | float:
    number = int(digits)
    return number if abs(number) <= LARGEST else float(number)


def _write(value: Json) -> str:
    if value is None or isinstance(value, bool | str):
        return _quote(value)
    if isinstance(value, int | float):
        return _write_number(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(_write_member(key, value[key]) for key in _sort(value)) + "}"
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return "[" + ",".join(map(_write, value)) + "]"
    raise LedgerError(f"{type(value).__name__} has no JSON form; use text, numbers, lists, maps")


def _sort(value: Mapping[str, Json]) -> list[str]:
    """Order keys by UTF-16 code units (RFC 8785, section 3.2.3)."""
    try:
        plain = "".join(value).isascii()
    except TypeError as error:
        raise LedgerError("every key of a JSON map must be text") from error
    return sorted(value) if plain else sorted(value, key=lambda key: key.encode("utf-16-be"))


def _write_member(key: str, value: Json) -> str:
    return _quote(key) + ":" + _write(value)


def _write_number(value: float) -> str:
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise LedgerError(f"integer {value} is beyond 2**53 - 1; write it as text")
        return str(int(value))
    if not math.isfinite(value):
        raise LedgerError(f"{value} has no JSON form")
    return _write_float(value)


def _write_float(value: float) -> str:
    """Write a double as ECMAScript does (ECMA-262, Number::toString, radix 10)."""
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits))
    point = len(text) + int(exponent)
    text = text.rstrip("0")
    return ("-" if sign else "") + _place_point(text, point)


def _place_point(digits: str, point: int) -> str:
    """Set the decimal point after `point` digits; 21 and -6 are ECMA-262's limits."""
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{mantissa}e{point - 1:+d}"
