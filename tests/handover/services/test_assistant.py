"""The logs of one chat and of no other are read, and each trouble has an error of its own. Real SDK, the sandbox's API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from handover.clock import SystemClock
from handover.deadline import Deadline
from handover.services.assistant import AssistantError, AssistantLogs, BusyError, LogsPage, RefusedError
from sandbox.agenda import Agenda
from sandbox.watson import LogsApi
from tests.handover.rig import settings

CHAT, OTHER = "7bc825c9-fbed-4897-9617-cc8ed0d846cc", "aa11bb22-0000-4000-8000-00000000aaaa"


@pytest.fixture(scope="module")
def api() -> Iterator[LogsApi]:
    agenda = Agenda(datetime(2026, 11, 23, 9, tzinfo=UTC))
    api = LogsApi(agenda, shown_after=0, most=1)
    for n in range(150):
        api.add(
            {
                "log_id": f"log-{n}",
                "session_id": CHAT,
                "request_timestamp": f"2026-11-23T09:{n // 60:02d}:{n % 60:02d}Z",
            }
        )
    api.add({"log_id": "log-x", "session_id": OTHER, "request_timestamp": "2026-11-23T09:00:00Z"})
    api.start()
    yield api
    api.stop()
    agenda.stop()


def page(api: LogsApi, session: str, cursor: str = "", **changes: str) -> LogsPage:
    return AssistantLogs(settings(**{**api.settings, **changes})).page(session, cursor, Deadline(SystemClock(), 20))


def test_a_chat_comes_in_pages_and_then_watson_may_have_too_many_requests(api: LogsApi) -> None:
    first = page(api, CHAT)
    rest = page(api, CHAT, first.cursor)
    assert [log["log_id"] for log in (*first.logs, *rest.logs)] == [f"log-{n}" for n in range(150)]
    assert (len(first.logs), rest.cursor) == (100, "")
    with pytest.raises(BusyError, match="too many requests"):
        page(api, OTHER)


@pytest.mark.parametrize("session", ["", f"{CHAT}|session_id::{OTHER}", "a,b", "x" * 65, "*"])
def test_a_session_id_that_could_mean_other_chats_is_never_sent(api: LogsApi, session: str) -> None:
    before = len(api.requests)
    assert page(api, session) == LogsPage(())
    assert len(api.requests) == before


@pytest.mark.parametrize("change", [{"WATSON_API_KEY": "wrong"}, {"WATSON_ENVIRONMENT_ID": "wrong"}])
def test_wrong_settings_are_named(api: LogsApi, change: dict[str, str]) -> None:
    with pytest.raises(RefusedError, match="WATSON_API_KEY"):
        page(api, CHAT, **change)


def test_without_an_answer_the_error_names_no_session(api: LogsApi) -> None:
    with pytest.raises(AssistantError) as caught:
        page(api, CHAT, WATSON_URL="http://127.0.0.1:9")
    assert "did not answer" in str(caught.value)
    assert CHAT not in str(caught.value)
