"""Name the ways a rented engine fails while seeming to answer.

The dangerous failure is silent: status 200 and no text, or the words of another model. Each has a
code of its own, so that a receipt says which it was, and an assistant that meets one quotes its
documents instead. They know nothing of HTTP.
"""

from __future__ import annotations

from volant.errors import EngineRefused


class RateLimited(EngineRefused):
    """The provider takes no more for now; the message quotes when it will, where it said."""

    code = "rate_limited"


class EmptyAnswer(EngineRefused):
    """The engine ended its answer without a word of it."""

    code = "empty_answer"


class OtherModel(EngineRefused):
    """The answer names another model than the one asked; none of its words were passed on."""

    code = "other_model"
