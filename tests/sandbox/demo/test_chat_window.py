"""The demo's chat window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from sandbox.demo.chat_window import NotNowError
from sandbox.demo.demo import Demo
from tests.fakes.worlds import in_memory

Works = list[Callable[[], None]]


@pytest.fixture
def waiting() -> Works:
    """Holds background work until the test runs it."""
    return []


@pytest.fixture
def slow_demo(waiting: Works) -> Iterator[Demo]:
    """A demo whose background waits for the test."""
    demo = Demo("openwhisk", waiting.append, in_memory())
    demo.open_chat()
    yield demo
    demo.world.close()


def test_while_an_answer_is_on_its_way_the_assistant_types_and_takes_no_more(slow_demo: Demo, waiting: Works) -> None:
    waiting.pop(0)()
    slow_demo.chat.say("hello")
    assert slow_demo.chat.typing
    assert list(slow_demo.chat.choices) == []
    with pytest.raises(NotNowError, match="still answering"):
        slow_demo.chat.say("are you there?")
    with pytest.raises(NotNowError, match="still answering"):
        slow_demo.chat.choose("Call me")
    waiting.pop(0)()
    assert not slow_demo.chat.typing


def test_before_it_is_open_nothing_can_be_written(slow_demo: Demo) -> None:
    with pytest.raises(NotNowError, match="still answering"):
        slow_demo.chat.say("hello")


def test_an_answer_to_the_last_chat_does_not_disturb_the_new_one(slow_demo: Demo, waiting: Works) -> None:
    waiting.pop(0)()
    slow_demo.chat.say("hello")
    slow_demo.open_chat("Facebook Messenger")
    for work in tuple(waiting):
        work()
    assert list(slow_demo.chat.history) == []
    assert (slow_demo.chat.channel, slow_demo.chat.typing) == ("Facebook Messenger", False)


def test_line_breaks_become_spaces_as_watson_takes_none(demo: Demo) -> None:
    demo.chat.say("I want\nto report\thail damage")
    assert [said.text for said in demo.chat.history if said.by == "customer"] == ["I want to report hail damage"]


def test_a_button_sends_what_stands_behind_it_and_shows_what_stands_on_it(demo: Demo) -> None:
    demo.chat.choose("Call me")
    assert demo.chat.history[1].clicked == "Call me"
