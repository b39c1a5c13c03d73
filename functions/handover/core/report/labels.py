"""A row's words as a person reads them: labels of its state, of why it was refused, of what came of it.

A word that a newer version or another list of the desk brought has no label any more; it is shown as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from handover.core.desk.config import Disposition
from handover.core.i18n import catalogue
from handover.core.report.row import Row


class Labels:
    """Labels in one language, with the dispositions of one desk."""

    def __init__(self, language: str, dispositions: Sequence[Disposition] = ()) -> None:
        self._texts = catalogue(language)
        self._dispositions = {known.id: known.label for known in dispositions if known.label}

    def state(self, word: str) -> str:
        return self._label("state", word)

    def refusal(self, word: str) -> str:
        return self._label("reason", word)

    def disposition(self, id: str) -> str:
        return self._dispositions.get(id) or self._label("disposition", id)

    def of(self, row: Row) -> tuple[str, str, str]:
        """State, refusal and disposition of a row; `""` for what it has not."""
        return self.state(row.state), self.refusal(row.refusal), self.disposition(row.disposition)

    def _label(self, section: str, word: str) -> str:
        key = f"{section}.{word}"
        return self._texts.text(key) if self._texts.has(key) else word
