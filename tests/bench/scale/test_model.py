"""A desk's day, simulated: nothing is lost, more agents help, and a plain queue is Erlang C's."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from bench.scale.arrivals import HOUR, Person, people
from bench.scale.assumptions import Assumptions
from bench.scale.check import against_erlang
from bench.scale.containers import Containers, Speed
from bench.scale.model import Desk, Handover, Line
from handover.core.call.state import State

ASSUMED = Assumptions()
SPEED = Speed(ASSUMED.warm, ASSUMED.cold, ASSUMED.idle)
ENDS = {
    *(State.COMPLETED, State.NO_AGENT, State.ABANDONED, State.NO_HUMAN, State.NO_ANSWER, State.BUSY),
}
#: Nine in the morning.
NINE = 9 * HOUR
PATIENT = Person(at=NINE, picks_up=4.0, engaged=False, presses_key=True, patience=1e6, talk=100.0)
CALM = replace(ASSUMED, agent_misses=0.0, warm=0.0, cold=0.0)


def play(
    line: Line,
    agents: int,
    callers: list[Person],
    assumed: Assumptions = CALM,
    calls_a_second: float = 1.0,
    calls_a_day: int | None = None,
) -> list[Handover]:
    speed = Speed(assumed.warm, assumed.cold, assumed.idle)
    desk = Desk(line, [agents] * 24, Containers(speed), assumed, calls_a_second, calls_a_day)
    return desk.play(callers)


@pytest.mark.parametrize("line", Line)
@pytest.mark.parametrize("agents", [0, 1, 4, 30])
def test_every_request_ends_in_exactly_one_end(line: Line, agents: int) -> None:
    callers = people(150, ASSUMED, 11)
    found = play(line, agents, callers, ASSUMED)

    assert [each.at for each in found] == [person.at for person in callers]
    assert all(each.end in ENDS for each in found)
    assert all((each.waited is not None) == (each.end is State.COMPLETED) for each in found)


@pytest.mark.parametrize("line", Line)
def test_the_same_seed_gives_the_same_day(line: Line) -> None:
    callers = people(80, ASSUMED, 2)

    assert play(line, 3, callers, ASSUMED) == play(line, 3, callers, ASSUMED)


@pytest.mark.parametrize("line", Line)
def test_more_agents_complete_no_fewer_calls(line: Line) -> None:
    callers = people(200, ASSUMED, 4)
    completed = [Counter(each.end for each in play(line, agents, callers))[State.COMPLETED] for agents in (1, 3, 9)]

    assert completed == sorted(completed)
    assert completed[0] < completed[-1]


def test_no_agent_is_in_two_talks_at_once() -> None:
    for line in Line:
        talks = sorted(
            (each.at, each.customer_leg) for each in play(line, 2, people(300, ASSUMED, 8)) if each.agent_legs
        )
        assert len(talks) > 50
        assert sum(length for _, length in talks) < 2 * 13 * HOUR


def test_a_plain_queue_agrees_with_erlang_c() -> None:
    checked = against_erlang(load=4, agents=6, handling=180, calls=6_000)

    assert checked.simulated == pytest.approx(checked.formula, abs=0.04)
    assert checked.mean_simulated == pytest.approx(checked.mean_by_formula, rel=0.3)


def test_a_hunt_takes_words_and_a_busy_signal_for_each_agent_who_talks() -> None:
    second = replace(PATIENT, at=NINE + 60)
    first_wait, second_wait = (each.waited for each in play(Line.HUNT, 2, [PATIENT, second]))

    assert first_wait is not None
    assert second_wait is not None
    assert second_wait - first_wait == pytest.approx(CALM.next_agent + CALM.set_up + CALM.busy_signal)


def test_an_agent_who_writes_lets_the_phone_ring() -> None:
    after_the_talk = replace(PATIENT, at=NINE + 140)
    first_wait, second_wait = (each.waited for each in play(Line.HUNT, 2, [PATIENT, after_the_talk]))

    assert first_wait is not None
    assert second_wait is not None
    assert second_wait - first_wait == pytest.approx(CALM.next_agent + CALM.set_up + CALM.ring_agent)


def test_a_hunt_without_a_free_agent_ends_with_an_apology() -> None:
    ends = [each.end for each in play(Line.HUNT, 1, [PATIENT, replace(PATIENT, at=NINE + 30)])]

    assert ends == [State.COMPLETED, State.NO_AGENT]


def test_in_line_agents_who_talk_are_left_out() -> None:
    second = replace(PATIENT, at=NINE + 60)
    found = play(Line.LINE, 2, [PATIENT, second])

    assert [each.rung for each in found] == [1, 1]
    assert found[0].waited == pytest.approx(found[1].waited)


def test_who_waits_in_line_gets_the_agent_who_becomes_free_the_first_one_first() -> None:
    callers = [replace(PATIENT, at=NINE + seconds, talk=10.0) for seconds in (0, 5, 10)]
    found = play(Line.LINE, 1, callers, replace(CALM, wrap_up=0.0))
    talks_at = [each.at + (each.waited or 0) for each in found]

    assert [each.end for each in found] == [State.COMPLETED] * 3
    assert talks_at == sorted(talks_at)
    assert [each.rung for each in found] == [1, 1, 1]


def test_when_the_patience_of_the_line_is_over_nobody_is_left_or_the_customer_is_called_back() -> None:
    busy = replace(PATIENT, talk=200.0)
    for calls_back in (False, True):
        second = replace(PATIENT, at=NINE + 30, calls_back=calls_back)
        desk = Desk(Line.LINE, [1] * 24, Containers(Speed(0, 0, 0)), CALM)
        found = desk.play([busy, second])[1]

        assert (found.end, found.called_back) == (State.NO_AGENT, calls_back)
        assert [each.end for each in desk.calls_back] == [State.COMPLETED] * calls_back
        asked_at_once = found.customer_leg < CALM.greeting + CALM.budget
        assert asked_at_once is calls_back


def test_a_queue_gives_the_next_free_agent_to_the_customer_who_waited_longest() -> None:
    callers = [replace(PATIENT, at=NINE + seconds) for seconds in (0, 20, 40)]
    found = play(Line.QUEUE, 1, callers)
    talks_at = [each.at + (each.waited or 0) for each in found]

    assert [each.end for each in found] == [State.COMPLETED] * 3
    assert talks_at == sorted(talks_at)


def test_a_customer_who_runs_out_of_patience_has_left() -> None:
    hasty = replace(PATIENT, at=NINE + 30, patience=12.0)
    for line in (Line.HUNT, Line.QUEUE):
        found = play(line, 1, [PATIENT, hasty])[1]
        assert (found.end, found.waited) in {(State.ABANDONED, None), (State.NO_AGENT, None)}
    assert play(Line.QUEUE, 1, [PATIENT, hasty])[1].customer_leg == pytest.approx(CALM.greeting + 12)


def test_who_does_not_answer_reaches_no_agent() -> None:
    lines = [
        (replace(PATIENT, picks_up=None), State.NO_ANSWER),
        (replace(PATIENT, picks_up=None, engaged=True), State.BUSY),
        (replace(PATIENT, presses_key=False), State.NO_HUMAN),
    ]
    for person, end in lines:
        (found,) = play(Line.HUNT, 1, [person])
        assert (found.end, found.rung, found.reached) == (end, 0, False)


def test_twilio_starts_so_many_calls_a_second() -> None:
    at_once = [PATIENT] * 4

    assert [each.queued for each in play(Line.QUEUE, 4, at_once)] == pytest.approx([0, 1, 2, 3])
    assert [each.queued for each in play(Line.QUEUE, 4, at_once, calls_a_second=2)] == pytest.approx([0, 0.5, 1, 1.5])


def test_the_desks_limit_refuses_the_rest_of_the_day() -> None:
    callers = people(40, ASSUMED, 3)
    ends = Counter(each.end for each in play(Line.HUNT, 5, callers, calls_a_day=10))

    assert ends[State.REFUSED] == len(callers) - 10


def test_an_agent_who_comes_on_duty_gets_the_customer_who_waits() -> None:
    staff = [0] * 10 + [1] * 14
    waiting = replace(PATIENT, at=10 * HOUR - 60)
    (found,) = Desk(Line.QUEUE, staff, Containers(Speed(0, 0, 0)), CALM).play([waiting])

    assert found.end is State.COMPLETED
    assert found.at + (found.waited or 0) > 10 * HOUR
