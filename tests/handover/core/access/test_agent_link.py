"""A link opens while the agent's phone rings and after they accepted the call, and in doubt stays closed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations, permutations

import pytest

from handover.core.access.agent_link import hunt_target_of, opens
from handover.core.call.events import Event, EventKind, LegReport
from tests.handover.core.call.story import at, ended, event, hunt, requested

Fact = Event | LegReport
HOUR = 3600.0

BASE: tuple[Fact, ...] = (requested(), hunt(20))


def leg(word: str, second: float, attempt: int = 1) -> LegReport:
    return LegReport(f"agent-{word}", at(second), attempt)


def taken(second: float, attempt: int = 1) -> Event:
    return event(EventKind.ACCEPTED, second, attempt)


def missed(second: float, attempt: int = 1) -> Event:
    return event(EventKind.MISSED, second, attempt)


def wrapped(second: float, agent: str = "anna", n: int = 1) -> Event:
    return event(EventKind.WRAPPED, second, n, agent=agent, disposition="solved")


RINGS = leg("ringing", 22)


def opens_at(second: float, *facts: Fact, attempt: int = 1) -> bool:
    """Returns whether the link opens, checked for every order of the events (for some if there are too many)."""
    everything = [*BASE, *facts]
    orders = list(permutations(everything)) if len(everything) < 6 else []
    orders += [tuple(random.Random(seed).sample(everything, len(everything))) for seed in range(20)]
    answers = {_opens(order, second, attempt) for order in orders}
    assert len(answers) == 1, "The order must not matter."
    return answers.pop()


def _opens(facts: Sequence[Fact], second: float, attempt: int) -> bool:
    events = [fact for fact in facts if isinstance(fact, Event)]
    return opens(events, [fact for fact in facts if isinstance(fact, LegReport)], attempt, at(second))


class TestWhileItRings:
    @pytest.mark.parametrize("word", ["ringing", "in-progress"])
    def test_it_opens_as_soon_as_the_phone_is_known_to_ring(self, word: str) -> None:
        assert opens_at(23, leg(word, 22))

    def test_it_is_closed_before_the_phone_rings(self) -> None:
        assert not opens_at(23)

    def test_a_ring_by_twilios_clock_may_be_a_moment_ahead_of_ours(self) -> None:
        assert opens_at(21, RINGS)

    @pytest.mark.parametrize("word", ["completed", "busy", "no-answer", "failed", "canceled"])
    def test_when_the_leg_is_over_it_closes(self, word: str) -> None:
        assert not opens_at(40, RINGS, leg(word, 37))

    def test_when_the_agent_passes_it_closes(self) -> None:
        assert not opens_at(40, RINGS, leg("in-progress", 25), event(EventKind.PASSED, 30, 1))

    def test_when_the_dial_is_over_it_closes(self) -> None:
        assert not opens_at(40, RINGS, missed(39))

    @pytest.mark.parametrize(
        "end", [ended(30), event(EventKind.CANCELED, 30), event(EventKind.NO_AGENT, 30), event(EventKind.VOICEMAIL, 30)]
    )
    def test_when_the_hunt_is_over_it_closes(self, end: Event) -> None:
        assert not opens_at(31, RINGS, end)

    def test_a_ring_without_a_reported_end_closes_after_five_minutes(self) -> None:
        assert opens_at(22 + 299, RINGS)
        assert not opens_at(22 + 300, RINGS)

    def test_another_phones_ring_opens_only_the_others_link(self) -> None:
        facts = (RINGS, missed(39), leg("ringing", 42, 2))
        assert not opens_at(43, *facts, attempt=1)
        assert opens_at(43, *facts, attempt=2)

    def test_reports_of_one_phone_do_not_affect_another(self) -> None:
        facts = (leg("ringing", 42, 2), leg("completed", 39, 1))
        assert opens_at(43, *facts, attempt=2)
        assert not opens_at(43, leg("ringing", 42, 2), attempt=1)

    @pytest.mark.parametrize("attempt", [0, -1, 3, 99])
    def test_an_attempt_that_was_never_made_has_no_link(self, attempt: int) -> None:
        assert not opens_at(23, leg("ringing", 22, attempt), attempt=attempt)

    def test_without_the_order_of_agents_on_record_nothing_opens(self) -> None:
        assert not opens([requested(), taken(30)], [RINGS], 1, at(31))
        assert not opens([], [], 1, at(31))


class TestAfterTheCallWasAccepted:
    def test_it_opens_for_twelve_hours(self) -> None:
        assert opens_at(31, RINGS, taken(30))
        assert opens_at(30 + 12 * HOUR - 1, RINGS, taken(30))
        assert not opens_at(30 + 12 * HOUR, RINGS, taken(30))

    def test_also_when_the_ring_was_never_reported(self) -> None:
        assert opens_at(31, taken(30))

    def test_also_when_the_call_is_over(self) -> None:
        assert opens_at(200, RINGS, taken(30), leg("completed", 100), event(EventKind.BRIDGED, 100, 1), ended(101))

    def test_a_bridge_without_an_acceptance_counts_as_accepted(self) -> None:
        assert opens_at(200, RINGS, event(EventKind.BRIDGED, 100, 1), ended(101))

    def test_an_hour_after_the_first_wrap_up_it_closes(self) -> None:
        facts = (RINGS, taken(30), ended(100), wrapped(200), wrapped(3000, n=2))
        assert opens_at(200 + HOUR - 1, *facts)
        assert not opens_at(200 + HOUR, *facts)

    def test_a_wrap_up_does_not_keep_it_open_longer(self) -> None:
        assert not opens_at(30 + 12 * HOUR, RINGS, taken(30), wrapped(30 + 11.9 * HOUR))

    def test_a_colleagues_wrap_up_does_not_close_it(self) -> None:
        assert opens_at(200 + HOUR, RINGS, taken(30), wrapped(200, agent="ben"))

    def test_an_acceptance_after_a_pass_counts(self) -> None:
        assert opens_at(40, RINGS, event(EventKind.PASSED, 28, 1), taken(30))

    def test_the_links_of_the_other_agents_close(self) -> None:
        facts = (RINGS, missed(39), leg("ringing", 42, 2), taken(45, 2))
        assert not opens_at(50, *facts, attempt=1)
        assert opens_at(50, *facts, attempt=2)

    def test_another_agents_acceptance_closes_it_before_the_ring_has_a_reported_end(self) -> None:
        assert not opens_at(50, RINGS, taken(45, 2))


class TestAfterAnAcceptanceThatWasTakenBack:
    """The customer had hung up when the agent pressed 1."""

    FACTS = (RINGS, taken(30), missed(31), ended(32))

    def test_it_stays_open_for_an_hour(self) -> None:
        assert opens_at(31 + HOUR - 1, *self.FACTS)
        assert not opens_at(31 + HOUR, *self.FACTS)

    def test_a_wrap_up_closes_it_earlier(self) -> None:
        assert not opens_at(20 + HOUR, *self.FACTS, wrapped(20))

    def test_it_closes_when_another_agent_accepts(self) -> None:
        assert not opens_at(60, *self.FACTS, taken(50, 2))


def test_the_hunt_target_comes_from_the_frozen_order() -> None:
    events = [requested(), hunt()]
    first, second = hunt_target_of(events, 1), hunt_target_of(events, 2)
    assert first is not None
    assert second is not None
    assert (first.id, second.id) == ("anna", "ben")
    assert hunt_target_of(events, 3) is None
    assert hunt_target_of(events, 0) is None
    assert hunt_target_of([requested()], 1) is None


def test_after_an_acceptance_only_one_agents_link_opens() -> None:
    happened: list[Fact] = [
        RINGS,
        missed(39),
        leg("ringing", 42, 2),
        taken(45, 2),
        event(EventKind.BRIDGED, 90, 2),
        ended(91),
    ]
    for some in combinations(happened, 4):
        if taken(45, 2) in some:
            assert not _opens((*BASE, *some), 50, 1)
