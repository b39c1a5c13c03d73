"""Step `call-me`: one call to the operator's own phone, told step by step."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from operate.deploy.__main__ import STEPS, run
from sandbox.net import HttpRequest, HttpResponse
from tests.operate.deploy.fakes import Answers
from tests.operate.deploy.world import World
from tests.operate.standins.http import serving

_STORY = [
    {"ok": True, "status": "dialing", "message": "We are calling you.", "live": True},
    {"ok": True, "status": "ringing", "message": "Your phone rings.", "live": True},
    {"ok": True, "status": "ringing", "message": "Your phone rings.", "live": True},
    {"ok": True, "status": "completed", "message": "You talked with Anna.", "live": False},
]


class _Webhook:
    """Answers each request with the next reply; a status in place of one is an error. `asked` are the commands."""

    def __init__(self, *replies: Any) -> None:
        self.asked: list[dict[str, Any]] = []
        self._replies = list(replies)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.url.endswith("/webhook") or "X-Handover-Secret" not in request.headers:
            return HttpResponse(404)
        self.asked.append(json.loads(request.body))
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        return HttpResponse(reply) if isinstance(reply, int) else HttpResponse(200, {}, json.dumps(reply).encode())

    @property
    def commands(self) -> list[str]:
        return [command["action"] for command in self.asked]


@contextmanager
def _deployed(made: World, webhook: Callable[[HttpRequest], HttpResponse]) -> Iterator[None]:
    with serving(webhook) as base:
        made.settings["PUBLIC_URL"] = base + "/{action}"
        yield


def test_the_operator_is_called_once_and_told_each_step(fresh: World) -> None:
    webhook = _Webhook(*_STORY)
    with _deployed(fresh, webhook):
        console = fresh.step("call-me", answer="y", phone="+493012345678")
    assert webhook.commands == ["start_call", "call_status", "call_status", "call_status"]
    assert webhook.asked[0]["phone_number"] == "+493012345678"
    assert len({command["session_id"] for command in webhook.asked}) == 1
    assert "the desk's agents are rung" in console.asked[0]
    assert console.said == [
        "  call …78 and tell what happens",
        "    dialing: We are calling you.",
        "    ringing: Your phone rings.",
        "    completed: You talked with Anna.",
    ]


def test_without_a_yes_or_in_a_plan_nobody_is_called(fresh: World) -> None:
    webhook = _Webhook(*_STORY)
    with _deployed(fresh, webhook):
        assert "  Nobody was called." in fresh.step("call-me", phone="+493012345678").said
        fresh.step("call-me", phone="+493012345678", plan=True)
    assert webhook.asked == []


def test_without_a_number_it_says_how_to_name_one(fresh: World) -> None:
    assert "--phone +493012345678" in fresh.problem("call-me")


def test_a_refusal_is_told_in_its_words(fresh: World) -> None:
    refusal = {"ok": False, "status": "refused", "reason": "closed", "message": "We are closed.", "live": False}
    with _deployed(fresh, _Webhook(refusal)):
        assert fresh.problem("call-me", yes=True, phone="+4930") == "No call was placed (closed): We are closed."


def test_a_start_without_a_reply_is_looked_at_and_never_sent_again(fresh: World) -> None:
    webhook = _Webhook(504, *_STORY[1:])
    with _deployed(fresh, webhook):
        assert "    completed: You talked with Anna." in fresh.step("call-me", yes=True, phone="+493012345678").said
    assert webhook.commands.count("start_call") == 1
    gone = _Webhook(504, {"ok": False, "reason": "no_handover", "message": "", "status": "none"})
    with _deployed(fresh, gone):
        assert "No call was placed" in fresh.problem("call-me", yes=True, phone="+493012345678")
    assert gone.commands.count("start_call") == 1


def test_a_start_without_a_reply_may_still_be_at_work_so_no_call_is_believed_later_only(fresh: World) -> None:
    none = {"ok": False, "reason": "no_handover", "message": "", "status": "none"}
    webhook = _Webhook(502, none, none, *_STORY[1:])
    with _deployed(fresh, webhook):
        assert "    completed: You talked with Anna." in fresh.step("call-me", yes=True, phone="+493012345678").said


def test_too_many_requests_end_no_watch(fresh: World) -> None:
    with _deployed(fresh, _Webhook(_STORY[0], 429, *_STORY[1:])):
        assert "    completed: You talked with Anna." in fresh.step("call-me", yes=True, phone="+493012345678").said


def test_a_wrong_secret_is_reported(fresh: World) -> None:
    with _deployed(fresh, _Webhook(401)):
        assert "responded with 401" in fresh.problem("call-me", yes=True, phone="+493012345678")


def test_a_call_that_goes_on_is_watched_for_five_minutes_only(fresh: World) -> None:
    waited: list[float] = []

    class Quick:
        """A clock that each pause moves."""

        def __init__(self, real: Any) -> None:
            self.now = real.now

        def monotonic(self) -> float:
            return sum(waited)

    with _deployed(fresh, _Webhook(_STORY[1])):
        console = Answers("y")
        job = fresh.job(console, phone="+493012345678")
        run(STEPS["call-me"], replace(job, wait=waited.append, clock=Quick(job.clock)))
    assert console.said[-1].startswith("    It is not over yet")
    assert 300 <= sum(waited) <= 302
