"""Whole handovers through the application, where one container has all actions."""

from __future__ import annotations

import pytest

from sandbox.host import PlatformName
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from sandbox.world import World
from tests.fakes.worlds import in_memory
from tests.scenarios.people import post


@pytest.fixture
def platform() -> PlatformName:
    return "app"


@pytest.mark.parametrize("name", ["accepted", "wrap-up"])
def test_story_ends_as_it_should(name: str, platform: PlatformName) -> None:
    with make_world(STORIES[name], platform, in_memory()) as world:
        assert play(STORIES[name], world).wrong == []


@pytest.mark.parametrize("body", [b"", b"[1, 2]", b"\xff\xfe{}"])
def test_a_body_that_is_no_object_is_400(world: World, body: bytes) -> None:
    assert post(world, body).status == 400
