"""A customer rates the latest call of their chat; once is enough, the last one counts, and no state changes."""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.core.call.rating import Rating, rating_of
from handover.core.reply import Reply
from handover.core.report.period import Period
from handover.usecases.call_status import call_status
from handover.usecases.handover_list import list_period
from handover.usecases.rate_call import MOST_RATINGS, rate_call
from handover.usecases.start_call import start_call
from tests.fakes.bucket import CUT_AFTER, CUT_BEFORE, nth
from tests.handover.rig import ANNA, OTHER, Rig, at_once, call_request

ANNA_TARGET = {"id": "anna", "name": "Anna", "phone": ANNA, "language": "en"}


def place(rig: Rig, session: str = "session-1", **more: Any) -> str:
    reply = start_call(rig.ctx(), call_request(session, **more))
    assert reply.ok
    return reply.handover_id


def connect(rig: Rig, handover_id: str) -> None:
    rig.storage.handovers.add(handover_id, EventKind.HUNT, rig.clock.now(), {"agents": [ANNA_TARGET]})
    rig.storage.handovers.add(handover_id, EventKind.ACCEPTED, rig.clock.now(), {"agent": "anna"}, 1)


def end(rig: Rig, handover_id: str, status: str = "completed") -> None:
    rig.storage.handovers.add(handover_id, EventKind.ENDED, rig.clock.now(), {"status": status})


def talked(rig: Rig, session: str = "session-1", **more: Any) -> str:
    handover_id = place(rig, session, **more)
    connect(rig, handover_id)
    end(rig, handover_id)
    return handover_id


def rate(rig: Rig, rating: int = 5, comment: str = "", session: str = "session-1", language: str = "") -> Reply:
    return rate_call(rig.ctx(), session, Rating(rating, comment), language)


def ratings(rig: Rig) -> list[Any]:
    return [body["facts"] for name, body in sorted(rig.objects("v1/day/").items()) if "/rated." in name]


def test_a_rating_is_stored_and_thanked_for(rig: Rig) -> None:
    handover_id = talked(rig)
    reply = rate(rig, 4, "Friendly.", language="de")
    assert (reply.ok, reply.status, reply.reason, reply.handover_id) == (True, "completed", "", handover_id)
    assert reply.message == "Danke für Ihre Bewertung. Unser Team kann sie lesen."
    assert ratings(rig) == [{"rating": 4, "comment": "Friendly."}]
    assert rig.handover(handover_id).state == "completed"


def test_call_status_says_whether_the_call_is_live_and_rated(rig: Rig) -> None:
    assert call_status(rig.ctx(), "session-1", "").extra == {"live": False, "rated": False}
    handover_id = place(rig)
    assert call_status(rig.ctx(), "session-1", "").extra == {"live": True, "rated": False}
    connect(rig, handover_id)
    end(rig, handover_id)
    rate(rig)
    assert call_status(rig.ctx(), "session-1", "").extra == {"agent": "Anna", "live": False, "rated": True}


def test_the_same_rating_again_is_not_stored_again_and_another_one_counts(rig: Rig) -> None:
    handover_id = talked(rig)
    for rating in (4, 4, 2, 4, 4):
        assert rate(rig, rating).ok
    assert [given["rating"] for given in ratings(rig)] == [4, 2, 4]
    assert rating_of(rig.handover(handover_id)) == Rating(4)


def test_a_call_that_is_going_on_can_be_rated_and_goes_on(rig: Rig) -> None:
    handover_id = place(rig)
    connect(rig, handover_id)
    assert (rate(rig).ok, rate(rig).status) == (True, "connected")
    assert rig.handover(handover_id).live


def test_without_a_call_to_rate_there_is_no_handover(rig: Rig) -> None:
    assert rate(rig).reason == "no_handover"
    assert rate(rig, session="").reason == "missing_session"
    place(rig)
    reply = rate(rig)
    assert (reply.ok, reply.reason, ratings(rig)) == (False, "no_handover", [])


def test_only_a_call_of_the_same_chat_is_rated(rig: Rig) -> None:
    talked(rig)
    assert rate(rig, session="session-2").reason == "no_handover"
    assert ratings(rig) == []


def test_while_the_next_call_rings_the_one_before_is_rated(rig: Rig) -> None:
    first = talked(rig)
    second = place(rig, number=OTHER)
    assert rate(rig, 3).handover_id == first
    end(rig, second, "busy")
    assert rate(rig, 1).handover_id == second
    assert rating_of(rig.handover(first)) == Rating(3)


def test_a_dialog_that_repeats_itself_stores_a_bounded_number_of_ratings(rig: Rig) -> None:
    talked(rig)
    replies = [rate(rig, n % 5 + 1) for n in range(MOST_RATINGS + 3)]
    assert len(ratings(rig)) == MOST_RATINGS
    assert [reply.reason for reply in replies[MOST_RATINGS:]] == ["limit_reached"] * 3
    assert not replies[-1].ok


def test_copies_of_one_request_at_the_same_moment_store_one_rating(racing_rig: Rig) -> None:
    rig = racing_rig
    talked(rig)
    ctxs = [rig.ctx(rig.app()) for _ in range(4)]
    replies = at_once([lambda ctx=ctx: rate_call(ctx, "session-1", Rating(4), "") for ctx in ctxs])  # type: ignore[misc]
    assert all(reply.ok for reply in replies)
    assert ratings(rig) == [{"rating": 4, "comment": ""}]


@pytest.mark.parametrize("fault", [CUT_BEFORE, CUT_AFTER])
def test_a_rating_that_may_not_be_stored_is_not_thanked_for(rig: Rig, fault: Any) -> None:
    handover_id = talked(rig)
    for k in range(1, 20):
        client = rig.client().failing(nth(k), fault)
        reply = rate_call(rig.ctx(rig.app(lambda client=client: client)), "session-1", Rating(k % 5 + 1), "")  # type: ignore[misc]
        if reply.ok:
            assert rating_of(rig.handover(handover_id)) == Rating(k % 5 + 1)
        else:
            assert reply.reason == "storage_unavailable"
            assert "could not note your rating" in reply.message or "gerade nicht" in reply.message


def test_a_rating_shows_in_a_list_that_has_the_row_already(rig: Rig) -> None:
    talked(rig)
    day = rig.clock.now().date()

    def listed() -> int:
        return list_period(rig.ctx(rig.app()), Period(day, day), rig.clock.now().tzinfo).rows[0].rating  # type: ignore[arg-type]

    assert [listed(), listed()] == [0, 0]
    rate(rig, 2)
    assert listed() == 2
    rate(rig, 4)
    assert [listed(), listed()] == [4, 4]
