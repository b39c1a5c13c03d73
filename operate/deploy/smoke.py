"""Step `smoke`: every action on the web is asked once by a stranger and once by who may, and has to tell them apart.

No call is placed and nothing is kept: the time is asked for, an event that nobody knows is sent, a handover that never was
is reported on. The dashboard leads a stranger to its sign-in, and everybody may see that page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from operate.deploy.change import Change
from operate.deploy.functions import expected
from operate.deploy.job import Job
from operate.errors import OperatorError

#: A cold start with room to spare; the actions themselves are done long before.
_SECONDS = 60

_FORM = "application/x-www-form-urlencoded"
_REFUSED = (401, 403)


@dataclass(frozen=True)
class Ask:
    """How one action is asked by who may: what to send, what must come back (`words` is a pattern)."""

    method: str = "POST"
    query: str = ""
    body: bytes = b""
    content_type: str = "application/json"
    status: int = 200
    words: str = ""


ASKS: Mapping[str, Ask] = {
    "webhook": Ask(body=b'{"action": "time", "timezone": "Europe/Berlin"}', words=r'"ok":\s*true'),
    "twiml": Ask(query="?step=inbound", body=b"Direction=inbound", content_type=_FORM, words="<Response>"),
    "status": Ask(
        query="?kind=customer&h=20000101-smoke-1", body=b"CallStatus=completed", content_type=_FORM, status=404
    ),
    "transcript": Ask(body=b'{"event": {"name": "smoke_test"}, "payload": {}}', status=204),
    "dashboard": Ask(method="GET", query="?view=signin", words=r'name="token"'),
}

#: A page of the dashboard that a stranger is led away from.
_NOT_FOR_STRANGERS = Ask(method="GET", query="?view=desk", status=303)


@dataclass(frozen=True)
class Probe:
    """One request to an action, and what it must answer with."""

    says: str
    url: str
    ask: Ask
    expects: tuple[int, ...]
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    words: str = ""

    def do(self, job: Job) -> None:
        import requests

        began = job.clock.monotonic()
        try:
            answer = requests.request(
                self.ask.method,
                self.url,
                data=self.ask.body,
                headers={"Content-Type": self.ask.content_type, "Accept": "*/*", **self.headers},
                timeout=_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise OperatorError(
                f"{self.url} cannot be reached ({type(error).__name__}); run this again in a minute."
            ) from None
        took = job.clock.monotonic() - began
        if answer.status_code not in self.expects:
            raise OperatorError(f"{self.url} answered {answer.status_code}: {_meaning(answer.status_code)}")
        if not re.search(self.words, answer.text):
            raise OperatorError(
                f"{self.url} answered, but not as the bundle does: is another program behind this address?"
            )
        job.console.say(f"    {answer.status_code} after {took:.1f} s")


def changes(job: Job) -> list[Change]:
    """Two requests an action. They change nothing, so they are sent in every run."""
    planned: list[Change] = []
    for action, url in expected(job).items():
        ask, where = ASKS[action], url + ASKS[action].query
        if action != "dashboard":
            known = _credentials(job, action, where, ask)
            planned.append(Probe(f"ask {action} as a stranger", where, ask, _REFUSED))
            planned.append(Probe(f"ask {action} as who may", where, ask, (ask.status,), known, ask.words))
        elif job.settings.get("DASHBOARD_SECRET"):
            away = _NOT_FOR_STRANGERS
            planned.append(Probe(f"ask {action} as a stranger", url + away.query, away, (away.status,)))
            planned.append(Probe(f"ask {action} for its sign-in", where, ask, (ask.status,), words=ask.words))
        else:
            job.console.say(f"  The action {action} is not asked: it does not work without DASHBOARD_SECRET.")
    return planned


def removal(_job: Job) -> list[Change]:
    return []


def _credentials(job: Job, action: str, url: str, ask: Ask) -> dict[str, str]:
    """The header by which this action knows its caller."""
    if action in ("twiml", "status"):
        from urllib.parse import parse_qsl

        from twilio.request_validator import RequestValidator

        form = dict(parse_qsl(ask.body.decode()))
        return {"X-Twilio-Signature": RequestValidator(job.settings["TWILIO_AUTH_TOKEN"]).compute_signature(url, form)}
    if action == "transcript":
        import jwt

        expires = int(job.clock.now().timestamp()) + 600
        return {"Authorization": jwt.encode({"exp": expires}, job.settings["WEBHOOK_SECRET"], algorithm="HS256")}
    return {"X-Handover-Secret": job.settings["WEBHOOK_SECRET"]}


def _meaning(status: int) -> str:
    if status in _REFUSED:
        return (
            "it does not know our credentials. If it is reached by another address than it knows (a domain of your own, an"
            " inner host name), set PUBLIC_URL; else deploy the functions again: --only functions."
        )
    if status == 404:
        return "the action is not there: ./deploy.sh --only functions deploys it."
    if status == 429:
        return "the host's rate limit is too low (docs/operations.md, Quotas)."
    return "its log says why (docs/operations.md, Logs)."
