"""Be what a caller says of a request beside its words, and refuse what cannot be meant.

A caller may raise the class of the data, name the conversation, and name the role that approved the
sending. Deliberately does not know who calls: there are no keys yet, so a role counts only where
the settings list it among those that may approve, and a class can never be lowered from here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from volant.errors import EmptyQuestion, MalformedRequest, TooLong
from volant.ledger.canonical import LARGEST
from volant.records import CLASSES, TAGS, Message, Request

LONGEST_QUESTION = 16_000
"""Code points of one user turn; about eight pages. Longer texts belong in the library."""

LONGEST_TALK = 200_000
"""Code points of a whole conversation. A client lets go of turns between the first and the last: by
its first a conversation is known, and keeps its class."""

MOST_TURNS = 1_000
"""Messages of a conversation; more is a loop, not a talk."""

HOTTEST = 2.0
"""The highest temperature (OpenAI API reference, "Create chat completion")."""

LONGEST_NAME = 200
"""Code points of a conversation's name."""

ROLE = re.compile(r"role:[a-z0-9][a-z0-9-]{0,60}")
"""How a role is named: a function of the institution, never a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Say what came with a request; all empty where nothing did.

    `data_class` is one of `D0` to `D4`; `conversation` is any name the client gives to it;
    `approval` names a role, as `role:chef-service`.
    """

    data_class: str = ""
    conversation: str = ""
    approval: str = ""


NOBODY = Caller()


def admit(messages: tuple[Message, ...]) -> None:
    """Refuse a conversation without a question, or one too long to be one."""
    turns = [message.content for message in messages if message.role == "user"]
    if not turns or all(unicodedata.category(character)[0] in "ZC" for character in turns[-1]):
        raise EmptyQuestion("the question is empty; write it, then send it.")
    if len(turns[-1]) > LONGEST_QUESTION:
        raise TooLong(
            f"the question has {len(turns[-1])} characters, the limit is {LONGEST_QUESTION}; "
            "add long texts to the library and ask about them."
        )
    if len(messages) > MOST_TURNS:
        raise TooLong(
            f"the conversation has {len(messages)} messages, the limit is {MOST_TURNS}; "
            "send its first and its last ones."
        )
    if sum(len(message.content) for message in messages) > LONGEST_TALK:
        raise TooLong(
            f"the conversation is longer than {LONGEST_TALK} characters; "
            "send its first turn and its last ones."
        )


def admit_texts(texts: Sequence[str]) -> None:
    """Refuse texts to embed that are none, or together longer than a conversation may be."""
    if not texts or not all(texts):
        raise MalformedRequest(
            "input holds no text, or an empty one; give at least one character each."
        )
    if (size := sum(map(len, texts))) > LONGEST_TALK:
        raise TooLong(
            f"input holds {size} characters, the limit is {LONGEST_TALK}; send fewer at once."
        )


def admit_request(request: Request) -> None:
    """Refuse numbers that no engine takes, or that a receipt could not hold.

    A number in a receipt is one that a double holds exactly (RFC 8785, section 3.2.2.3).

    >>> admit_request(Request(model="echo", messages=(), temperature=0.7, seed=2026))
    """
    if request.seed is not None and abs(request.seed) > LARGEST:
        raise MalformedRequest(f"seed = {request.seed}; give one within ±{LARGEST}.")
    if not 0 <= (request.temperature or 0) <= HOTTEST:
        raise MalformedRequest(f"temperature = {request.temperature}; give 0 to {HOTTEST:g}.")
    if not 0 <= (request.top_p or 0) <= 1:
        raise MalformedRequest(f"top_p = {request.top_p}; give 0 to 1.")
    if request.max_tokens is not None and request.max_tokens < 1:
        raise MalformedRequest(
            f"max_tokens = {request.max_tokens}; give at least 1 or leave it out."
        )


def admit_tag(tag: str | None) -> None:
    """Refuse a language that Volant does not answer in; none at all is identified."""
    if tag is not None and tag not in TAGS:
        raise MalformedRequest(f"tag {tag[:40]!r} is not one of {', '.join(TAGS)}.")


def admit_caller(caller: Caller) -> None:
    """Refuse a class that does not exist, a name without end, an approval that names no role.

    >>> admit_caller(Caller(data_class="D2", approval="role:chef-service"))
    """
    if caller.data_class and caller.data_class not in CLASSES:
        raise MalformedRequest(
            f"data_class {caller.data_class[:40]!r} is not one of {', '.join(CLASSES)}."
        )
    if len(caller.conversation) > LONGEST_NAME:
        raise MalformedRequest(
            f"conversation has {len(caller.conversation)} characters, the limit is {LONGEST_NAME}."
        )
    if caller.approval and not ROLE.fullmatch(caller.approval):
        raise MalformedRequest(
            f"approval {caller.approval[:40]!r} names no role; write it as role:chef-service."
        )
