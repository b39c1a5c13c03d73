"""The retry plan says which ends are tried again, how often and when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handover.core.call.call_status import may_be_missed
from handover.core.call.events import Event, EventKind
from handover.core.call.retry_plan import needs_follow_up, next_retry
from handover.core.call.state import Handover, fold
from handover.core.desk.retries import Retries
from tests.handover.rig import MONDAY

PLAN = Retries(after_minutes=(2, 30))


def ended(status: str, *more: EventKind, retry: int = 0) -> Handover:
    first = [Event(EventKind.REQUESTED, MONDAY)]
    if retry:
        facts = {"at": MONDAY.isoformat(), "why": "retry", "retry": retry}
        first += [Event(EventKind.BOOKED, MONDAY, 1, facts), Event(EventKind.BOOKED, MONDAY, 2, {"dial": True})]
    events = [*first, *[Event(kind, MONDAY) for kind in more], Event(EventKind.ENDED, MONDAY, 0, {"status": status})]
    found = fold("20261123-x-1", events, MONDAY)
    assert found
    return found


BUSY, NO_ANSWER = ended("busy"), ended("no-answer")
NO_HUMAN = ended("completed", EventKind.NO_KEY)


@pytest.mark.parametrize("handover", [BUSY, NO_ANSWER, NO_HUMAN])
def test_a_customer_who_was_not_reached_is_called_again(handover: Handover) -> None:
    retry = next_retry(handover, PLAN)
    assert retry
    assert (retry.n, retry.at) == (1, MONDAY + timedelta(minutes=2))
    assert needs_follow_up(handover)


def test_the_next_retry_follows_the_one_before_and_the_plan_ends() -> None:
    second = next_retry(ended("busy", retry=1), PLAN)
    assert second
    assert (second.n, second.at) == (2, MONDAY + timedelta(minutes=30))
    assert next_retry(ended("busy", retry=2), PLAN) is None
    assert next_retry(BUSY, Retries(after_minutes=())) is None


@pytest.mark.parametrize(
    "handover",
    [
        ended("busy", EventKind.CANCELED),
        ended("completed"),
        ended("completed", EventKind.HUNT, EventKind.NO_AGENT),
        ended("failed"),
        ended("canceled"),
    ],
)
def test_any_other_end_is_not_tried_again(handover: Handover) -> None:
    assert next_retry(handover, PLAN) is None
    assert not needs_follow_up(handover)


def test_the_desk_chooses_which_ends_are_tried_again() -> None:
    assert next_retry(BUSY, Retries(on=("no_answer",))) is None


@pytest.mark.parametrize(
    ("status", "hunted", "missed"),
    [("busy", False, True), ("no-answer", False, True), ("completed", False, True), ("completed", True, False)],
)
def test_the_end_of_a_leg_says_whether_the_customer_may_have_been_missed(
    status: str, hunted: bool, missed: bool
) -> None:
    assert may_be_missed(status, hunted) is missed
