"""Be what a caller says of a request beside its words, and refuse what cannot be meant.

A caller may raise the class of the data, name the conversation, and name the role that approved the
sending. Deliberately does not know who calls: there are no keys yet, so a role counts only where
the settings list it among those that may approve, and a class can never be lowered from here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from volant.errors import EmptyQuestion, MalformedRequest, TooLong
from volant.records import TAGS, Message
from volant.sovereignty.policy import CLASSES

LONGEST_QUESTION = 16_000
"""Code points of one user turn; about eight pages. Longer texts belong in the library."""

LONGEST_TALK = 200_000
"""Code points of a whole conversation."""

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
    if sum(len(message.content) for message in messages) > LONGEST_TALK:
        raise TooLong(
            f"the conversation is longer than {LONGEST_TALK} characters; begin a new one."
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
