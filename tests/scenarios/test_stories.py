"""Every story of `make play` ends as expected, with one call at most and the whole chat stored."""

from __future__ import annotations

import pytest

from sandbox.host import PlatformName
from sandbox.play.messages import messages_in
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from sandbox.twilio import Caption
from sandbox.world import Parts
from tests.fakes.worlds import in_memory

#: The rest of the German ones is slow only because there are so many.
QUICK_IN_GERMAN = ("accepted", "cancel-ringing")


@pytest.mark.parametrize("name", STORIES)
def test_story_ends_as_it_should(name: str, platform: PlatformName) -> None:
    with make_world(STORIES[name], platform, in_memory()) as world:
        assert play(STORIES[name], world).wrong == []


@pytest.mark.parametrize(
    "name", [name if name in QUICK_IN_GERMAN else pytest.param(name, marks=pytest.mark.slow) for name in STORIES]
)
def test_story_ends_as_it_should_in_german(name: str, platform: PlatformName) -> None:
    with make_world(STORIES[name], platform, in_memory(Parts(language="de"))) as world:
        assert play(STORIES[name], world, messages=messages_in("de")).wrong == []


def test_german_is_spoken_in_the_chat_and_on_every_phone() -> None:
    heard: list[str] = []
    with make_world(STORIES["accepted"], "openwhisk", in_memory(Parts(language="de"))) as world:
        world.network.on_change(
            lambda change: heard.append(change.about.language) if isinstance(change.about, Caption) else None
        )
        outcome = play(STORIES["accepted"], world, messages=messages_in("de"))
    assert {language.partition("-")[0] for language in heard if language} == {"de"}
    assert "Guten Tag!" in outcome.transcript[0].text
