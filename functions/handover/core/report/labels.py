"""Labels: states, reasons of refusal, limits and dispositions as people read them.

A word without a label is shown as it is. It may come from a newer version, or from an earlier list of the desk.
"""

from __future__ import annotations

from collections.abc import Sequence

from handover.core.desk.dispositions import Disposition
from handover.core.i18n import catalogue
from handover.core.report.row import Row


class Labels:
    """The labels in one language, with the dispositions of one desk."""

    def __init__(self, language: str, dispositions: Sequence[Disposition] = ()) -> None:
        self._texts = catalogue(language)
        self._dispositions = {known.id: known.label for known in dispositions if known.label}

    def state(self, word: str) -> str:
        return self._label("state", word)

    def refusal(self, word: str) -> str:
        return self._label("reason", word)

    def limit(self, word: str) -> str:
        """Returns the label of a limit by its word in desk.json; `""` is one that is not on record."""
        return self._label("limit", word or "unknown")

    def promise(self, word: str) -> str:
        """Returns the label of a booking's promise, or `""` if there is none."""
        return self._label("promise", word)

    def disposition(self, id: str) -> str:
        return self._dispositions.get(id) or self._label("disposition", id)

    def of(self, row: Row) -> tuple[str, str, str]:
        """Returns the labels of a row's state, refusal and disposition; `""` for those it does not have."""
        return self.state(row.told_as), self.refusal(row.refusal), self.disposition(row.disposition)

    def _label(self, section: str, word: str) -> str:
        key = f"{section}.{word}"
        return self._texts.text(key) if self._texts.has(key) else word
