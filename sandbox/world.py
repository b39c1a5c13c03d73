"""A whole world on one machine: a customer, agents, Watson, a phone network, a bucket, and the real bundle in between.

    with World() as world:
        chat = world.chat()
        chat.say("please call me")
        ...
        world.phone("+493012345678").plan = Answers(then=(Press("1", when_asked=True),))
        world.agenda.advance(60)

Everything has one clock, the agenda's. Functions run in this process unless `in_processes` is set; both platforms'
shapes are the same world otherwise.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from handover.clock import Clock, Deadline
from handover.core.call.state import Handover
from handover.core.chat.transcript import ChatLine, merged
from handover.runtime import Container
from handover.services.storage import AppStorage, RequestStorage, keys
from handover.services.telephony import TwilioClient
from handover.settings import Settings, read
from handover.usecases.context import AppContext
from sandbox.agenda import Agenda
from sandbox.browser import Browser
from sandbox.bucket import Bucket
from sandbox.bucket.faults import StorageFaults
from sandbox.host import Activation, FunctionHost, Inline, PlatformName, Process
from sandbox.host.contract import Runner
from sandbox.net import HttpRequest, HttpResponse
from sandbox.twilio import Account, Phone, PhoneNetwork, RestServer, Variants
from sandbox.watson import Assistant, Conversation, Delivery, Skill, promptly

ROOT = Path(__file__).parents[1]
DESK: Mapping[str, Any] = {
    "name": "Example Insurance",
    "agents": [
        {"id": "anna", "name": "Anna", "phone": "+493012345671", "role": "lead"},
        {"id": "ben", "name": "Ben", "phone": "+493012345672"},
    ],
    "countries": ["DE", "US"],
    "time_zone": "Europe/Berlin",
}
#: The customer's number.
CUSTOMER = "+493012345678"
_START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_SECRET = "sandbox-webhook-secret-of-32-bytes-and-more"
_EVERY = 300


class WorldBucket(Protocol):
    """What a world needs of its object storage: the S3 server of the sandbox has it, and the one in memory of the tests."""

    @property
    def faults(self) -> StorageFaults:
        """What goes wrong, as planned."""

    def start(self) -> object: ...

    def stop(self) -> None: ...

    def create(self, name: str) -> object: ...

    def settings(self, name: str) -> dict[str, str]:
        """The bundle's settings for that bucket."""

    def objects(self, name: str) -> dict[str, bytes]:
        """Everything in a bucket, by key. No fault touches it."""

    def put(self, name: str, key: str, body: bytes) -> None:
        """Store an object as an operator would. No fault touches it."""


@dataclass
class Parts:
    """What a world may be given instead of its own: a bucket that several worlds share, a desk, a skill.

    `storage_client`: what makes the storage client for a bucket that is no S3 server; the SDK's client unless given.
    """

    bucket: WorldBucket | None = None
    storage_client: Callable[[Settings, Clock], Callable[[], Any]] | None = None
    desk: Mapping[str, Any] | None = None
    skill: Path = ROOT / "skill-claim.json"
    settings: Mapping[str, str] | None = None
    variants: Variants | None = None
    delivery: Delivery = promptly
    start: datetime = _START
    timer: bool = True
    watch: Callable[[Activation], None] = lambda _: None


class World:
    """`agenda` is its time, `network` its phones, `host` its functions, `assistant` its Watson, `bucket` what is kept."""

    def __init__(
        self, platform: PlatformName = "openwhisk", parts: Parts | None = None, in_processes: bool = False
    ) -> None:
        parts = parts or Parts()
        self.agenda = Agenda(parts.start)
        self._own_bucket = parts.bucket is None
        self.bucket: WorldBucket = parts.bucket or Bucket()
        if self._own_bucket:
            self.bucket.start()
        self.bucket_name = f"world-{uuid.uuid4().hex[:12]}"
        self.bucket.create(self.bucket_name)
        self.account = Account("AC" + "1" * 32, "sandbox-auth-token-0123456789abc", "+493012345670")
        self.network = PhoneNetwork(self.agenda, self.web, self.account, parts.variants or Variants())
        self.rest = RestServer(self.network, step=self.agenda.step)
        self.rest.start()
        self.settings = {**self._settings(), **(parts.settings or {})}
        self._browsers: dict[str, Browser] = {}
        checked = read(self.settings, {})
        client = parts.storage_client(checked, self.agenda) if parts.storage_client else None
        self._storage = AppStorage(checked, self.agenda, client)
        self._twilio = TwilioClient(checked, sleep=self.agenda.step)
        self._runner: Runner = Process(ROOT / "functions") if in_processes else Inline(self._container)
        self.host = FunctionHost(platform, self.settings, self._runner, now=self.agenda.now, watch=parts.watch)
        self.set_desk(parts.desk or DESK)
        self.account.numbers[self.account.number].voice_url = f"{self.host.url('twiml')}?step=inbound"
        self.assistant = Assistant(
            Skill.load(parts.skill),
            self.agenda,
            self.web,
            self.host.url("webhook"),
            {"X-Handover-Secret": _SECRET},
            self.host.url("transcript"),
            _SECRET,
            delivery=parts.delivery,
        )
        if parts.timer:
            self._set_timer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all that runs."""
        self.agenda.stop()
        self.host.close()
        self.rest.stop(wait=False)  # its loop needs some tenths of a second, and nobody waits for it
        if self._own_bucket:
            self.bucket.stop()

    # People

    def chat(self, channel: str = "Web chat", **identity: Any) -> Conversation:
        """Somebody opens a chat."""
        return self.assistant.open(channel, **identity)

    def phone(self, number: str) -> Phone:
        return self.network.phone(number)

    @property
    def customer(self) -> Phone:
        """The customer's phone."""
        return self.phone(CUSTOMER)

    @property
    def agents(self) -> list[Phone]:
        """The phones of the desk's agents, in order."""
        return [self.phone(agent["phone"]) for agent in self.desk["agents"]]

    def browser(self, agent_id: str) -> Browser:
        """That agent's browser; there is one for each."""
        return self._browsers.setdefault(agent_id, Browser(self.web))

    # The desk

    def set_desk(self, desk: Mapping[str, Any]) -> None:
        """Put a desk.json into the bucket; it is in force within 30 s."""
        self.desk = desk
        self.put_desk(json.dumps(desk))
        for agent in desk["agents"]:
            self.phone(agent["phone"]).owner = agent["name"]

    def put_desk(self, text: str) -> None:
        """Put any text where desk.json is."""
        self.bucket.put(self.bucket_name, keys.DESK, text.encode())

    # What is on record

    def storage(self) -> RequestStorage:
        """The bundle's own view of the bucket."""
        return self._storage.within(Deadline(self.agenda, 30))

    def handovers(self, session_id: str) -> list[Handover]:
        """The chat's handovers, in order."""
        storage = self.storage()
        pointers = storage.sessions.pointers(session_id)
        found = [storage.handovers.load(pointer.handover_id, self.agenda.now()) for pointer in pointers]
        return [handover for handover in found if handover]

    def handover(self, session_id: str) -> Handover:
        """The chat's latest handover."""
        return self.handovers(session_id)[-1]

    def transcript(self, session_id: str) -> list[ChatLine]:
        """All that is kept of what was said in the chat."""
        storage = self.storage()
        found = self.handovers(session_id)
        given = found[-1].call_request.transcript if found else ()
        return merged(storage.turns.of_session(session_id), given)

    # Inside

    def web(self, request: HttpRequest) -> HttpResponse:
        """The world's internet: there is one server that Watson and Twilio call."""
        return self.host(request)

    def _container(self, environ: Mapping[str, str]) -> Container:
        """A container with an environment of its own; the clients are the world's, since making them costs the most."""
        return Container(environ, lambda settings: AppContext(settings, self.agenda, self._storage, self._twilio))

    def _settings(self) -> dict[str, str]:
        return {
            "TWILIO_ACCOUNT_SID": self.account.sid,
            "TWILIO_AUTH_TOKEN": self.account.auth_token,
            "TWILIO_NUMBER": self.account.number,
            "TWILIO_API_BASE": self.rest.base_url,
            "WEBHOOK_SECRET": _SECRET,
            "DASHBOARD_SECRET": "sandbox-dashboard-secret-of-32-bytes",
            "HASH_KEY": "sandbox-hash-key-of-32-bytes-and-more",
            **self.bucket.settings(self.bucket_name),
        }

    def _set_timer(self) -> None:
        def tick() -> None:
            self.agenda.outside(lambda: self.host.trigger("scheduler"), lambda _: None)
            self.agenda.after(_EVERY, tick)

        self.agenda.after(_EVERY, tick)
