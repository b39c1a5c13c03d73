"""The bundle's real parts over storage in memory, on a clock moved by hand: what service, use case and action tests use."""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from handover.core.call.call_request import CallRequest
from handover.core.call.state import Handover
from handover.deadline import Deadline
from handover.log import LogLine
from handover.services.storage import AppStorage, RequestStorage, keys
from handover.services.telephony import TwilioClient
from handover.settings import Settings, read
from handover.usecases.context import AppContext, RequestContext
from tests.fakes.bucket import MemoryBucket, MemoryClient
from tests.fakes.wake_ups import RecordedWakeUps
from tests.handover.twilio_stub import TwilioStub

T = TypeVar("T")

SID = "AC" + "0" * 31 + "1"
TOKEN = "0123456789abcdef0123456789abcdef"
SECRET = "a-webhook-secret-of-32-bytes-or-more"
PREVIOUS_SECRET = "the-previous-webhook-secret-32-bytes"
PREVIOUS_TOKEN = "fedcba9876543210fedcba9876543210"
HASH_KEY = "a-hash-key-that-is-32-bytes-or-longer"
STORAGE_KEY = "the-storage-access-key"
STORAGE_SECRET = "the-storage-secret-access-key"
OUR_NUMBER = "+493012345670"
CUSTOMER = "+493012345678"
OTHER = "+493012345679"
ANNA, BEN = "+493012345671", "+493012345672"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

DESK: Mapping[str, Any] = {
    "name": "Example Insurance",
    "agents": [{"id": "anna", "name": "Anna", "phone": ANNA}, {"id": "ben", "name": "Ben", "phone": BEN}],
    "countries": ["DE", "US"],
    "time_zone": "Europe/Berlin",
    "ringing": {"wrap_up_seconds": 0},  # most tests ring the same agent again at once
}

SETTINGS: Mapping[str, str] = {
    "TWILIO_ACCOUNT_SID": SID,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "TWILIO_AUTH_TOKEN_PREVIOUS": PREVIOUS_TOKEN,
    "TWILIO_NUMBER": OUR_NUMBER,
    "WEBHOOK_SECRET": SECRET,
    "WEBHOOK_SECRET_PREVIOUS": PREVIOUS_SECRET,
    "HASH_KEY": HASH_KEY,
    "COS_ENDPOINT": "http://storage.test",
    "COS_BUCKET": "handover",
    "COS_HMAC_ACCESS_KEY_ID": STORAGE_KEY,
    "COS_HMAC_SECRET_ACCESS_KEY": STORAGE_SECRET,
    "PUBLIC_URL": "https://handover.example.org/{action}",
}


def settings(**changes: str) -> Settings:
    """Returns complete settings; `""` removes one."""
    return read({**SETTINGS, **changes}, {})


class HandClock:
    """A clock that is moved by hand, so no test depends on how fast the machine is."""

    stepped = True

    def __init__(self, now: datetime = MONDAY) -> None:
        self._now = self._start = now
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return (self._now - self._start).total_seconds()

    def step(self, seconds: float) -> None:
        with self._lock:
            self._now += timedelta(seconds=seconds)


class RealWorkClock(HandClock):
    """A clock whose time is moved by hand, while deadlines count real seconds: for servers that are slow over the wire."""

    stepped = False

    def monotonic(self) -> float:
        return time.monotonic() + super().monotonic()


class S3Server(Protocol):
    """A server of object storage whose content tests can read."""

    @property
    def endpoint(self) -> str: ...

    def create(self, name: str) -> str:
        """Make a bucket. Returns its real name."""

    def objects(self, name: str) -> dict[str, bytes]:
        """Returns all objects of the bucket with that real name."""

    def put(self, name: str, key: str, body: bytes) -> None: ...


class Notes(LogLine):
    """A log line that a test can read; `warnings` are the lines for the operator."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []

    def warn(self, sentence: str) -> None:
        super().warn(sentence)
        self.warnings.append(sentence)


_names = itertools.count(1)


@dataclass
class Rig:
    """One bucket, one Twilio, one clock, and the contexts made of them. `client` is storage in memory by default."""

    server: S3Server
    twilio: TwilioStub
    client: Callable[[], MemoryClient]
    clock: HandClock = field(default_factory=HandClock)
    changes: Mapping[str, str] = field(default_factory=dict)
    bucket: str = ""
    wake_ups: RecordedWakeUps = field(default_factory=RecordedWakeUps)

    def __post_init__(self) -> None:
        self.bucket = self.bucket or self.server.create(f"test{next(_names)}")
        self.settings = settings(
            **{
                "COS_ENDPOINT": self.server.endpoint,
                "COS_BUCKET": self.bucket,
                "TWILIO_API_BASE": self.twilio.url,
                **self.changes,
            }
        )
        self.log = Notes()
        self._own: AppContext | None = None

    def change_settings(self, **changes: str) -> None:
        """Change settings, as a new deploy does: containers are made again."""
        self.changes = {**self.changes, **changes}
        self.__post_init__()

    def app(self, client: Callable[[], Any] | None = None, clock: HandClock | None = None) -> AppContext:
        """Returns the context of a fresh container."""
        return self.app_for(self.settings, client, clock)

    def app_for(
        self, settings: Settings, client: Callable[[], Any] | None = None, clock: HandClock | None = None
    ) -> AppContext:
        """Returns the context of a fresh container with these settings."""
        clock = clock or self.clock
        store = AppStorage(settings, clock, client or self.client)
        twilio = TwilioClient(
            settings, sleep=clock.step, make_session=self.twilio.session, connect=self.twilio.connections
        )
        return AppContext(settings, clock, store, twilio, wake_ups=self.wake_ups)

    def ctx(self, app: AppContext | None = None, seconds: float = 30.0) -> RequestContext:
        """Returns the context of one request, in the rig's own container unless another is given."""
        self._own = self._own or self.app()
        app = app or self._own
        return app.within(Deadline(app.clock, seconds), self.log)

    @property
    def storage(self) -> RequestStorage:
        return self.ctx().storage

    def desk(self, **changes: Any) -> None:
        """Put desk.json as an operator would, and forget the one that was read; `changes` replace its fields."""
        self.server.put(self.bucket, keys.DESK, json.dumps({**DESK, **changes}).encode())
        self._own = None

    def objects(self, prefix: str = "") -> dict[str, dict[str, Any]]:
        """Returns the stored objects as parsed JSON, by name."""
        stored = self.server.objects(self.bucket).items()
        return {key: json.loads(body) for key, body in stored if key.startswith(prefix)}

    def handover(self, handover_id: str) -> Handover:
        """Returns the handover in its state by the rig's clock."""
        found = self.storage.handovers.load(handover_id, self.clock.now())
        assert found is not None
        return found


def rig_in_memory(twilio: TwilioStub) -> Rig:
    """Returns a rig over storage in memory, with a desk, and with the marker of conditional writes."""
    clock = HandClock()
    memory = MemoryBucket(clock)
    return with_desk(Rig(memory, twilio, memory.client, clock))


def with_desk(rig: Rig) -> Rig:
    """Returns the rig with a desk, and with the marker of conditional writes: the check has tests of its own."""
    rig.desk()
    rig.server.put(rig.bucket, keys.PROOF, b'{"proven":true}')
    return rig


def call_request(session: str = "session-1", number: str = CUSTOMER, **more: Any) -> CallRequest:
    return CallRequest(session_id=session, phone_number=number, **more)


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """Returns the results of all works, run in threads that begin together."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(work) for work in works]]
