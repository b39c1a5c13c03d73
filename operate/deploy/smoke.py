"""Step `smoke`: sends each web action a request with credentials and one without, and checks both responses.

It places no call and stores nothing: it requests the time, sends an unknown event, and sends a callback for a handover that
does not exist. The dashboard redirects a request without a session to its sign-in page, which is public.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from operate.deploy.change import Change
from operate.deploy.functions import expected
from operate.deploy.job import Job
from operate.errors import OperatorError

if TYPE_CHECKING:
    import requests

#: Seconds for one request: ample for a cold start.
_SECONDS = 60
#: Seconds before a 503 is retried.
_PAUSE_S = 2

_FORM = "application/x-www-form-urlencoded"
_REFUSED = (401, 403)


@dataclass(frozen=True)
class Check:
    """A valid request to one action, and its response: the status, and `words`, a pattern in the body."""

    method: str = "POST"
    query: str = ""
    body: bytes = b""
    content_type: str = "application/json"
    status: int = 200
    words: str = ""


CHECKS: Mapping[str, Check] = {
    "webhook": Check(body=b'{"action": "time", "timezone": "Europe/Berlin"}', words=r'"ok":\s*true'),
    "twiml": Check(query="?step=inbound", body=b"Direction=inbound", content_type=_FORM, words="<Response>"),
    "status": Check(
        query="?kind=customer&h=20000101-smoke-1", body=b"CallStatus=completed", content_type=_FORM, status=404
    ),
    "transcript": Check(body=b'{"event": {"name": "smoke_test"}, "payload": {}}', status=204),
    "dashboard": Check(method="GET", query="?view=signin", words=r'name="token"'),
}

#: A page of the dashboard that needs a session.
_NEEDS_SESSION = Check(method="GET", query="?view=desk", status=303)


@dataclass(frozen=True)
class Probe:
    """One request to an action, and the statuses and the pattern that its response must have.

    A 503 is retried once: the first request after a deploy meets a cold start, which storage may exceed.
    """

    says: str
    url: str
    check: Check
    expects: tuple[int, ...]
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    words: str = ""

    def do(self, job: Job) -> None:
        import requests  # here: most steps need none of this module's packages, which take a second

        began = job.clock.monotonic()
        try:
            answer = self._send()
            if answer.status_code == 503:
                job.wait(_PAUSE_S)
                answer = self._send()
        except requests.RequestException as error:
            raise OperatorError(
                f"{self.url} cannot be reached ({type(error).__name__}); run this step again in a minute."
            ) from None
        took = job.clock.monotonic() - began
        if answer.status_code not in self.expects:
            raise OperatorError(f"{self.url} responded with {answer.status_code}: {_meaning(answer.status_code)}")
        if not re.search(self.words, answer.text):
            raise OperatorError(f"{self.url} sent an unexpected response: is this the address of another program?")
        job.console.say(f"    {answer.status_code} after {took:.1f} s")

    def _send(self) -> requests.Response:
        import requests

        return requests.request(
            self.check.method,
            self.url,
            data=self.check.body,
            headers={"Content-Type": self.check.content_type, "Accept": "*/*", **self.headers},
            timeout=_SECONDS,
            allow_redirects=False,
        )


def changes(job: Job) -> list[Change]:
    """Returns two requests per action. They change nothing, so every run sends them."""
    planned: list[Change] = []
    for action, url in expected(job).items():
        check, where = CHECKS[action], url + CHECKS[action].query
        if action != "dashboard":
            headers = _credentials(job, action, where, check)
            planned.append(Probe(f"send {action} a request without credentials", where, check, _REFUSED))
            planned.append(Probe(f"send {action} a valid request", where, check, (check.status,), headers, check.words))
        elif job.settings.get("DASHBOARD_SECRET"):
            page = _NEEDS_SESSION
            planned.append(
                Probe(f"request a page of {action} without a session", url + page.query, page, (page.status,))
            )
            planned.append(
                Probe(f"request the sign-in page of {action}", where, check, (check.status,), words=check.words)
            )
        else:
            job.console.say(f"  The action {action} is not checked: it does not work without DASHBOARD_SECRET.")
    return planned


def removal(_job: Job) -> list[Change]:
    return []


def _credentials(job: Job, action: str, url: str, check: Check) -> dict[str, str]:
    """Returns the header that authenticates a request to this action."""
    if action in ("twiml", "status"):
        from urllib.parse import parse_qsl

        from twilio.request_validator import RequestValidator

        form = dict(parse_qsl(check.body.decode()))
        return {"X-Twilio-Signature": RequestValidator(job.settings["TWILIO_AUTH_TOKEN"]).compute_signature(url, form)}
    if action == "transcript":
        import jwt

        expires = int(job.clock.now().timestamp()) + 600
        return {"Authorization": jwt.encode({"exp": expires}, job.settings["WEBHOOK_SECRET"], algorithm="HS256")}
    return {"X-Handover-Secret": job.settings["WEBHOOK_SECRET"]}


def _meaning(status: int) -> str:
    if status in _REFUSED:
        return (
            "it rejects the credentials. If its public address is not the one it knows (a domain of your own, an internal"
            " host name), set PUBLIC_URL; otherwise deploy the functions again: --only functions."
        )
    if status == 404:
        return "the action is not deployed: ./deploy.sh --only functions deploys it."
    if status == 429:
        return "the host's rate limit is too low (docs/operations.md, Quotas)."
    return "read its log (docs/operations.md, Logs)."
