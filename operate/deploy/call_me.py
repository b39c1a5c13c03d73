"""Step `call-me`: one real call to the operator's own phone, through the deployed functions, told step by step.

It is what a chat does: `start_call` once, then `call_status` until the call is over. After a key press the desk's agents are
rung, as for a customer. It runs with `--only call-me` alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from operate.deploy.change import Change
from operate.deploy.functions import expected
from operate.deploy.job import Job
from operate.errors import OperatorError

#: Seconds: for one request, between two looks, and until a call that goes on is no longer watched.
_SECONDS, _PAUSE, _WATCHED = 20, 2, 300
#: Seconds after which a start without a reply places no call any more: more than `webhook` takes, with a cold start.
_STARTED = 20


@dataclass(frozen=True)
class CallMe:
    """Call that number once, and say what happens until the call is over."""

    says: str
    number: str

    def do(self, job: Job) -> None:
        url, session = expected(job)["webhook"], f"call-me-{secrets.token_hex(6)}"
        started = _ask(job, url, {"action": "start_call", "session_id": session, **self._request()})
        # Without a reply the call may have been placed: it is looked at, and not requested again.
        if started is not None and not started.get("ok"):
            raise OperatorError(f"No call was placed ({started.get('reason')}): {started.get('message')}")
        _watch(job, url, session, started or {})

    def _request(self) -> dict[str, Any]:
        return {"phone_number": self.number, "reason": "Test call", "details": {"test": "deploy.sh"}, "language": "en"}


def changes(job: Job) -> list[Change]:
    """Returns the call, if the operator agrees. Raises OperatorError if no number is given."""
    number = job.options.phone or job.console.ask("  Your own phone, with its country code:")
    if not number:
        raise OperatorError("Which phone? Name your own with --phone, such as --phone +493012345678.")
    says = f"call …{number[-2:]} and tell what happens"
    question = (
        f"  Call …{number[-2:]} now? When you press a key on it, the desk's agents are rung, as for a customer. [y/N]"
    )
    if not job.options.plan and not job.options.yes and job.console.ask(question).lower() not in ("y", "yes"):
        job.console.say("  Nobody was called.")
        return []
    return [CallMe(says, number)]


def removal(_job: Job) -> list[Change]:
    return []


def _watch(job: Job, url: str, session: str, started: Mapping[str, Any]) -> None:
    began, waited, told = job.clock.monotonic(), 0, ""
    reply: Mapping[str, Any] = started
    while True:
        status = str(reply.get("status", ""))
        if status and status != told and reply.get("reason") != "no_handover":
            job.console.say(f"    {status}: {reply.get('message', '')}")
            told = status
        if reply.get("live") is False:
            return
        # A start without a reply may still be at work, and its call comes then.
        if reply.get("reason") == "no_handover" and waited >= _STARTED:
            raise OperatorError(f"No call was placed: {url} did not answer. ./deploy.sh --only smoke says more.")
        if job.clock.monotonic() - began >= _WATCHED:
            job.console.say("    It is not over yet, or webhook does not answer; the dashboard shows how it ends.")
            return
        job.wait(_PAUSE)
        waited += _PAUSE
        reply = _ask(job, url, {"action": "call_status", "session_id": session, "language": "en"}) or {}


def _ask(job: Job, url: str, command: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Returns the reply, or None if there was none. Raises OperatorError if webhook refuses the secret or is not there."""
    import requests

    headers = {"X-Handover-Secret": job.settings["WEBHOOK_SECRET"]}
    try:
        answer = requests.post(url, json=command, headers=headers, timeout=_SECONDS, allow_redirects=False)
    except requests.RequestException:  # also after it was sent
        return None
    if answer.status_code != 200:
        if answer.status_code >= 500 or answer.status_code == 429:
            return None
        raise OperatorError(f"{url} responded with {answer.status_code}: ./deploy.sh --only smoke says what is wrong.")
    try:
        reply = answer.json()
    except ValueError:
        return None
    return reply if isinstance(reply, dict) else None
