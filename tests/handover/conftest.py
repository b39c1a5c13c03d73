"""What the bundle's tests share: storage in memory and one Twilio for each test, and real storage servers for a few."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from handover.services.storage import keys
from sandbox.bucket import Bucket
from sandbox.bucket.faults import StorageFaults
from tests.fakes.bucket import MemoryBucket
from tests.handover import servers
from tests.handover.rig import Rig, S3Server, rig_in_memory, with_desk
from tests.handover.servers import Moto, client_for
from tests.handover.twilio_in_place import TwilioInPlace
from tests.handover.twilio_stub import TwilioStub
from tests.rounds import Counter

#: One client per server: making one costs more than most tests.
client_of: Callable[[str], Any] = cache(client_for)

SLOW_MOTO = pytest.param("moto", marks=pytest.mark.slow)
SLOW_MINISTACK = pytest.param("ministack", marks=pytest.mark.slow)


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
    with TwilioInPlace() as stub:
        yield stub


@pytest.fixture
def rig(twilio: TwilioStub) -> Rig:
    """A rig over storage in memory, with a desk."""
    return rig_in_memory(twilio)


@pytest.fixture
def counter(rig: Rig) -> Counter:
    """Counts requests and rounds of contexts that it makes of the rig's."""
    assert isinstance(rig.server, MemoryBucket)
    counter = Counter()
    counter.watch(rig.server)
    return counter


@pytest.fixture
def unproven_rig(rig: Rig) -> Rig:
    """A rig over storage that was not checked for conditional writes yet."""
    rig.storage.bucket.delete(keys.PROOF)
    return rig


@pytest.fixture(params=["memory", "moto", SLOW_MINISTACK])
def any_rig(request: pytest.FixtureRequest, twilio: TwilioStub) -> Rig:
    """A rig on each storage server: the real ones must do the same as the one in memory."""
    return _on(request, twilio)


@pytest.fixture(params=["memory", SLOW_MINISTACK])
def racing_rig(request: pytest.FixtureRequest, twilio: TwilioStub) -> Rig:
    """A rig for races: in memory, and on the server whose conditional writes are atomic by themselves. Moto's are so by the
    sandbox's lock; tests/sandbox/test_bucket.py proves that."""
    return _on(request, twilio)


@pytest.fixture(params=["memory", SLOW_MOTO])
def faulty_rig(request: pytest.FixtureRequest, twilio: TwilioStub) -> Rig:
    """A rig on each server that can be made to fail."""
    return _on(request, twilio)


@pytest.fixture
def faults(faulty_rig: Rig) -> Iterator[StorageFaults]:
    """The faults of the storage of `faulty_rig`."""
    server = faulty_rig.server
    assert isinstance(server, MemoryBucket | Moto)
    yield server.faults
    server.faults.clear()


def _on(request: pytest.FixtureRequest, twilio: TwilioStub) -> Rig:
    if request.param == "memory":
        rig: Rig = request.getfixturevalue("rig")
        return rig
    server: S3Server = request.getfixturevalue(request.param)
    return with_desk(Rig(server, twilio, client_of(server.endpoint)))
