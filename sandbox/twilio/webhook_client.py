"""Sends a webhook request: with time limits, retries and redirects, in world time.

It returns the response whatever its status. Its caller decides whether a 404 is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urljoin

from sandbox.agenda import Agenda
from sandbox.net import HttpRequest, HttpResponse, Web, respond_or_none
from sandbox.twilio.account import Account
from sandbox.twilio.change_feed import ChangeFeed
from sandbox.twilio.console import Console
from sandbox.twilio.flow import Outside, Sleep, Steps
from sandbox.twilio.sids import Sids
from sandbox.twilio.signing import signed_request
from sandbox.twilio.webhook import Overrides, Webhook, is_absolute, read_overrides

_MOST_REDIRECTS = 10
_KEEP_METHOD = (307, 308)


@dataclass(frozen=True)
class Exchange:
    """One attempt, for listeners. `status` is None if no response came in time. `seconds`: its duration."""

    purpose: str
    call_sid: str
    request: HttpRequest
    params: Mapping[str, str]
    status: int | None
    seconds: float
    attempt: int


@dataclass(frozen=True)
class Answer:
    """`url` is the responding address, after redirects."""

    url: str
    response: HttpResponse


@dataclass(frozen=True)
class Broken:
    """There was no response. `code` is Twilio's error."""

    url: str
    code: int
    text: str


@dataclass(frozen=True)
class WebhookCall:
    """A webhook to request. `once`: parameters that a redirect does not repeat. `token` is the same for every attempt."""

    webhook: Webhook
    params: Mapping[str, str]
    purpose: str
    call_sid: str = ""
    once: Mapping[str, str] | None = None
    token: str = ""


class WebhookClient:
    def __init__(
        self, agenda: Agenda, web: Web, account: Account, console: Console, sids: Sids, feed: ChangeFeed
    ) -> None:
        self._agenda = agenda
        self._web = web
        self._account = account
        self._console = console
        self._sids = sids
        self._feed = feed

    def run(self, call: WebhookCall) -> Steps[Answer | Broken]:
        """Requests the webhook, and returns the response or the error after the world time that this takes."""
        url, method = call.webhook.url, call.webhook.method
        if not is_absolute(url):
            return Broken(url, 11100, f"The address '{url}' is not an absolute http or https address.")
        overrides, bad = read_overrides(url)
        for problem in bad:
            self._console.error(problem.code, problem.text, call.call_sid)
        token = call.token or self._sids.token()
        params = {**call.params, **(call.once or {})}
        deadline = self._agenda.now().timestamp() + overrides.total
        for _ in range(_MOST_REDIRECTS + 1):
            request = signed_request(self._account.auth_token, method, url, params, token)
            reply = yield from self._attempts(call, request, params, overrides, deadline)
            if isinstance(reply, Broken) or not 300 <= reply.response.status < 400:
                return reply
            target = reply.response.headers.get("location")
            if not target:
                return Broken(url, 11216, f"{url} answered {reply.response.status} without a location.")
            url = urljoin(url, target)
            method = method if reply.response.status in _KEEP_METHOD else "GET"
            params = dict(call.params)
        return Broken(url, 11215, f"More than {_MOST_REDIRECTS} redirects, the last one to {url}.")

    def _attempts(
        self,
        call: WebhookCall,
        request: HttpRequest,
        params: Mapping[str, str],
        overrides: Overrides,
        deadline: float,
    ) -> Steps[Answer | Broken]:
        for attempt in range(overrides.retries + 1):
            left = deadline - self._agenda.now().timestamp()
            response: HttpResponse | None = yield Outside(partial(respond_or_none, self._web, request))
            outcome, seconds = _judge(response, overrides, left)
            yield Sleep(seconds)
            status = response.status if response and outcome not in ("ct", "rt") else None
            self._feed.publish(
                "webhook",
                Exchange(call.purpose, call.call_sid, request, params, status, seconds, attempt),
            )
            if not overrides.repeats(outcome) or left - seconds <= 0:
                break
        if response is None:
            return Broken(request.url, 11205, f"Nobody answers at {request.url}.")
        if outcome == "rt":
            return Broken(request.url, 11203, f"{request.url} did not answer within {seconds:g} seconds.")
        return Answer(request.url, response)


def _judge(response: HttpResponse | None, overrides: Overrides, left: float) -> tuple[str, float]:
    """Returns how an attempt ended (ok, ct, rt, 4xx, 5xx) and how many seconds it took."""
    if response is None:
        return "ct", max(0.0, min(overrides.connect, left))
    limit = max(0.0, min(overrides.read, left))
    if response.seconds > limit:
        return "rt", limit
    kind = {4: "4xx", 5: "5xx"}.get(response.status // 100, "ok")
    return kind, response.seconds
