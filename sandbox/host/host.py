"""A function host: passes HTTP requests and timers' events to the bundle's actions, as one of the three platforms does.

It is a `Web` (request in, response out), so Watson, Twilio and browsers of the sandbox call it like any server. Faults can
be planned. Every run is recorded with its log lines.
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from sandbox.host.app import App
from sandbox.host.code_engine import CodeEngine
from sandbox.host.contract import Call, Platform, RefusedError, Run, Runner
from sandbox.host.faults import ConnectionLostError, FunctionFaults
from sandbox.host.openwhisk import OpenWhisk
from sandbox.net import HttpRequest, HttpResponse, NoConnectionError

ACTIONS = ("webhook", "twiml", "status", "transcript", "dashboard", "scheduler")
TIMED = frozenset({"scheduler"})
#: Those with the annotation `web-custom-options` in manifest.yml.
FOR_PAGES = frozenset({"webhook", "transcript"})

PlatformName = Literal["openwhisk", "code-engine", "app"]


@dataclass(frozen=True)
class Activation:
    """One run of an action. `at`: world time of its start. `took`: real seconds. `method`: the request's; "" for a timer."""

    action: str
    id: str
    at: datetime
    took: float
    run: Run
    method: str = ""


class FunctionHost:
    """The bundle's actions on the internet of the sandbox.

    `settings`: the operator's, by name. If `PUBLIC_URL` is set, the actions respond there too, as behind a domain of one's
    own. `now` returns the world's time. `base`: the OpenWhisk host's address, or Code Engine's domain as
    `https://<subdomain>.<domain>`. `watch` is called with each run.
    """

    def __init__(
        self,
        platform: PlatformName,
        settings: Mapping[str, str],
        runner: Runner,
        base: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        watch: Callable[[Activation], None] = lambda _: None,
    ) -> None:
        self.platform = _platform(platform, settings, base)
        self.faults = FunctionFaults()
        self.activations: deque[Activation] = deque(maxlen=1000)
        self._public = settings.get("PUBLIC_URL", "")
        self._runner, self._now, self._watch = runner, now, watch
        self._addresses = [(d, urlsplit(address)) for d in ACTIONS for address in (self.url(d), self.platform.url(d))]

    @property
    def urls(self) -> dict[str, str]:
        """Returns the public address of each action."""
        return {action: self.url(action) for action in ACTIONS}

    def url(self, action: str) -> str:
        """Returns the public address of an action: the one that an operator enters at Watson and Twilio."""
        return self._public.replace("{action}", action) or self.platform.url(action)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Responds to a request. Raises NoConnectionError for an unknown host, and for planned faults."""
        found = self._find(request.url)
        if found is None:
            return self.platform.refusal(RefusedError(404, "The requested resource does not exist."), uuid.uuid4().hex)
        action, path = found
        fault = self.faults.take(action, request)
        if fault.refuse:
            raise NoConnectionError(f"{action} refuses connections")
        if fault.status:
            return HttpResponse(fault.status, {"content-type": "text/plain"}, b"", fault.seconds)
        response = self._deliver(action, path, request, overdue=fault.seconds > self.platform.time_limit)
        if fault.lose_answer:
            raise ConnectionLostError(f"the answer of {action} was lost")
        seconds = min(fault.seconds, self.platform.time_limit)
        return HttpResponse(response.status, response.headers, response.body, response.seconds + seconds)

    def trigger(self, action: str, payload: Mapping[str, Any] | None = None) -> Run:
        """Runs `action` as its timer does."""
        activation, now = uuid.uuid4().hex, self._now()
        return self._run(action, self.platform.event(payload or {}, activation, now), activation)

    def close(self) -> None:
        """Ends all containers."""
        self._runner.close()

    def _deliver(self, action: str, path: str, request: HttpRequest, overdue: bool) -> HttpResponse:
        activation = uuid.uuid4().hex
        try:
            args = self.platform.arguments(request, path)
        except RefusedError as refused:
            return self.platform.refusal(refused, activation)
        run = self._run(action, args, activation, request.method.upper())
        return self.platform.overdue(activation) if overdue else self.platform.response(run, request, activation)

    def _run(self, action: str, args: dict[str, Any], activation: str, method: str = "") -> Run:
        now, began = self._now(), time.monotonic()
        run = self._runner.run(Call(action, args, self.platform.environ(action, activation, now), now))
        noted = Activation(action, activation, now, time.monotonic() - began, run, method)
        self.activations.append(noted)
        self._watch(noted)
        return run

    def _find(self, url: str) -> tuple[str, str] | None:
        """Returns the action at an address and the rest of the path; None if our host has no web action there."""
        asked = urlsplit(url)
        near = [(action, address) for action, address in self._addresses if address[:2] == asked[:2]]
        if not near:
            raise NoConnectionError(f"there is no server at {asked.netloc}")
        for action, address in near:
            prefix = address.path.rstrip("/")
            rest = asked.path.removeprefix(prefix)
            if asked.path.startswith(prefix) and rest[:1] in ("", "/", ".") and action not in self.platform.private:
                return action, rest
        return None


def _platform(name: PlatformName, settings: Mapping[str, str], base: str) -> Platform:
    if name == "openwhisk":
        return OpenWhisk(settings, base or "https://openwhisk.test", private=TIMED, own_options=FOR_PAGES)
    kind = App if name == "app" else CodeEngine
    if not base:
        return kind(settings)
    subdomain, _, domain = urlsplit(base).netloc.partition(".")
    return kind(settings, subdomain, domain)
