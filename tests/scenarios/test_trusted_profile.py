"""Storage by a trusted profile: a call on the sandbox's S3 server and IAM, and a profile that loses its link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from handover.clock import Clock
from handover.services.storage.authorize import ByToken
from handover.services.storage.client import lazy_client
from handover.services.storage.trusted_profile import profile_function
from handover.settings import Settings
from sandbox.bucket import Bucket
from sandbox.host import PlatformName
from sandbox.iam import Iam
from sandbox.watson import LogsApi
from sandbox.world import Parts, World
from tests.scenarios.people import customer_calls, ready, start

WITHOUT_KEYS = {"COS_HMAC_ACCESS_KEY_ID": "", "COS_HMAC_SECRET_ACCESS_KEY": ""}


@pytest.fixture
def platform() -> PlatformName:
    return "code-engine"


@pytest.fixture
def by_profile(s3_server: Bucket, tmp_path: Path, platform: PlatformName) -> Iterator[World]:
    """Storage takes tokens of IAM only, and the actions have no key."""
    file = tmp_path / "token"

    def client(settings: Settings, clock: Clock) -> Callable[[], Any]:
        fetch = profile_function(settings.cos_trusted_profile, settings.cos_auth_endpoint, file)
        return lazy_client(settings, clock, ByToken(fetch, clock))

    parts = Parts(s3_server, client, settings=WITHOUT_KEYS, logs_api=LogsApi, timer=False)
    with World(platform, parts) as world:
        iam = _iam(world)
        iam.profiles = {"handover": True}
        file.write_text(iam.compute_token)
        s3_server.accepts = iam.valid
        yield world


def _iam(world: World) -> Iam:
    assert world.logs_api
    return world.logs_api.iam


def test_a_call_needs_no_key(by_profile: World) -> None:
    ready(by_profile)
    assert start(by_profile)["status"] == "dialing"
    assert len(customer_calls(by_profile)) == 1
    assert len(_iam(by_profile).issued) == 1


def test_a_profile_that_trusts_the_project_no_more_dials_nothing_and_says_why(
    by_profile: World, capsys: pytest.CaptureFixture[str]
) -> None:
    ready(by_profile)
    _iam(by_profile).profiles = {"handover": False}
    told = start(by_profile)
    assert (told["ok"], told["reason"]) == (False, "storage_unavailable")
    assert customer_calls(by_profile) == []
    assert "the trusted profile handover does not trust this Code Engine project: link it" in capsys.readouterr().out
    by_profile.agenda.advance(2)
    _iam(by_profile).profiles = {"handover": True}
    assert start(by_profile)["status"] == "dialing"
