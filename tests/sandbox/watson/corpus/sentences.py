"""The sentences of the corpus: what people write, and what must come of some of it in certain states of the dialog."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

#: What a sentence can be. Only an answer, a story, a number, a yes, a mistyped word or noise may fill a slot.
KINDS = (
    "answer", "story", "number", "yes", "unsure", "refusal", "change", "person", "question", "small", "rude", "typo",
    "noise", "injection", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """`at`: by state, the outcome that it must have there; `judge.py` knows the names of outcomes."""

    say: str
    kind: str
    at: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def sentences(language: str) -> list[Sentence]:
    """Returns the sentences of one desk: its own, and those that mix languages."""
    return [*read(language), *read("mixed")]


def read(name: str) -> list[Sentence]:
    """Returns the sentences of one file."""
    document = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return [Sentence(**each) for each in document["sentences"]]
