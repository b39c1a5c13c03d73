from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sandbox.demo.refused import RefusedError
from sandbox.demo.stage import Stage
from tests.fakes.worlds import in_memory

Works = list[Callable[[], None]]


@pytest.fixture
def waiting() -> Works:
    """What is to be done in the background, until the test does it."""
    return []


@pytest.fixture
def slow_stage(waiting: Works) -> Iterator[Stage]:
    """A stage whose background waits for the test."""
    stage = Stage("openwhisk", waiting.append, in_memory())
    stage.open_chat()
    yield stage
    stage.world.close()


def test_while_an_answer_is_on_its_way_the_assistant_types_and_takes_no_more(slow_stage: Stage, waiting: Works) -> None:
    waiting.pop(0)()
    slow_stage.chat.say("hello")
    assert slow_stage.chat.typing
    assert list(slow_stage.chat.choices) == []
    with pytest.raises(RefusedError, match="still answering"):
        slow_stage.chat.say("are you there?")
    with pytest.raises(RefusedError, match="still answering"):
        slow_stage.chat.choose("Call me")
    waiting.pop(0)()
    assert not slow_stage.chat.typing


def test_before_it_is_open_nothing_can_be_written(slow_stage: Stage) -> None:
    with pytest.raises(RefusedError, match="still answering"):
        slow_stage.chat.say("hello")


def test_an_answer_to_the_last_chat_does_not_disturb_the_new_one(slow_stage: Stage, waiting: Works) -> None:
    waiting.pop(0)()
    slow_stage.chat.say("hello")
    slow_stage.open_chat("Facebook Messenger")
    for work in tuple(waiting):
        work()
    assert list(slow_stage.chat.history) == []
    assert (slow_stage.chat.channel, slow_stage.chat.typing) == ("Facebook Messenger", False)


def test_line_breaks_become_spaces_as_watson_takes_none(stage: Stage) -> None:
    stage.chat.say("I want\nto report\thail damage")
    assert [said.text for said in stage.chat.history if said.by == "customer"] == ["I want to report hail damage"]


def test_a_button_sends_what_stands_behind_it_and_shows_what_stands_on_it(stage: Stage) -> None:
    stage.chat.choose("Call me")
    assert stage.chat.history[1].clicked == "Call me"
