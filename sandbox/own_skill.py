"""The language and the skill of a world that a user starts: the repository's skill in a language, or the user's own."""

from __future__ import annotations

from pathlib import Path

from sandbox.watson import Skill, SkillError
from sandbox.world import SKILLS

LANGUAGES = tuple(SKILLS)


class OptionError(Exception):
    """The user named something that cannot be used. The text has one sentence per line."""


def read_skill(path: str) -> Skill:
    """Returns the skill in a file. Raises OptionError if there is none."""
    if not Path(path).is_file():
        raise OptionError(f"There is no skill file {path}.")
    try:
        return Skill.load(path)
    except SkillError as error:
        raise OptionError("\n".join([f"{path} is not a dialog skill that can run:", *error.problems])) from None
    except OSError as error:
        raise OptionError(f"{path} cannot be read: {error.strerror}.") from None


def language_of(language: str, skill: Skill | None) -> str:
    """Returns the language of the desk: the one that was named, else the skill's if there are texts in it, else English.
    Raises OptionError for a language without texts."""
    if language and language not in LANGUAGES:
        raise OptionError(
            f"There are no texts in the language {language}; there are some in {' and '.join(LANGUAGES)}."
        )
    spoken = skill.language.partition("-")[0] if skill else ""
    return language or (spoken if spoken in LANGUAGES else "en")
