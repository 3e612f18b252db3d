"""Keep what people's questions teach: a language told wrongly, an answer the documents lack.

Both are the words of people, for the institution alone; what each file holds is said there. A full
disk costs no answer.
"""

from __future__ import annotations

from collections.abc import Callable

from volant.errors import VolantError
from volant.gateway.case import Case
from volant.gateway.corrections import Correction, Corrections
from volant.gateway.inbox import Inbox


class Lessons:
    """Hold the two files, each where it is wanted."""

    def __init__(
        self,
        corrections: Corrections | None,
        inbox: Inbox | None,
        notice: Callable[[str], None],
    ) -> None:
        self.corrections, self._inbox, self._notice = corrections, inbox, notice

    def keep(self, case: Case, receipt: str) -> None:
        """Keep what one question teaches, under the receipt of its answer."""
        for lesson in (self._correct, self._miss):
            try:
                lesson(case, receipt)
            except VolantError as error:
                self._notice(error.message)

    def _correct(self, case: Case, receipt: str) -> None:
        """Keep what the asker said of the question's language."""
        if self.corrections is None or case.grounding is None or not case.chosen:
            return
        identified = case.grounding.identified
        correction = Correction(
            question=case.question,
            found=identified.tag,
            score=identified.score,
            chosen=case.chosen,
            at=case.at.isoformat(timespec="seconds"),
            receipt=receipt,
        )
        self.corrections.keep(correction)

    def _miss(self, case: Case, receipt: str) -> None:
        """Keep a question that the documents are silent on."""
        if self._inbox is None or case.grounding is None or not case.grounding.silent:
            return
        at = case.at.isoformat(timespec="seconds")
        self._inbox.keep(case.grounding.question, tag=case.tag, at=at, receipt=receipt)
