"""Have every logged decision made again, under the policy of its day.

The log holds what each decision was made from and what came of it; the policy lies beside it, by
its digest. What a case means is another folder's: a `Judge` is handed in, so that this one needs to
know neither classes nor zones. It proves that the rules were kept, not that the facts were true.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from volant.errors import VolantError
from volant.ledger import policies
from volant.ledger.canonical import Json
from volant.ledger.entry import Entry
from volant.ledger.findings import Findings

Judge = Callable[[Mapping[str, Json], bytes], bool]
"""Say whether a case, decided again under a policy (canonical JSON), ends as it was logged. Raises
a `VolantError` for what cannot be read."""

SENT = ("ALLOWED", "PSEUDONYMISED", "APPROVED_BY_HUMAN")
"""The outcomes under which an engine may have been given anything."""

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def check_cases(
    folder: Path,
    entries: Mapping[int, Entry],
    sent: Mapping[str, bool],
    judge: Judge,
    findings: Findings,
) -> None:
    """Report each decision that does not come out again; `sent` says it of receipts by id."""
    published: set[str] = set()
    kept: dict[str, bytes | None] = {}
    for index, entry in sorted(entries.items()):
        if entry.kind == "policy_published":
            published.add(str(entry.body.get("digest")))
        case = entry.body.get("case")
        if case is None:
            continue
        digest = _name_policy(case)
        if digest not in kept:
            kept[digest] = _read_policy(folder, digest, index, findings)
        if digest not in published:
            words = f"the decision of entry {index} names a policy no entry before it published"
            findings.add(index, "policy_unpublished", words)
        policy = kept[digest]
        if policy is not None and isinstance(case, Mapping):
            _check_case(index, case, policy, judge, findings)
            _check_sending(index, case, sent.get(str(entry.body.get("receipt")), False), findings)


def _name_policy(case: Json) -> str:
    standing = case.get("standing") if isinstance(case, Mapping) else None
    digest = standing.get("policy") if isinstance(standing, Mapping) else None
    return digest if isinstance(digest, str) and _DIGEST.fullmatch(digest) else ""


def _read_policy(folder: Path, digest: str, index: int, findings: Findings) -> bytes | None:
    text = policies.find(folder, digest) if digest else None
    if text is None:
        words = f"the policy of the decision of entry {index} is not kept: {digest or 'none named'}"
        findings.add(index, "policy_missing", words)
    elif policies.digest_of(text) != digest:
        findings.add(index, "policy_changed", f"the policy {digest} is not the one published")
        return None
    return text


def _check_case(
    index: int, case: Mapping[str, Json], policy: bytes, judge: Judge, findings: Findings
) -> None:
    try:
        agrees = judge(case, policy)
    except VolantError as error:
        findings.add(index, "case_malformed", f"the decision of entry {index}: {error.message}")
        return
    if not agrees:
        words = f"decided again, the case of entry {index} has another outcome or other rules"
        findings.add(index, "decision_differs", words)


def _check_sending(index: int, case: Mapping[str, Json], sent: bool, findings: Findings) -> None:
    if sent and case.get("outcome") not in SENT:
        words = f"the receipt of entry {index} says that an engine was given what was refused"
        findings.add(index, "sent_though_refused", words)
