"""Hold the wheel: say of what class a request is, and whether an engine may see it, and how much.

`classify` gathers every class known of a request; `clear` decides, replaces personal data where
that is what it takes, and decides again on the bytes that are to leave. Whatever fails on the way
(a detector, a profile, the vault, the disk) closes: nothing is sent, and the reason says so. It
carries words only to the vault, and sends nothing itself.

What stays inside this process (quote, echo, the default embedder) hands data to nobody: that is no
transfer, so there is nothing to decide. It is known by its type, not by its name.
Source of the order: `specs/sovereignty.md`, sections 3.1 to 3.3 and 4.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from volant import privacy
from volant.engines import Echo, Quote
from volant.errors import Denied, VolantError
from volant.gateway.caller import Caller
from volant.gateway.conversations import Conversations, Held
from volant.gateway.envelope import Envelope, protect, serialise
from volant.gateway.standings import Placed, Stance, Standings
from volant.ledger.entry import refuse_prose
from volant.library import UniversalSentenceEncoder
from volant.privacy import Finding, Vault
from volant.records import Message, Request
from volant.sovereignty import Decision, Facts, decide, explain
from volant.sovereignty.classes import propose, raise_to
from volant.sovereignty.decision import CLOSED
from volant.sovereignty.policy import UNKNOWN_CLASS
from volant.sovereignty.replay import write_case

Log = Callable[[str, Mapping[str, Any]], int]
Detect = Callable[[str], Iterable[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """Be the classes of one request.

    `said` by the settings, the caller and the documents; `found` by detectors; both with what the
    conversation kept. `kept` says that the conversation has a row. `fault` is the code of what
    could not be looked at.
    """

    conversation: str = ""
    said: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()
    kept: bool = False
    fault: str = ""

    @property
    def classes(self) -> frozenset[str]:
        return self.said | self.found

    @property
    def replaceable(self) -> frozenset[str]:
        """Give the classes that are left once identifiers are replaced: personal data all the same.

        What was said of the data stays; no replacing changes what a text is about.
        """
        return self.said | ({"D2"} if self.found else frozenset())

    @property
    def highest(self) -> str:
        """Give the highest class; what nobody knows, or could look at, is D3 at least."""
        unknown = {UNKNOWN_CLASS} if self.fault or not self.classes else set()
        return max(self.classes | unknown)


UNSEEN = Sensitivity()
"""A request nobody has looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """Be what was decided about one request and one engine.

    `request` is what may be sent, None where nothing may. `case` is what an auditor decides again
    from; it is None where there was not even a policy to decide under.
    """

    decision: Decision
    request: Request | None = None
    envelope: Envelope | None = None
    stance: Stance | None = None
    case: Mapping[str, Any] | None = None
    approved_by: str = ""

    def refusal(self) -> Denied:
        """Say in English why, and what would have to be done; by code for other languages.

        What counts replaced items is left out: none were.
        """
        rules = tuple(
            code
            for code in self.decision.rules
            if explain(code, "en", n=0) == explain(code, "en", n=1)
        )
        said = " ".join(explain(code, "en") for code in rules)
        return Denied(f"Not sent. {said}", rules=rules)


WITHIN = (Quote, Echo, UniversalSentenceEncoder)
"""What is given data and keeps it in this process."""


def is_transfer(engine: object) -> bool:
    """Say whether asking an engine, or an embedder, hands data to anything but this program."""
    return type(engine) not in WITHIN


class Steering:
    """Classify and clear the requests of one installation.

    `standings` is None where the policy cannot be read: then everything is closed. `default` is the
    class of what an application of this installation is asked when nobody says more. `approvers`
    are the roles whose approval counts. `public` says that answers are for the public, so that an
    engine must have passed the tests of their language. `log` writes an entry and gives its index,
    `detect` finds personal data.
    """

    def __init__(
        self,
        *,
        standings: Standings | None,
        conversations: Conversations,
        vault: Callable[[], Vault],
        log: Log,
        detect: Detect = privacy.find,
        default: str = "",
        approvers: Collection[str] = (),
        public: bool = False,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
        notice: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._standings, self._conversations, self._vault = standings, conversations, vault
        self._log, self._notice, self._today, self._detect = log, notice, today, detect
        self._default, self._approvers, self._public = default, frozenset(approvers), public

    def classify(
        self,
        messages: Sequence[Message],
        caller: Caller,
        *,
        documents: Iterable[str] = (),
        outgoing: Request | None = None,
    ) -> Sensitivity:
        """Gather the classes of a request; never raises.

        `messages` are those an engine could be given, `documents` the classes of what was found for
        them. The bytes of `outgoing` are looked at too, where they are all the caller's own.
        """
        said = frozenset({self._default, caller.data_class, *documents} - {""})
        try:
            return self._classify(messages, caller, raise_to((), *said), outgoing)
        except Exception as error:  # noqa: BLE001 - what cannot be looked at is not sent
            self._tell("the class of a request", error)
            return Sensitivity(said=said, fault="detector")

    def _classify(
        self,
        messages: Sequence[Message],
        caller: Caller,
        said: frozenset[str],
        outgoing: Request | None,
    ) -> Sensitivity:
        kinds = {found.kind for message in messages for found in self._detect(message.content)}
        kinds |= set(privacy.residue(serialise(outgoing))) if outgoing else set()
        found = propose(kinds)
        name = self._conversations.name(messages, caller.conversation)
        turns = [message for message in messages if message.role != "system"]
        begun = bool(caller.conversation) or len(turns) > 1
        held = self._conversations.read(name) if begun else Held()
        raised = {one for one in said | found if one > self._default}
        if not raised <= held.said | held.found:
            self._conversations.keep(name, said & raised, found)
        return Sensitivity(
            conversation=name,
            said=said | held.said,
            found=found | held.found,
            kept=bool(raised or held.highest),
        )

    def clear(
        self,
        seen: Sensitivity,
        caller: Caller,
        engine: Placed,
        request: Request,
        tag: str,
        *,
        whole: bool = False,
    ) -> Clearance:
        """Decide whether an engine may see a request, and as what; never raises.

        With `whole`, as it is or not at all: nothing is replaced.
        """
        try:
            return self._clear(seen, caller, engine, request, tag, whole=whole)
        except Exception as error:  # noqa: BLE001 - a check that fails lets nothing through
            self._tell(f"whether {engine.name} may see a request", error)
            return Clearance(decision=CLOSED)

    def note(self, seen: Sensitivity, receipt: str) -> None:
        """Note the receipt under which a human finds the conversation again."""
        try:
            if seen.kept:
                self._conversations.note(seen.conversation, receipt)
        except VolantError as error:
            self._notice(error.message)

    def _clear(
        self,
        seen: Sensitivity,
        caller: Caller,
        engine: Placed,
        request: Request,
        tag: str,
        *,
        whole: bool,
    ) -> Clearance:
        if self._standings is None:
            return Clearance(decision=CLOSED)
        day = self._today()
        stance = self._standings.find(engine, day)
        facts = Facts(
            day=day,
            classes=seen.classes,
            tag=tag,
            weights=engine.place.weights or "",
            public=self._public,
            approved_by=caller.approval if caller.approval in self._approvers else "",
            faults=tuple(fault for fault in (seen.fault, stance.fault) if fault),
        )
        decision = self._decide(facts, stance)
        if decision.may_send or whole or not self._would_help(facts, stance, seen):
            return self._settle(facts, stance, decision, request)
        return self._clear_protected(facts, stance, seen, request)

    def _decide(self, facts: Facts, stance: Stance) -> Decision:
        assert self._standings is not None
        return decide(facts, stance.standing, self._standings.policy)

    def _would_help(self, facts: Facts, stance: Stance, seen: Sensitivity) -> bool:
        """Say whether replacing what is personal could let the request go, now or once approved.

        Asked before anything is replaced, so that the vault keeps nothing in vain.
        """
        hoped = replace(facts, classes=seen.replaceable, pseudonymised=True, residue=0)
        return self._decide(hoped, stance).outcome != "DENIED"

    def _clear_protected(
        self, facts: Facts, stance: Stance, seen: Sensitivity, request: Request
    ) -> Clearance:
        """Replace what is personal, and decide again on the bytes that would leave."""
        try:
            envelope = protect(request, self._vault(), seen.conversation, facts.tag)
        except Exception as error:  # noqa: BLE001 - no vault, no sending
            self._tell("the vault of pseudonyms", error)
            facts = replace(facts, faults=(*facts.faults, "vault"))
            return self._settle(facts, stance, self._decide(facts, stance), request)
        facts = replace(
            facts,
            classes=seen.replaceable | propose(envelope.left),
            pseudonymised=True,
            replaced=sum(envelope.counts.values()),
            residue=len(envelope.left),
        )
        decision = self._decide(facts, stance)
        return self._settle(facts, stance, decision, envelope.request, envelope)

    def _settle(
        self,
        facts: Facts,
        stance: Stance,
        decision: Decision,
        request: Request,
        envelope: Envelope | None = None,
    ) -> Clearance:
        """Write down what was decided from; an approval is in the log before anything is sent.

        A decision that broke is logged as one that could not be made, so that it comes out again.
        """
        if decision == CLOSED and not facts.faults:
            facts = replace(facts, faults=("decision",))
        case = write_case(facts, stance.standing, decision)
        refuse_prose(case)
        approved = facts.approved_by if decision.outcome == "APPROVED_BY_HUMAN" else ""
        if approved:
            engine, digest = stance.standing.engine, stance.standing.policy
            body = {"role": approved, "decision": "approved", "engine": engine, "policy": digest}
            self._log("human_decision", body)
        return Clearance(
            decision=decision,
            request=request if decision.may_send else None,
            envelope=envelope if decision.may_send else None,
            stance=stance,
            case=case,
            approved_by=approved,
        )

    def _tell(self, what: str, error: Exception) -> None:
        """Tell the operator by kind: a message could hold somebody's words."""
        self._notice(f"{what} could not be checked ({type(error).__name__}): it is closed.")
