"""The words of the demo: every language has all of them, and the page uses no others."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.core.call.state import State
from sandbox.demo.demo import Demo
from sandbox.demo.snapshot import snapshot
from sandbox.demo.suggestions import suggestions
from sandbox.demo.words import ENGLISH, words_in
from sandbox.world import SKILLS, Parts
from tests.fakes.worlds import in_memory

from .conftest import at_once

FOLDER = Path(__file__).parents[3] / "sandbox" / "demo"
LANGUAGES = sorted(path.stem for path in (FOLDER / "texts").iterdir())


def shape(value: Any, path: str = "") -> Iterator[tuple[str, frozenset[str]]]:
    """Returns the path of each text, with the names of its values. Suggestions fit their skill, so only their names."""
    if path == ".suggestions.answers":
        yield path, frozenset()
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from shape(part, f"{path}.{name}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from shape(part, f"{path}.{number}")
    else:
        yield path, frozenset(re.findall(r"{(\w+)}", value))


def read(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / "texts" / f"{language}.toml").read_text(encoding="utf-8"))


def test_there_are_words_for_each_skill() -> None:
    assert sorted(SKILLS) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_values(language: str) -> None:
    assert set(shape(read(language))) == set(shape(read("en")))


def test_the_page_and_its_scripts_use_every_text_and_no_other() -> None:
    template = set(re.findall(r"{{ t\.(\w+) }}", (FOLDER / "page.html").read_text()))
    scripts = "".join(path.read_text() for path in (FOLDER / "static").glob("*.js"))
    known = set(ENGLISH.page)
    assert template <= known
    assert {name for name in known if f'"{name}"' in scripts} | template == known
    assert set(re.findall(r'\b(?:say|word)\("(\w+)"', scripts)) <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_and_every_state_has_words(language: str) -> None:
    words = words_in(language)
    assert [kind for kind in EventKind if not words.has(f"event.{kind}")] == []
    assert [state for state in State if not words.has(f"state.{state}")] == []


@pytest.fixture
def german() -> Iterator[Demo]:
    demo = Demo("openwhisk", at_once, in_memory(Parts(language="de")))
    demo.open_chat()
    yield demo
    demo.world.close()


def test_a_german_demo_is_german_in_the_chat_on_the_page_and_at_the_desk(german: Demo) -> None:
    seen = snapshot(german)
    assert seen["hint"]["text"].startswith("Beginnen Sie hier")
    assert "Guten Tag!" in seen["chat"]["lines"][0]["text"]
    assert seen["phones"][0]["owner"] == "Kundin"
    assert german.world.storage().desk().language == "de"


def test_the_german_suggestions_alone_lead_to_a_call(german: Demo) -> None:
    asked, begun = "", False
    for _ in german.words.script("chat"):
        offered = [*suggestions(asked, begun, german.shown_number, german.words), *german.chat.choices]
        german.chat.choose(offered[0]) if offered[0] in german.chat.choices else german.chat.say(offered[0])
        asked, begun = " ".join(str(item.get("text", "")) for item in german.chat.history[-1].items), True
    assert german.record.kept.handover is not None
    assert german.record.kept.handover.call_request.name == "Ada"


@pytest.mark.slow
def test_the_german_demo_plays_a_whole_handover(german: Demo) -> None:
    german.set_mode("played")
    german.world.agenda.advance(240)
    assert german.record.kept.handover is not None
    assert german.record.kept.handover.state is State.COMPLETED
