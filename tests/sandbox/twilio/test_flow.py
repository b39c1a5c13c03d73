"""Generators run as tasks on the agenda."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.agenda import Agenda
from sandbox.twilio.flow import Inbox, Interrupted, Outside, Sleep, Steps, Take, Task


@pytest.fixture
def agenda() -> Agenda:
    return Agenda(datetime(2026, 11, 22, tzinfo=UTC))


def test_a_sleep_takes_world_time(agenda: Agenda) -> None:
    ends: list[float] = []

    def steps() -> Steps[None]:
        yield Sleep(2.5)

    Task(agenda, steps(), lambda _: ends.append(agenda.now().second + agenda.now().microsecond / 1e6))
    agenda.advance(10)
    assert ends == [2.5]


def test_what_arrives_while_nobody_takes_is_kept_in_order(agenda: Agenda) -> None:
    inbox, taken = Inbox(), []

    def steps() -> Steps[None]:
        yield Sleep(1)
        taken.append((yield Take(inbox, timeout=5)))
        taken.append((yield Take(inbox, timeout=5)))

    Task(agenda, steps())
    inbox.put("a")
    inbox.put("b")
    agenda.advance(1)
    assert taken == ["a", "b"]


def test_a_take_gives_up_after_its_timeout_and_not_before(agenda: Agenda) -> None:
    inbox, taken = Inbox(), []

    def steps() -> Steps[None]:
        taken.append((yield Take(inbox, timeout=5)))

    Task(agenda, steps())
    agenda.advance(4.9)
    assert taken == []
    agenda.advance(0.1)
    assert taken == [None]


def test_an_interrupted_task_may_tidy_up_and_its_result_is_not_told(agenda: Agenda) -> None:
    reasons: list[str] = []
    results: list[None] = []

    def steps() -> Steps[None]:
        try:
            yield Sleep(10)
        except Interrupted as interruption:
            reasons.append(interruption.reason)
            raise

    task = Task(agenda, steps(), results.append)
    agenda.advance(1)
    task.interrupt("over")
    agenda.advance(20)
    assert (reasons, results, task.over) == (["over"], [], True)


def test_a_task_that_interrupts_itself_ends_where_it_next_waits(agenda: Agenda) -> None:
    done: list[str] = []

    def steps() -> Steps[None]:
        yield Sleep(1)
        task.interrupt("over")
        done.append("tidied up")
        yield Sleep(1)
        done.append("went on")

    task = Task(agenda, steps())
    agenda.advance(10)
    assert done == ["tidied up"]


def test_work_outside_gives_its_result_back(agenda: Agenda) -> None:
    results: list[int] = []

    def steps() -> Steps[int]:
        result: int = yield Outside(lambda: 42)
        return result + 1

    Task(agenda, steps(), results.append)
    agenda.advance(0)
    assert results == [43]
