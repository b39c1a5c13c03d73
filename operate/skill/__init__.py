"""`python -m operate skill`: builds skill-claim.json and skill-claim.de.json.

The tree stands once, in `tree/`. The words stand in a folder per language: `intents.toml`, `entities.toml`, `texts.toml`.
What is built is committed, because operators import it; a test says when it is stale.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from operate.errors import OperatorError

from .document import as_text, skill_in
from .tree import TREE
from .words import Words

ROOT = Path(__file__).parents[2]
#: The file of each language.
FILES = {"en": "skill-claim.json", "de": "skill-claim.de.json"}


def built() -> dict[str, str]:
    """Returns the text of each file, by its name. Raises OperatorError if the languages do not have the same texts."""
    everything = {language: Words(language) for language in FILES}
    for words in everything.values():
        words.every = everything
    made = {FILES[language]: as_text(skill_in(words, TREE)) for language, words in everything.items()}
    problems = [problem for words in everything.values() for problem in _problems(words, everything)]
    if problems:
        raise OperatorError("\n".join(problems))
    return made


def main(arguments: Sequence[str], folder: Path = ROOT) -> int:
    """Writes the files into `folder`; with --check it only says whether they are stale. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m operate skill", description="Build the dialog skill in both languages."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is stale")
    check = parser.parse_args(arguments).check
    files = built()
    stale = [name for name, text in files.items() if not _is(folder / name, text)]
    if check and stale:
        raise OperatorError(f"Stale: {', '.join(stale)}. Run `make skill`.")
    for name in stale:
        (folder / name).write_text(files[name], encoding="utf-8")
    print(f"Written: {', '.join(stale)}." if stale else "Both skills were up to date.")
    return 0


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _problems(words: Words, everything: dict[str, Words]) -> list[str]:
    """Returns what this language lacks that another has, and texts that no node uses."""
    place, problems = f"operate/skill/{words.language}", []
    for other in everything.values():
        problems += [f"{place}/texts.toml has no text {key!r}." for key in sorted(other.keys - words.keys)]
        for kind, own, others in (
            ("intents", words.intents, other.intents),
            ("entities", words.entities, other.entities),
        ):
            problems += [f"{place}/{kind}.toml has no {name!r}." for name in sorted(others.keys() - own.keys())]
    return problems + [f"{place}/texts.toml: no node uses {key!r}." for key in sorted(words.keys - words.used)]
