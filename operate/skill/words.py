"""The words of one language: intents, entities and texts, as they stand in `en/` and `de/`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from operate.errors import OperatorError

FOLDER = Path(__file__).parent
#: «key», or «de:key» for the text in a certain language.
_INSERTED = re.compile("«(?:([a-z]{2}):)?([a-z_.]+)»")


class Words:
    """`language` is the folder's name. `used` collects the keys of the texts that were asked for.

    `every` has the words of all languages by their names, for texts that are sent in each.
    """

    def __init__(self, language: str, folder: Path = FOLDER) -> None:
        self.language = language
        self.every: Mapping[str, Words] = {language: self}
        self.intents = _read(folder / language / "intents.toml")
        self.entities = _read(folder / language / "entities.toml")
        self.used: set[str] = set()
        self._texts = dict(_flat(_read(folder / language / "texts.toml")))

    @property
    def keys(self) -> frozenset[str]:
        """Returns the keys of all texts, such as `call.ask_number`."""
        return frozenset(self._texts)

    def text(self, key: str) -> str:
        """Returns a text. Raises OperatorError if the language does not have it."""
        self.used.add(key)
        try:
            own = self._texts[key]
        except KeyError:
            raise OperatorError(f"operate/skill/{self.language}/texts.toml has no text {key!r}.") from None
        return self._inserted(own)

    def button(self, key: str) -> tuple[str, str]:
        """Returns a button's label and the text that it sends; without a text of its own it sends its label."""
        label = self.text(f"button.{key}.label")
        own = f"button.{key}.text"
        return label, self.text(own) if own in self._texts else label

    def filled(self, value: Any) -> Any:
        """Returns a JSON value with each «key» in it replaced by that text."""
        if isinstance(value, str):
            return self._inserted(value)
        if isinstance(value, Mapping):
            return {name: self.filled(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        return value

    def _inserted(self, text: str) -> str:
        return _INSERTED.sub(lambda found: self._named(found[1] or self.language, found[2]), text)

    def _named(self, language: str, key: str) -> str:
        self.used.add(key)
        return self.every[language].text(key)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        pairs.extend(_flat(value, f"{key}.") if isinstance(value, Mapping) else [(key, str(value))])
    return pairs
