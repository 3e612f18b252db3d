"""Read what an engine says of its own failure, in the shapes providers publish.

It knows no connection and decides nothing but one thing: whether a failure is a limit on how much
may be asked, which passes, or another, which does not. Unknown shapes are quoted as they came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

SHORT = 300
"""Characters kept of what an engine says of its own failure: enough to act on, no page of HTML."""

WAITS = (
    "retry-after",
    "retry-after-ms",
    "x-ratelimit-reset-requests",
    "x-ratelimit-reset-tokens",
    "anthropic-ratelimit-requests-reset",
    "anthropic-ratelimit-tokens-reset",
)
"""Headers that say when to ask again, quoted as they are, for each provider has its own units.

Sources: RFC 9110, section 10.2.3 (Retry-After); OpenAI API, "Rate limits", headers; Anthropic,
"Rate limits", response headers. Google has none: it writes `retryDelay` in the error's details
(google.rpc.RetryInfo). Baidu says only that its quotas renew within 60 seconds.
"""

LIMITED = re.compile(
    r"rate.?limit|throttl|resource_exhausted|quota|too.?many.?requests|\b429\b", re.IGNORECASE
)
"""What providers call a limit in an error's `code`, `type` or `status`.

OpenAI and Anthropic `rate_limit…`, `insufficient_quota`; Alibaba `Throttling.RateQuota`; Google
`RESOURCE_EXHAUSTED`; Baidu `rpm_rate_limit_exceeded`.
"""

_DELAY = re.compile(r'"retryDelay"\s*:\s*"([\d.]{1,12}s)"')

_MESSAGES = ("error", "message", "detail", "error_msg", "msg")
_KINDS = ("code", "type", "status", "error_code")


class MalformedError(ValueError):
    """An engine's reply is not in the words of its wire."""


def reason(text: str) -> str:
    """Return the message in an engine's error, in the shapes providers use, shortened.

    >>> reason('{"error":{"message":"quota dépassé","type":"insufficient_quota"}}')
    'quota dépassé'
    """
    said = _read(text)
    if said is None:
        return shorten(text)
    for key in _MESSAGES:
        if isinstance(said, dict) and said.get(key):
            said = said[key]
    return shorten(said if isinstance(said, str) else msgspec.json.encode(said).decode())


def is_limit(text: str) -> bool:
    """Say whether an error, as JSON, is a limit on how much may be asked.

    >>> is_limit('{"code":"rpm_rate_limit_exceeded","msg":"Rate limit reached for RPM"}')
    True
    """
    return any(LIMITED.search(str(kind)) for kind in _kinds(_read(text)))


def waits(headers: Mapping[str, str], page: str = "") -> str:
    """Return when the engine says to ask again, as words for a message, or nothing."""
    found = [f"{name}: {shorten(headers[name])}" for name in WAITS if name in headers]
    found += [f"retryDelay: {delay}" for delay in _DELAY.findall(page)[:1]]
    return f" ({', '.join(found)})" if found else ""


def shorten(text: str) -> str:
    """Return `text` on one line of at most `SHORT` characters."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"


def _read(text: str) -> Any:
    try:
        said = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    return said[0] if isinstance(said, list) and said else said  # Gemini wraps errors in a list


def _kinds(said: Any) -> Iterator[Any]:
    nested: Iterable[Any] = (said, said.get("error")) if isinstance(said, dict) else ()
    for level in nested:
        if isinstance(level, dict):
            yield from (level[key] for key in _KINDS if level.get(key) is not None)
