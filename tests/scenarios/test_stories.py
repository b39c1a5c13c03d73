"""Every story of `make play`, on both platforms: it ends as it should, with one call at most and no word lost."""

from __future__ import annotations

import pytest

from sandbox.bucket import Bucket
from sandbox.host import PlatformName
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from sandbox.world import Parts


@pytest.mark.parametrize("name", STORIES)
def test_story_ends_as_it_should(name: str, bucket: Bucket, platform: PlatformName) -> None:
    with make_world(STORIES[name], platform, Parts(bucket=bucket)) as world:
        assert play(STORIES[name], world).wrong == []
