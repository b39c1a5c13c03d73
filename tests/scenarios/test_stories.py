"""Every story of `make play` ends as expected, with one call at most and the whole chat stored."""

from __future__ import annotations

import pytest

from sandbox.host import PlatformName
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from tests.fakes.worlds import in_memory


@pytest.mark.parametrize("name", STORIES)
def test_story_ends_as_it_should(name: str, platform: PlatformName) -> None:
    with make_world(STORIES[name], platform, in_memory()) as world:
        assert play(STORIES[name], world).wrong == []
