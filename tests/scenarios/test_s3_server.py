"""A whole handover over the sandbox's S3 server, as in `make demo` and `make play`, on both platforms' shapes."""

from __future__ import annotations

import pytest

from sandbox.bucket import Bucket
from sandbox.host import PlatformName
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from sandbox.world import Parts


@pytest.mark.parametrize("platform", ["openwhisk", "code-engine"])
@pytest.mark.slow
def test_the_story_ends_as_it_should(s3_server: Bucket, platform: PlatformName) -> None:
    with make_world(STORIES["accepted"], platform, Parts(bucket=s3_server)) as world:
        assert play(STORIES["accepted"], world).wrong == []
