"""A whole world on one machine: a customer, agents, Watson, a phone network, a bucket, and the real bundle in between.

    with World() as world:
        chat = world.chat()
        chat.say("please call me")
        ...
        world.phone("+493012345678").plan = Answers(then=(Press("1", when_asked=True),))
        world.agenda.advance(60)

Everything uses one clock, the agenda's. Functions run in this process unless `in_processes` is set; then they have an
address on a port of this machine, where they reach each other.
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

from handover.clock import Clock
from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.state import Handover
from handover.core.chat.merging import merged
from handover.core.chat.transcript import ChatLine
from handover.deadline import Deadline
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
from sandbox.host.server import HostServer
from sandbox.host.wake_ups import AgendaWakeUps
from sandbox.net import HttpRequest, HttpResponse
from sandbox.twilio import Account, OwnedNumber, Phone, PhoneNetwork, RestServer, Variants
from sandbox.watson import ActionChat, Assistant, Conversation, Delivery, Extension, LogsApi, Skill, promptly

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
#: The repository's skill in each language.
SKILLS: Mapping[str, Path] = {"en": ROOT / "skill-claim.json", "de": ROOT / "skill-claim.de.json"}
#: The customer's number.
CUSTOMER = "+493012345678"
_START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_SECRET = "sandbox-webhook-secret-of-32-bytes-and-more"
#: Seconds: the scheduler is triggered at each full minute, as deployed.
_EVERY = 60


class WorldBucket(Protocol):
    """The object storage of a world: the sandbox's S3 server, or the tests' bucket in memory."""

    @property
    def faults(self) -> StorageFaults:
        """Returns the planned faults."""

    def start(self) -> object: ...

    def stop(self) -> None: ...

    def create(self, name: str) -> object: ...

    def settings(self, name: str) -> dict[str, str]:
        """Returns the bundle's settings for that bucket."""

    def objects(self, name: str) -> dict[str, bytes]:
        """Returns all objects of a bucket, by key. Faults do not apply."""

    def put(self, name: str, key: str, body: bytes) -> None:
        """Stores an object, as an operator would. Faults do not apply."""


@dataclass
class Parts:
    """Options of a world. `bucket` may be shared by several worlds; without it a world starts its own. `language`: whose
    skill it has, and the desk's; `skill` is another one.

    `storage_client` makes the storage client for a bucket that is not an S3 server; without it, the SDK's client is used.
    `log_webhook` and `logs_api` say how turns come: a Lite plan has neither, a Plus plan may have both.
    `runner` makes the runner of the functions, on the world's clock; without it, they run in this process.
    """

    bucket: WorldBucket | None = None
    storage_client: Callable[[Settings, Clock], Callable[[], Any]] | None = None
    desk: Mapping[str, Any] | None = None
    language: str = "en"
    skill: Path | None = None
    settings: Mapping[str, str] | None = None
    variants: Variants | None = None
    delivery: Delivery = promptly
    log_webhook: bool = True
    logs_api: Callable[[Agenda], LogsApi] | None = None
    start: datetime = _START
    timer: bool = True
    watch: Callable[[Activation], None] = lambda _: None
    runner: Callable[[Agenda], Runner] | None = None


class World:
    """`agenda` is its clock, `network` its phones, `host` its functions, `assistant` its Watson, `bucket` its storage."""

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
        self._server = HostServer() if in_processes else None
        self.logs_api = parts.logs_api(self.agenda) if parts.logs_api else None
        if self.logs_api:
            self.logs_api.start()
        of_logs = self.logs_api.settings if self.logs_api else {}
        self.settings = {**self._settings(), **of_logs, **(parts.settings or {})}
        self._browsers: dict[str, Browser] = {}
        checked = read(self.settings, {} if platform == "openwhisk" else {"CE_APP": "handover"})
        client = parts.storage_client(checked, self.agenda) if parts.storage_client else None
        self._storage = AppStorage(checked, self.agenda, client)
        self._twilio = TwilioClient(checked, sleep=self.agenda.step)
        self._runner = parts.runner(self.agenda) if parts.runner else self._own_runner(platform, in_processes)
        self.host = FunctionHost(platform, self.settings, self._runner, now=self.agenda.now, watch=parts.watch)
        if self._server:
            self._server.start(self.web)
        self.set_desk(parts.desk or {**DESK, "language": parts.language})
        self.assistant = Assistant(
            Skill.load(parts.skill or SKILLS[parts.language]),
            self.agenda,
            self.web,
            self.host.url("webhook"),
            {"X-Handover-Secret": _SECRET},
            self.host.url("transcript") if parts.log_webhook else None,
            _SECRET,
            delivery=parts.delivery,
            logs_api=self.logs_api,
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
        """Ends everything that runs."""
        self.agenda.stop()
        if self._server:
            self._server.stop()
        self.host.close()
        self.rest.stop(wait=False)  # its loop needs some tenths of a second to end
        if self.logs_api:
            self.logs_api.stop()
        if self._own_bucket:
            self.bucket.stop()

    # People

    def chat(self, channel: str = "Web chat", **identity: Any) -> Conversation:
        """Opens a chat, as a customer does."""
        return self.assistant.open(channel, **identity)

    def action_chat(self) -> ActionChat:
        """Opens a chat with the action of docs/extension.md, which calls the webhook as a custom extension."""
        scheme, _, address = self.host.url("webhook").rstrip("/").removesuffix("/webhook").partition("://")
        document = (ROOT / "openapi.json").read_text(encoding="utf-8").replace("https://{", f"{scheme}://{{")
        extension = Extension(document, self.web, {"address": address}, _SECRET)
        return ActionChat(extension, self.agenda, str(uuid.uuid4()), self.desk["language"])

    def phone(self, number: str) -> Phone:
        return self.network.phone(number)

    @property
    def customer(self) -> Phone:
        """Returns the customer's phone."""
        return self.phone(CUSTOMER)

    @property
    def agents(self) -> list[Phone]:
        """Returns the phones of the desk's agents, in order."""
        return [self.phone(agent.get("sip") or agent["phone"]) for agent in self.desk["agents"]]

    def browser(self, agent_id: str) -> Browser:
        """Returns that agent's browser. Each agent has one."""
        return self._browsers.setdefault(agent_id, Browser(self.web))

    # The desk

    def set_desk(self, desk: Mapping[str, Any]) -> None:
        """Puts a desk.json into the bucket, and buys its numbers. The bundle reads it within 30 s."""
        self.desk = desk
        for number in (self.account.number, *desk.get("numbers", {}).values()):
            self._answer(self.account.own(number), desk)
        self.put_desk(json.dumps(desk))
        for agent in desk["agents"]:
            self.phone(agent.get("sip") or agent["phone"]).owner = agent["name"]

    def put_desk(self, text: str) -> None:
        """Replaces desk.json by any text."""
        self.bucket.put(self.bucket_name, keys.DESK, text.encode())

    # What is stored

    def storage(self) -> RequestStorage:
        """Returns the bundle's own storage on the world's bucket."""
        return self._storage.within(Deadline(self.agenda, 30))

    def handovers(self, session_id: str) -> list[Handover]:
        """Returns the chat's handovers, in order."""
        storage = self.storage()
        pointers = storage.sessions.pointers(session_id)
        found = [storage.handovers.load(pointer.handover_id, self.agenda.now()) for pointer in pointers]
        return [handover for handover in found if handover]

    def handover(self, session_id: str) -> Handover:
        """Returns the chat's latest handover."""
        return self.handovers(session_id)[-1]

    def transcript(self, session_id: str) -> list[ChatLine]:
        """Returns everything that is stored of the chat."""
        storage = self.storage()
        found = self.handovers(session_id)
        given = found[-1].call_request.transcript if found else ()
        return merged(storage.turns.of_session(session_id), given)

    # Inside

    def web(self, request: HttpRequest) -> HttpResponse:
        """Sends a request over the world's internet, where the function host is the only server."""
        return self.host(request)

    def _own_runner(self, platform: PlatformName, in_processes: bool) -> Runner:
        if in_processes and platform == "app":
            from sandbox.host.app_process import AppProcess

            return AppProcess()
        return Process(ROOT / "functions") if in_processes else Inline(self._container)

    def _container(self, environ: Mapping[str, str]) -> Container:
        """Returns a container with its own environment. Containers share the world's clients, which are slow to make."""
        wake_ups = AgendaWakeUps(self.agenda, self.web)
        return Container(
            environ,
            lambda settings: AppContext(settings, self.agenda, self._storage, self._twilio, wake_ups=wake_ups),
        )

    def _answer(self, number: OwnedNumber, desk: Mapping[str, Any]) -> None:
        """Sets a number's URLs, as a deploy does."""
        language, name = desk.get("language", "en"), desk["name"]
        urls = CallbackUrls(self.host.url("twiml"), self.host.url("status"))
        number.voice_url = urls.step("inbound", language=language, desk=name)
        number.voice_fallback_url = urls.step("sorry", language=language)
        number.status_callback = urls.incoming_calls()

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
            **({"PUBLIC_URL": self._server.public_url} if self._server else {}),
        }

    def _set_timer(self) -> None:
        def tick() -> None:
            self.agenda.outside(lambda: self.host.trigger("scheduler"), lambda _: None)
            self.agenda.after(until_next(), tick)

        def until_next() -> float:
            return _EVERY - self.agenda.now().timestamp() % _EVERY

        self.agenda.after(until_next(), tick)
