"""Whole handovers on Code Engine's shapes; all other scenarios run on OpenWhisk's."""

from __future__ import annotations

import pytest

from sandbox.browser import Browser
from sandbox.host import PlatformName
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from sandbox.world import World
from tests.fakes.worlds import in_memory
from tests.scenarios import test_dropped, test_ring_back
from tests.scenarios.people import customer_calls, post, start
from tests.scenarios.test_sign_in import ask, code_in, signed_in


@pytest.fixture
def platform() -> PlatformName:
    return "code-engine"


@pytest.mark.parametrize("name", ["accepted", "mailbox", "cancel-ringing", "wrap-up"])
def test_story_ends_as_it_should(name: str, platform: PlatformName) -> None:
    with make_world(STORIES[name], platform, in_memory()) as world:
        assert play(STORIES[name], world).wrong == []


def test_an_agent_signs_in_with_the_code_that_was_texted(world: World) -> None:
    browser = Browser(world.web)
    browser.open(f"{world.host.url('dashboard')}?view=signin")
    ask(browser)
    world.agenda.advance(10)
    (message,) = world.agents[0].messages
    browser.submit(code=code_in(message.body))
    assert signed_in(browser)


def test_who_rings_back_is_connected(world: World) -> None:
    test_ring_back.test_who_missed_our_call_and_rings_back_is_connected_with_the_context(world)


def test_a_line_that_breaks_is_dropped_and_the_same_agent_is_rung_again(world: World) -> None:
    test_dropped.test_called_again_the_same_agent_is_rung_first_with_everything_intact(world)


@pytest.mark.parametrize("body", [b"", b"not json", b"[1, 2]", b"null", b"[" * 100_000, b"\xff\xfe{}"])
def test_a_body_that_is_no_object_is_400(world: World, body: bytes) -> None:
    assert post(world, body).status == 400


def test_a_number_that_is_not_called_has_its_word(world: World) -> None:
    assert start(world, number="+33 1 42 68 53 00")["reason"] == "country_not_allowed"
    assert customer_calls(world) == []
