"""What the bundle's tests share: two storage servers for the whole run, one Twilio and one bucket for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from handover.services.storage import keys
from sandbox.bucket import Bucket
from tests.handover import servers
from tests.handover.rig import Rig, S3Server
from tests.handover.servers import Moto, client_for
from tests.handover.twilio_stub import TwilioStub

#: One client per server: making one costs more than most tests.
client_of: Callable[[str], Any] = cache(client_for)


@pytest.fixture(scope="session")
def moto() -> Iterator[Moto]:
    with Bucket() as bucket:
        yield Moto(bucket)


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    if not servers.MINISTACK.exists():
        pytest.skip("The second S3 server is not set up: `make .venv-ministack/ready` does that.")
    with servers.ministack(tmp_path_factory.mktemp("ministack")) as server:
        yield server


@pytest.fixture
def twilio() -> Iterator[TwilioStub]:
    with TwilioStub() as stub:
        yield stub


@pytest.fixture
def rig(request: pytest.FixtureRequest, twilio: TwilioStub) -> Rig:
    """Everything real, with a desk, on the faster storage server if it is there."""
    server: S3Server = request.getfixturevalue("ministack" if servers.MINISTACK.exists() else "moto")
    return _made(server, twilio)


@pytest.fixture
def unproven_rig(rig: Rig) -> Rig:
    """Over storage of which nobody knows yet whether it honours conditions."""
    rig.storage.bucket.delete(keys.PROOF)
    return rig


@pytest.fixture
def moto_rig(moto: Moto, twilio: TwilioStub) -> Rig:
    """On the sandbox's own storage server, which can be made to fail over the wire."""
    return _made(moto, twilio)


@pytest.fixture(params=["moto", "ministack"])
def racing_rig(request: pytest.FixtureRequest, twilio: TwilioStub) -> Rig:
    """The same on both storage servers: a race must have one winner on each."""
    server: S3Server = request.getfixturevalue(request.param)
    return _made(server, twilio)


def _made(server: S3Server, twilio: TwilioStub) -> Rig:
    """With a desk, and proven: that costs five requests, and has tests of its own."""
    made = Rig(server, twilio, client_of(server.endpoint))
    made.desk()
    server.put(made.bucket, keys.PROOF, b'{"proven":true}')
    return made
