"""A session's pointers are claimed once, and its handovers' ids are the same for two copies of one request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handover.services.storage.sessions import Pointer, Sessions
from tests.handover.rig import MONDAY, Rig


@pytest.fixture
def sessions(rig: Rig) -> Sessions:
    return rig.storage.sessions


def test_a_pointer_names_the_handover_that_was_first(sessions: Sessions) -> None:
    assert sessions.claiming_pointer("s", 1, "mine", MONDAY)() == Pointer(1, "mine")
    assert sessions.claiming_pointer("s", 1, "theirs", MONDAY)() == Pointer(1, "mine")
    sessions.claiming_pointer("s", 2, "next", MONDAY)()
    assert sessions.latest_pointer("s") == Pointer(2, "next")
    assert sessions.latest_pointer("nobody") is None
    assert sessions.pointers("s") == [Pointer(1, "mine"), Pointer(2, "next")]


def test_sessions_whose_names_begin_alike_are_not_mixed_up(sessions: Sessions) -> None:
    sessions.claiming_pointer("ab", 1, "h", MONDAY)()
    assert sessions.latest_pointer("a") is None


def test_a_handovers_id_follows_from_its_session_its_day_and_its_number(sessions: Sessions) -> None:
    handover_id = sessions.handover_id("s", MONDAY, 1)
    assert handover_id == sessions.handover_id("s", MONDAY + timedelta(hours=1), 1)
    assert handover_id.startswith("20261123-")
    others = [("t", MONDAY, 1), ("s", MONDAY + timedelta(days=1), 1), ("s", MONDAY, 2)]
    assert handover_id not in [sessions.handover_id(*other) for other in others]


def test_a_pseudonym_does_not_show_the_session(sessions: Sessions) -> None:
    assert len(sessions.pseudonym("session-1")) == 8
    assert sessions.handover_id("session-1", MONDAY, 1).split("-")[1].startswith(sessions.pseudonym("session-1"))
    assert "session-1" not in sessions.handover_id("session-1", MONDAY, 1)
