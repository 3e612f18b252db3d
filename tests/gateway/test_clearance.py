"""Which data meets which engine, through the real gateway: sent, replaced, approved or refused."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from scripted import Scripted
from steered import TODAY, TRANSFER, steer, write_profile

from volant.assistants import Librarian
from volant.engines import Echo, Quote
from volant.errors import Denied, MalformedRequest
from volant.gateway import Caller, Gateway, Steering
from volant.gateway.caller import NOBODY
from volant.ledger import Ledger, verify
from volant.library import Desk, Library
from volant.records import Answer, Answered, Message, Place, Request, Rights
from volant.sovereignty import load_policy
from volant.sovereignty.policy import SHIPPED, make_policy
from volant.sovereignty.replay import agrees

BIRTH = "Combien de jours ai-je pour déclarer une naissance ?"
PHONE = f"{BIRTH} Appelez-moi au 0661234567."
CARD = "بطاقتي AB123456 واش نقدر نسجل ولدي؟"
WORDS = "La naissance se déclare dans un délai de 30 jours [1]."
HEAD = Caller(approval="role:chef-service")


def build(home: Path, ledger: Ledger, engine: Scripted, library: Library | None = None,
          steering: Steering | None = None) -> Gateway:  # fmt: skip
    return Gateway(
        engines={"scripted": engine, "quote": Quote(), "echo": Echo()},
        assistants={"volant": Librarian(Desk(library, clearance="D4"))} if library else {},
        ledger=ledger,
        steering=steering or steer(home, ledger),
        default="scripted",
    )


async def ask(gateway: Gateway, *turns: str, caller: Caller = NOBODY) -> Answer:
    messages = tuple(Message(role="user", content=turn) for turn in turns)
    *_, last = [event async for event in gateway.ask(messages, caller=caller)]
    assert isinstance(last, Answered)
    return last.answer


async def say(
    gateway: Gateway, *turns: str, caller: Caller = NOBODY, model: str = "scripted", **more: Any
) -> tuple[str, str]:
    """Have an engine answer; give its words and the receipt's id."""
    messages = tuple(Message(role="user", content=turn) for turn in turns)
    request = Request(model=model, messages=messages, **more)
    *deltas, receipt = [piece async for piece in gateway.complete(request, caller)]
    assert isinstance(receipt, str)
    return "".join(delta.text for delta in deltas if not isinstance(delta, str)), receipt


async def refused(gateway: Gateway, *turns: str, **options: Any) -> Denied:
    with pytest.raises(Denied) as caught:
        await say(gateway, *turns, **options)
    return caught.value


def facts(ledger: Ledger, id: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(ledger.receipt(id).payload)
    return found


def last(ledger: Ledger, kind: str) -> dict[str, Any]:
    """Give the body of the last entry of a kind."""
    entries = [ledger.entry(index) for index in reversed(range(ledger.size))]
    return dict(next(entry.body for entry in entries if entry.kind == kind))


def given(engine: Scripted) -> str:
    """Give all that an engine was ever given."""
    return repr(engine.asked)


# --- what a receipt says -------------------------------------------------------------------------


async def test_public_data_goes_anywhere_and_the_receipt_says_where(
    home: Path, ledger: Ledger, scripted: Scripted, library: Library
) -> None:
    scripted.words = WORDS
    said = facts(ledger, (await ask(build(home, ledger, scripted, library), BIRTH)).receipt)
    assert said["request"]["class"] == "D0"
    assert said["place"]["zone"] == "Z4"
    assert said["policy"]["outcome"] == "ALLOWED"
    assert said["policy"]["rules"] == ["OK-PUBLIC", "ZONE-UNKNOWN"]
    assert said["policy"]["digest"] == last(ledger, "policy_published")["digest"]
    assert said["engine"]["profile"].startswith("sha256:")
    assert said["score"] == {"moteur": 0, "volant": 0, "gate": 0}
    assert "searched" in said
    assert {piece.name for piece in ledger.reveal(said["id"]).pieces} == {
        "request", "sent", "answer", "searched",
    }  # fmt: skip
    case = last(ledger, "answer")["case"]
    assert (case["outcome"], case["rules"]) == ("ALLOWED", said["policy"]["rules"])


async def test_personal_data_is_quoted_where_the_engine_s_place_is_unknown(
    home: Path, ledger: Ledger, scripted: Scripted, library: Library
) -> None:
    answer = await ask(build(home, ledger, scripted, library), PHONE)
    assert scripted.asked == []
    assert (answer.engine, answer.refused) == ("quote", False)
    assert "30 jours" in answer.sentences[1].text
    said = facts(ledger, answer.receipt)
    assert said["request"]["class"] == "D2"
    assert said["policy"]["outcome"] == "ALLOWED"
    assert said["policy"]["rules"] == [
        "GATE-MIN", "L0908-43", "ZONE-UNKNOWN", "NOT-SENT", "QUOTED-INSTEAD",
    ]  # fmt: skip
    assert not {"sent", "place", "score"} & said.keys()
    assert last(ledger, "answer")["case"]["outcome"] == "DENIED"


async def test_a_completion_is_refused_with_reasons_and_a_receipt(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    error = await refused(build(home, ledger, scripted), "Mon numéro est le 0661234567.")
    assert scripted.asked == []
    assert error.rules == ("GATE-MIN", "L0908-43", "ZONE-UNKNOWN")
    assert "art. 43" in error.message
    assert "0661234567" not in error.message
    said = facts(ledger, error.receipt)
    assert said["policy"]["outcome"] == "DENIED"
    assert said["engine"]["name"] == "scripted"
    assert "sent" not in said
    assert last(ledger, "denial")["receipt"] == error.receipt


async def test_what_only_repeats_here_is_no_transfer(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    said, receipt = await say(build(home, ledger, scripted), CARD, model="echo")
    assert said == CARD
    assert "digest" not in facts(ledger, receipt)["policy"]
    assert facts(ledger, receipt)["request"]["class"] == "D3"


async def test_an_engine_that_takes_the_name_of_one_is_still_decided_about(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    scripted.name = "echo"
    gateway = Gateway(
        engines={"echo": scripted}, assistants={}, ledger=ledger, default="echo",
        steering=steer(home, ledger),
    )  # fmt: skip
    assert "L0908-43" in (await refused(gateway, CARD, model="echo")).rules


# --- near and far --------------------------------------------------------------------------------


async def test_at_home_personal_data_goes_as_it_is(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    write_profile(home)
    scripted.place, scripted.words = Place(weights="ab" * 32), "سجلناه."
    _, receipt = await say(build(home, ledger, scripted), "سجل 0661234567")
    assert "0661234567" in given(scripted)
    said = facts(ledger, receipt)
    assert (said["place"]["zone"], said["place"]["country"]) == ("Z1", "MA")
    assert said["policy"]["rules"] == ["OK-NATIONAL"]
    assert said["score"]["gate"] == 1


async def test_a_card_number_needs_an_authorisation_or_to_be_replaced(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    write_profile(home)
    scripted.place, scripted.words = Place(weights="ab" * 32), "البطاقة ⟦CIN_1⟧ مقبولة."
    said, receipt = await say(build(home, ledger, scripted), CARD)
    assert said == "البطاقة AB123456 مقبولة."
    assert "AB123456" not in given(scripted)
    told = facts(ledger, receipt)
    assert told["sent"]["pseudonymised"] == {"cin": 1}
    assert told["policy"]["outcome"] == "PSEUDONYMISED"
    assert told["policy"]["rules"] == ["OK-NATIONAL", "PSEUDO-n"]
    kept = {piece.name: piece.text for piece in ledger.reveal(receipt).pieces}
    assert "AB123456" not in kept["sent"]
    assert "⟦CIN_1⟧" in kept["sent"]
    assert "AB123456" in kept["answer"]


def go_abroad(home: Path, scripted: Scripted) -> None:
    write_profile(home, country="FR", evidence=TRANSFER)
    scripted.place = Place(weights="ab" * 32)


async def test_abroad_under_a_recorded_basis_persons_are_replaced_and_put_back(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    go_abroad(home, scripted)
    scripted.words = "Bonjour ⟦MAN_1⟧, nous appelons le ⟦PHONE_2⟧ et non ⟦PHONE_9⟧."
    gateway = build(home, ledger, scripted)
    said, receipt = await say(gateway, "Je suis M. Karim Chkoundi, 0661234567.")
    assert said == "Bonjour Karim Chkoundi, nous appelons le 0661234567 et non […]."
    assert "Chkoundi" not in given(scripted)
    assert "0661234567" not in given(scripted)
    told = facts(ledger, receipt)
    assert told["place"]["zone"] == "Z3"
    assert told["sent"]["pseudonymised"] == {"person": 1, "phone": 1}
    assert told["policy"]["rules"] == ["PSEUDO-n", "BASIS"]
    # The same person, in the turns that follow, is the same placeholder.
    await say(gateway, "Je suis M. Karim Chkoundi, 0661234567.", "Et Karim Chkoundi ?")
    assert "⟦MAN_1⟧" in scripted.asked[-1].messages[1].content


async def test_an_answer_phrased_abroad_speaks_of_persons_again(
    home: Path, ledger: Ledger, scripted: Scripted, library: Library
) -> None:
    go_abroad(home, scripted)
    scripted.words = "⟦MAN_1⟧, la naissance se déclare dans un délai de 30 jours [1]."
    answer = await ask(
        build(home, ledger, scripted, library), f"Je suis M. Karim Chkoundi. {BIRTH}"
    )
    assert "Chkoundi" not in given(scripted)
    assert answer.sentences[0].text.startswith("Karim Chkoundi, la naissance")


async def test_one_asker_s_placeholders_are_nobody_else_s(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    go_abroad(home, scripted)
    gateway, both = build(home, ledger, scripted), Caller(conversation="guichet 3")
    await say(gateway, "Je suis M. Karim Chkoundi.", caller=both)
    scripted.words = "⟦MAN_1⟧, ⟦PHONE_2⟧"
    said, _ = await say(gateway, "Mon numéro : 0661234567", caller=both)
    assert said == "[…], 0661234567"


async def test_what_lies_outside_the_messages_is_looked_at_too(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    gateway = build(home, ledger, scripted)
    error = await refused(gateway, "Compte jusqu'à dix.", stop=("0661234567",))
    assert "L0908-43" in error.rules
    error = await refused(gateway, "Compte.", grammar='root ::= "AB123456"')
    assert facts(ledger, error.receipt)["request"]["class"] == "D3"
    assert scripted.asked == []


# --- people decide -------------------------------------------------------------------------------


async def test_internal_data_abroad_waits_for_a_role_that_may_approve(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    gateway = build(home, ledger, scripted, steering=steer(
        home, ledger, approvers=["role:chef-service"]
    ))  # fmt: skip
    inside = Caller(data_class="D1")
    error = await refused(gateway, "Note de service", caller=inside)
    assert error.rules == ("ZONE-UNKNOWN", "APPROVAL")
    assert "replaced" not in error.message
    assert last(ledger, "denial")["case"]["outcome"] == "PENDING"
    assert "APPROVAL" in (await refused(gateway, "Note de service", caller=Caller(
        data_class="D1", approval="role:stagiaire"
    ))).rules  # fmt: skip
    head = Caller(data_class="D1", approval="role:chef-service")
    _, receipt = await say(gateway, "Note de service", caller=head)
    said = facts(ledger, receipt)
    assert said["policy"]["outcome"] == "APPROVED_BY_HUMAN"
    assert said["human"] == {"required": True, "by": "role:chef-service", "decision": "approved"}
    approval = last(ledger, "human_decision")
    assert (approval["role"], approval["decision"]) == ("role:chef-service", "approved")
    assert "chef" not in str(last(ledger, "answer"))


async def test_an_approval_does_not_open_what_is_denied(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    steering = steer(home, ledger, approvers=["role:chef-service"])
    gateway = build(home, ledger, scripted, steering=steering)
    error = await refused(gateway, "0661234567", caller=HEAD)
    assert "L0908-43" in error.rules


@pytest.mark.parametrize(
    "caller",
    [
        Caller(data_class="D9"),
        Caller(approval="Mme la directrice"),
        Caller(approval="role:" + "x" * 90),
        Caller(conversation="c" * 201),
    ],
)
async def test_what_a_caller_cannot_mean_is_an_error(
    home: Path, ledger: Ledger, scripted: Scripted, caller: Caller
) -> None:
    with pytest.raises(MalformedRequest):
        await say(build(home, ledger, scripted), "سلام", caller=caller)
    assert ledger.entry(ledger.size - 1).kind == "denial"
    assert scripted.asked == []


# --- classes -------------------------------------------------------------------------------------


async def test_a_caller_raises_the_class_and_never_lowers_it(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    gateway = build(home, ledger, scripted)
    assert "L0520-11" in (await refused(gateway, "Plan", caller=Caller(data_class="D4"))).rules
    low = Caller(data_class="D0")
    assert "L0908-43" in (await refused(gateway, "0661234567", caller=low)).rules


async def test_what_nobody_names_is_sensitive(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    gateway = build(home, ledger, scripted, steering=steer(home, ledger, default=""))
    error = await refused(gateway, "سلام")
    assert "L0908-43" in error.rules
    assert facts(ledger, error.receipt)["request"]["class"] == "D3"
    said, _ = await say(gateway, "سلام", caller=Caller(data_class="D0"))
    assert said == ""


async def test_the_class_of_a_document_counts(
    home: Path, ledger: Ledger, scripted: Scripted, library: Library, tmp_path: Path
) -> None:
    note = tmp_path / "plan-de-reprise.txt"
    note.write_text("La salle des serveurs de secours est au deuxième sous-sol.\n" * 3, "utf-8")
    library.add([note], rights=Rights(data_class="D4"))
    gateway = build(home, ledger, scripted, library)
    answer = await ask(gateway, "Où est la salle des serveurs de secours ?")
    assert scripted.asked == []
    said = facts(ledger, answer.receipt)
    assert said["request"]["class"] == "D4"
    assert "L0520-11" in said["policy"]["rules"]


async def test_a_conversation_stays_as_sensitive_as_it_was_after_a_restart_too(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    named = Caller(conversation="dossier 12")
    secret = Caller(conversation="dossier 12", data_class="D4")
    await refused(build(home, ledger, scripted), "Plan", caller=secret)
    again = build(home, ledger, scripted)
    assert "L0520-11" in (await refused(again, "Merci", caller=named)).rules
    await say(again, "Merci", caller=Caller(conversation="dossier 13"))


async def test_a_conversation_without_a_name_is_known_by_how_it_began(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    gateway = build(home, ledger, scripted)
    await refused(gateway, "Bonjour", caller=Caller(data_class="D4"))
    assert "L0520-11" in (await refused(gateway, "Bonjour", "Et ensuite ?")).rules
    await say(gateway, "Bonjour")  # somebody else's first words


# --- what fails, closes --------------------------------------------------------------------------


async def check_closed(
    ledger: Ledger, scripted: Scripted, gateway: Gateway, code: str = "FAIL-CLOSED"
) -> dict[str, Any]:
    """See a public question refused, logged, with a receipt; give the log's words for it."""
    error = await refused(gateway, "Quel est le délai ?")
    assert error.rules[0] == code
    assert scripted.asked == []
    assert facts(ledger, error.receipt)["policy"]["outcome"] == "DENIED"
    return last(ledger, "denial")


async def test_a_profile_that_cannot_be_read_closes(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    write_profile(home)
    (home / "profiles" / "scripted.toml").write_text("version = [", "utf-8")
    told: list[str] = []
    gateway = build(home, ledger, scripted, steering=steer(home, ledger, notice=told.append))
    body = await check_closed(ledger, scripted, gateway)
    assert body["case"]["facts"]["faults"] == ["profile"]
    assert "scripted.toml" in told[0]
    write_profile(home)
    scripted.place = Place(weights="ab" * 32)
    await say(gateway, "Quel est le délai ?")  # mended, it opens again


@pytest.mark.parametrize("country", ["Royaume du Maroc", "المغرب", "M" * 300])
async def test_a_profile_that_no_log_could_hold_closes(
    home: Path, ledger: Ledger, scripted: Scripted, country: str
) -> None:
    write_profile(home, country=country)
    await check_closed(ledger, scripted, build(home, ledger, scripted))


async def test_a_detector_that_throws_closes(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    def detect(text: str) -> Any:
        raise RuntimeError(f"cannot read {text}")

    told: list[str] = []
    steering = steer(home, ledger, detect=detect, notice=told.append)
    body = await check_closed(ledger, scripted, build(home, ledger, scripted, steering=steering))
    assert body["case"]["facts"]["faults"] == ["detector"]
    assert told
    assert not any("délai" in line for line in told)


async def test_a_secret_that_is_broken_closes(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    home.mkdir(exist_ok=True)
    (home / "conversations.key").write_bytes(b"short")
    await check_closed(ledger, scripted, build(home, ledger, scripted))


async def test_a_vault_without_its_key_closes(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    go_abroad(home, scripted)
    (home / "privacy").mkdir()
    (home / "privacy" / "pseudonyms.sqlite3").touch()
    error = await refused(build(home, ledger, scripted), "Mon numéro : 0661234567")
    assert error.rules == ("FAIL-CLOSED",)
    assert last(ledger, "denial")["case"]["facts"]["faults"] == ["vault"]
    assert scripted.asked == []


async def test_a_table_that_throws_closes_and_comes_out_again(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    broken = replace(load_policy(), cells={})
    steering = steer(home, ledger, policy=broken)
    body = await check_closed(ledger, scripted, build(home, ledger, scripted, steering=steering))
    assert body["case"]["facts"]["faults"] == ["decision"]
    assert agrees(body["case"], load_policy())


async def test_a_policy_that_has_expired_closes(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    text = re.sub(r"(published|expires) = \d{4}", r"\1 = 2020", SHIPPED.read_text("utf-8"))
    old = make_policy(tomllib.loads(text))
    steering = steer(home, ledger, policy=old)
    body = await check_closed(
        ledger, scripted, build(home, ledger, scripted, steering=steering), "POLICY-EXPIRED"
    )
    assert body["case"]["standing"]["policy"] == old.digest
    assert agrees(body["case"], old)


async def test_a_quotation_goes_on_where_everything_is_closed(
    home: Path, ledger: Ledger, scripted: Scripted, library: Library
) -> None:
    steering = steer(home, ledger, standings=None)
    answer = await ask(build(home, ledger, scripted, library, steering), BIRTH)
    assert (answer.engine, scripted.asked) == ("quote", [])
    rules = facts(ledger, answer.receipt)["policy"]["rules"]
    assert rules == ["FAIL-CLOSED", "NOT-SENT", "QUOTED-INSTEAD"]
    assert "case" not in last(ledger, "answer")


async def test_a_proof_that_is_too_old_is_no_proof(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    old = TODAY - timedelta(91)
    write_profile(
        home,
        more=f'egress_tier = "E4"\nlast_probe = {old}',
        evidence='[[evidence]]\nclaims = ["/inference/egress_tier", "/inference/last_probe"]\n'
        f'status = "verified"\nat = {old}',
    )
    scripted.place = Place(weights="ab" * 32)
    gateway = build(home, ledger, scripted)
    error = await refused(gateway, "Note", caller=Caller(data_class="D1"))
    assert error.rules == ("PROOF-OLD",)
    assert facts(ledger, error.receipt)["place"]["zone"] == "Z1"


async def test_swapped_weights_are_refused_even_public_data(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    write_profile(home)
    scripted.place = Place(weights="cd" * 32)
    error = await refused(build(home, ledger, scripted), "Quel est le délai ?")
    assert error.rules == ("MODEL-CHANGED",)
    assert facts(ledger, error.receipt)["engine"]["weights"] == "sha256:" + "cd" * 32
    assert scripted.asked == []


async def test_the_log_of_all_this_holds_no_word_and_verifies(
    home: Path, ledger: Ledger, scripted: Scripted
) -> None:
    go_abroad(home, scripted)
    gateway = build(home, ledger, scripted)
    await say(gateway, "Je suis M. Karim Zanzibari, 0661234567.")
    await refused(gateway, "M. Zanzibari est malade", caller=Caller(data_class="D4"))
    for path in home.rglob("*"):
        if path.is_file() and path.name != "vault.sqlite3":
            assert b"Zanzibari" not in path.read_bytes(), path
            assert b"0661234567" not in path.read_bytes(), path
    assert verify(home / "ledger").ok
