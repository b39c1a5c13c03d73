"""Chats are fetched from Watson's logs once they are over, as rarely as an unknown limit asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.core.chat.turn import Source
from handover.deadline import Deadline
from handover.services.assistant import AssistantError, BusyError, LogsPage, RefusedError
from handover.services.storage.keys import handover_keys
from handover.usecases.context import RequestContext
from handover.usecases.record_turn import record_turn
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from tests.handover.rig import CUSTOMER, Rig, call_request

WATSON = {"WATSON_API_KEY": "key", "WATSON_URL": "https://watson.test", "WATSON_ENVIRONMENT_ID": "env"}


class Logs:
    """Watson's logs of one session in pages, and the requests for them."""

    def __init__(self, *pages: Sequence[Mapping[str, Any]] | AssistantError) -> None:
        self.pages = pages
        self.requests: list[tuple[str, str]] = []

    def page(self, session_id: str, cursor: str, _deadline: Deadline) -> LogsPage:
        self.requests.append((session_id, cursor))
        n = int(cursor or 0)
        page = self.pages[n] if n < len(self.pages) else ()
        if isinstance(page, AssistantError):
            raise page
        return LogsPage(tuple(page), str(n + 1) if n + 1 < len(self.pages) else "")


def log(n: int, said: str, second: int = 0, session: str = "session-1") -> dict[str, Any]:
    at = f"2026-11-23T08:59:{40 + second:02d}.000Z"
    return {
        "log_id": f"log-{n}",
        "session_id": session,
        "request_timestamp": at,
        "response_timestamp": at,
        "request": {"input": {"text": said}},
        "response": {
            "output": {"generic": [{"response_type": "text", "text": f"answer {n}"}]},
            "context": {"global": {"system": {"turn_count": n}}},
        },
    }


CHAT = [log(1, "hail!", 1), log(2, "yes", 9), log(3, "yes", 18)]


def over(rig: Rig, session: str = "session-1", number: str = CUSTOMER, after: float = 400) -> str:
    """Place a call that is over now, and let the time pass after which its chat is fetched."""
    rig.change_settings(**WATSON)
    handover_id = start_call(rig.ctx(), call_request(session, number)).handover_id
    rig.storage.handovers.add(handover_id, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
    rig.clock.step(after)
    return handover_id


def run(rig: Rig, logs: Logs, seconds: float = 30) -> dict[str, Any]:
    """One run of the scheduler, a minute after the one before."""
    rig.clock.step(60)
    return sweep(context(rig, logs, seconds))


def context(rig: Rig, logs: Logs, seconds: float = 30) -> RequestContext:
    return rig.ctx(replace(rig.app(), chat_logs=logs), seconds)


def said(rig: Rig, session: str = "session-1") -> list[str]:
    turns = rig.storage.turns.of_session(session)
    return [line.text for turn in turns for line in turn.lines if line.who == "customer"]


def test_a_chat_without_a_log_webhook_is_fetched_once_it_is_over(rig: Rig) -> None:
    over(rig)
    logs = Logs(CHAT[:2], CHAT[2:])
    assert run(rig, logs)["turns"] == 3
    assert said(rig) == ["hail!", "yes", "yes"]
    assert {turn.source for turn in rig.storage.turns.of_session("session-1")} == {Source.LOGS_API}
    assert logs.requests == [("session-1", ""), ("session-1", "1")]
    rig.clock.step(80_000)
    run(rig, logs)
    assert len(logs.requests) == 2  # it is complete


def test_without_the_settings_nothing_is_requested(rig: Rig) -> None:
    over(rig)
    rig.change_settings(WATSON_API_KEY="")
    logs = Logs(CHAT)
    assert "turns" not in run(rig, logs)
    assert logs.requests == []


def test_a_chat_that_the_log_webhook_sent_whole_is_not_requested(rig: Rig) -> None:
    over(rig)
    for payload in CHAT:
        record_turn(rig.ctx(), {"event": {"name": "message_logged"}, "payload": payload})
    logs = Logs(CHAT)
    run(rig, logs)
    assert logs.requests == []


def test_a_turn_that_the_log_webhook_lost_is_fetched_and_the_others_stay_once(rig: Rig) -> None:
    over(rig)
    for payload in (CHAT[0], CHAT[2]):
        record_turn(rig.ctx(), {"event": {"name": "message_logged"}, "payload": payload})
    assert run(rig, Logs(CHAT))["turns"] == 1
    assert said(rig) == ["hail!", "yes", "yes"]
    assert len(rig.objects("v1/turn/")) == 3


def test_a_call_that_is_not_over_or_only_just_is_left_alone(rig: Rig) -> None:
    over(rig, after=0)
    logs = Logs(CHAT)
    run(rig, logs)
    assert logs.requests == []
    rig.clock.step(300)
    run(rig, logs)
    assert len(logs.requests) == 1


def test_a_chat_that_watson_does_not_show_yet_is_requested_again_a_few_times(rig: Rig) -> None:
    over(rig)
    logs = Logs(CHAT[1:2])
    asked = []
    for _ in range(30):
        run(rig, logs)
        asked.append(len(logs.requests))
        rig.clock.step(3600)
    assert asked[0] == 1
    assert asked[-1] == 4


def test_two_runs_at_the_same_moment_request_one_chat_once(rig: Rig) -> None:
    over(rig)
    logs = Logs(CHAT)
    rig.clock.step(60)
    first, second = context(rig, logs), context(rig, logs)
    from handover.usecases.fetch_logs import fetch_logs

    (handover_id,) = {handover_keys.handover_in(name) for name in rig.objects("v1/day/")}
    fetch_logs(first, [(handover_id, 0)], left=5)
    fetch_logs(second, [(handover_id, 0)], left=5)
    assert len(logs.requests) == 1


def test_one_chat_a_minute_is_requested_however_often_the_scheduler_runs(rig: Rig) -> None:
    for n in range(4):
        over(rig, f"session-{n}", f"+4930123456{80 + n}", after=0)
    rig.clock.step(420)
    logs = Logs(CHAT)
    for _ in range(4):
        rig.clock.step(31)
        sweep(context(rig, logs))
    assert len({session for session, _ in logs.requests}) == len(logs.requests) <= 3


@pytest.mark.parametrize(
    ("error", "minutes"), [(BusyError("429"), 30), (RefusedError("403"), 360), (AssistantError("500"), 1)]
)
def test_after_an_error_watson_is_left_alone_for_a_while(rig: Rig, error: AssistantError, minutes: int) -> None:
    over(rig, "session-1", "+493012345681")
    over(rig, "session-2", "+493012345682")
    logs = Logs(error)
    run(rig, logs)
    assert any(str(error) in warning for warning in rig.log.warnings)
    before = len(logs.requests)
    if minutes > 1:
        rig.clock.step(60 * minutes - 180)
        run(rig, logs)
        assert len(logs.requests) == before == 1
        rig.clock.step(180)
    run(rig, logs)
    assert len(logs.requests) > before


def test_of_what_was_erased_meanwhile_nothing_is_stored(rig: Rig) -> None:
    handover_id = over(rig)

    class Erasing(Logs):
        def page(self, session_id: str, cursor: str, deadline: Deadline) -> LogsPage:
            for name in rig.objects("v1/day/"):
                rig.storage.bucket.delete(name)
            return super().page(session_id, cursor, deadline)

    run(rig, Erasing(CHAT))
    assert not rig.objects("v1/turn/")
    assert rig.storage.handovers.load(handover_id, rig.clock.now()) is None


def test_odd_entries_are_left_out(rig: Rig) -> None:
    over(rig)
    run(rig, Logs([*CHAT, {"session_id": "session-1"}, {**log(4, "x"), "response": "odd"}]))
    assert said(rig)[:3] == ["hail!", "yes", "yes"] or "x" in said(rig)
