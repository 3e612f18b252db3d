"""Turn a question into an answer whose every sentence is cited."""

from volant.assistants.librarian import Librarian

__all__ = ["Librarian"]
