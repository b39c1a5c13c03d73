"""The words of the demo: its page's, and those of a played demo. A file per language in `texts/`, with the same keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from handover.core.i18n import Catalogue, read_texts

_FOLDER = Path(__file__).with_name("texts")


class Words(Catalogue):
    """Texts in one language; and the sections that hold lists."""

    @property
    def page(self) -> Mapping[str, str]:
        """Returns the texts of the page's template and scripts, by name."""
        return self._sections["page"]

    @property
    def first(self) -> Sequence[str]:
        """Returns suggestions for the first message."""
        return tuple(self._sections["suggestions"]["first"])

    @property
    def answers(self) -> Sequence[tuple[str, Sequence[str]]]:
        """Returns phrases of the assistant's questions, and likely answers to each."""
        answers: list[Mapping[str, Any]] = self._sections["suggestions"]["answers"]
        return [(each["to"], each["say"]) for each in answers]

    def script(self, name: str) -> Sequence[str]:
        """Returns what is written (`chat`) or said (`customer_speaks`, `agent_speaks`) in a played demo."""
        return tuple(self._sections["script"][name])


@cache
def words_in(language: str) -> Words:
    """Returns the words in a language that has a file."""
    return Words(language, read_texts(_FOLDER / f"{language}.toml"))


ENGLISH = words_in("en")
