"""A request's deadline is kept whatever takes its time, and workers that wait for workers do not lock up."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from handover.clock import SystemClock
from handover.deadline import Begun, Deadline, DeadlineError, Here, seconds_left

#: As many as the pool has; one more has to wait.
WORKERS = 32


class HandClock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class SteppedClock(HandClock):
    """A clock that is moved by hand and marked as `stepped`."""

    stepped = True


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """An event that slow work waits for. It is set at the end, so that no worker is left behind."""
    event = threading.Event()
    yield event
    event.set()


def wait_at(gate: threading.Event) -> bool:
    return gate.wait(30)


def test_what_is_left_shrinks_with_the_clock_and_never_below_zero() -> None:
    clock = HandClock()
    deadline = Deadline(clock, 6)
    assert deadline.left() == 6
    clock.seconds += 4
    assert deadline.left() == 2
    clock.seconds += 4
    assert deadline.left() == 0


def test_work_gives_its_result_or_its_own_exception() -> None:
    deadline = Deadline(SystemClock(), 30)
    assert deadline.run(lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        deadline.run(lambda: 1 // 0)


def test_works_that_run_together_give_their_results_in_order(gate: threading.Event) -> None:
    def open_gate() -> str:
        gate.set()
        return "second"

    assert Deadline(SystemClock(), 30).together(lambda: wait_at(gate), open_gate) == [True, "second"]


def test_of_works_that_run_together_the_first_exception_wins_after_all_have_begun() -> None:
    begun = threading.Event()
    deadline = Deadline(SystemClock(), 30)
    with pytest.raises(ZeroDivisionError):
        deadline.together(lambda: 1 // 0, begun.set, lambda: [][0])
    assert begun.wait(30)


def test_slow_work_is_given_up_in_time(gate: threading.Event) -> None:
    with pytest.raises(DeadlineError):
        Deadline(SystemClock(), 0.05).run(lambda: wait_at(gate))
    with pytest.raises(DeadlineError):
        Deadline(SystemClock(), 0.05).together(lambda: 1, lambda: wait_at(gate))


def test_a_time_out_of_the_work_itself_is_its_own_exception_not_the_deadline() -> None:
    def times_out() -> None:
        raise TimeoutError("the server was slow")

    with pytest.raises(TimeoutError, match="the server was slow"):
        Deadline(SystemClock(), 30).run(times_out)


def test_work_that_ends_at_the_last_moment_is_done_or_too_late_and_nothing_else() -> None:
    clock = HandClock()
    deadline = Deadline(clock, 0)
    for _ in range(2000):
        with contextlib.suppress(DeadlineError):
            assert deadline.run(lambda: 7) == 7


def test_work_that_found_no_free_worker_in_time_is_never_begun(gate: threading.Event) -> None:
    """Otherwise a call would be placed long after the reply that there is none."""
    begun: list[str] = []
    busy, plenty = threading.Barrier(WORKERS + 1), Deadline(SystemClock(), 30)

    def occupy() -> None:
        busy.wait(30)
        wait_at(gate)

    with ThreadPoolExecutor(WORKERS) as callers:
        stuck = [callers.submit(plenty.run, occupy) for _ in range(WORKERS)]
        busy.wait(30)
        with pytest.raises(DeadlineError):
            Deadline(SystemClock(), 0.02).run(lambda: begun.append("late"))
        gate.set()
        for future in stuck:
            future.result(30)
    plenty.run(lambda: begun.append("next"))
    assert begun == ["next"]


def test_forty_requests_whose_work_runs_further_work_do_not_lock_up() -> None:
    start = threading.Barrier(40)

    def request(n: int) -> list[int]:
        deadline = Deadline(SystemClock(), 30)
        start.wait(30)
        return deadline.run(lambda: deadline.together(lambda: deadline.run(lambda: n), lambda: n + 1))

    with ThreadPoolExecutor(40) as callers:
        assert list(callers.map(request, range(40))) == [[n, n + 1] for n in range(40)]


class TestOnASteppedClock:
    def test_work_may_take_as_long_as_it_really_does(self, gate: threading.Event) -> None:
        begun = threading.Event()

        def slow() -> bool:
            begun.set()
            return wait_at(gate)

        with ThreadPoolExecutor(1) as caller:
            result = caller.submit(Deadline(SteppedClock(), 1e-9).run, slow)
            assert begun.wait(30)
            gate.set()
            assert result.result(30)

    def test_work_that_moves_the_clock_past_the_end_is_late(self) -> None:
        clock = SteppedClock()

        def slow() -> None:
            clock.seconds += 6

        with pytest.raises(DeadlineError):
            Deadline(clock, 6).run(slow)
        with pytest.raises(DeadlineError):
            Deadline(clock, 6).together(lambda: 1, slow)

    def test_works_are_done_in_this_thread_in_their_order_and_so_are_those_that_they_run(self) -> None:
        deadline = Deadline(SteppedClock(), 6)
        done: list[tuple[str, int]] = []

        def note(name: str) -> None:
            done.append((name, threading.get_ident()))

        deadline.together(partial(note, "a"), lambda: deadline.run(partial(note, "b")), partial(note, "c"))
        deadline.run(partial(note, "d"))
        assert done == [(name, threading.get_ident()) for name in "abcd"]

    def test_the_first_exception_is_raised_after_all_have_begun_late_or_not(self) -> None:
        clock, begun = SteppedClock(), list[str]()
        with pytest.raises(ZeroDivisionError):
            Deadline(clock, 6).together(lambda: 1 // 0, lambda: begun.append("next"), lambda: [][0])

        def slow() -> None:
            clock.seconds += 6

        with pytest.raises(DeadlineError):
            Deadline(clock, 6).together(slow, lambda: begun.append("beside it"))
        assert begun == ["next", "beside it"]

    def test_what_follows_an_exception_has_its_deadline_again(self) -> None:
        clock = SteppedClock()
        deadline = Deadline(clock, 6)
        with pytest.raises(ZeroDivisionError):
            deadline.run(lambda: 1 // 0)
        clock.seconds += 6
        with pytest.raises(DeadlineError):
            deadline.run(lambda: 7)

    def test_after_the_end_nothing_is_begun(self) -> None:
        begun: list[str] = []
        deadline = Deadline(SteppedClock(), 0)
        with pytest.raises(DeadlineError):
            deadline.run(lambda: begun.append("run"))
        with pytest.raises(DeadlineError):
            deadline.together(lambda: begun.append("together"))
        assert begun == []


def test_a_thousand_works_of_one_request_leave_workers_for_another_one(gate: threading.Event) -> None:
    """In a process of its own the pool is wider than what one request may use; here it is just as wide."""
    started = threading.Semaphore(0)

    def work(number: int) -> int:
        started.release()
        assert wait_at(gate)
        return number

    with ThreadPoolExecutor(1) as requests:
        results = requests.submit(
            Deadline(SystemClock(), 30).together, *[partial(work, number) for number in range(1000)]
        )
        for _ in range(WORKERS):
            assert started.acquire(timeout=30)
        assert not started.acquire(blocking=False)
        gate.set()
        assert results.result(30) == list(range(1000))


def test_of_many_works_none_begins_after_the_deadline_and_the_first_error_is_raised() -> None:
    clock = SteppedClock()
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 40:
            raise ValueError(number)
        return number

    with pytest.raises(ValueError, match="40"):
        Deadline(clock, 5).together(*[partial(work, number) for number in range(100)])

    def late(number: int) -> int:
        clock.seconds += 6
        return number

    with pytest.raises(DeadlineError):
        Deadline(clock, 5).together(*[partial(late, number) for number in range(100)])


class Reads:
    """Work that can be begun: it reads a byte of a connection. `begun_in` is the thread that began it."""

    def __init__(self, connection: socket.socket, can_begin: bool = True) -> None:
        self._connection = connection
        self._can_begin = can_begin
        self.begun_in = self.ended_in = 0
        self.ended = threading.Event()

    def __call__(self) -> bytes:
        self.ended_in = threading.get_ident()
        self.ended.set()
        return self._connection.recv(1)

    def begin(self) -> Begun[bytes] | None:
        self.begun_in = threading.get_ident()
        return self if self._can_begin else None

    def fileno(self) -> int:
        return self._connection.fileno()

    def arrived(self) -> bool:
        return True


@pytest.fixture
def pairs() -> Iterator[list[tuple[socket.socket, socket.socket]]]:
    """Three connections, each with both of its ends."""
    made = [socket.socketpair() for _ in range(3)]
    yield made
    for pair in made:
        for end in pair:
            end.close()


class TestWorkThatIsBegun:
    def test_all_is_begun_before_anything_is_waited_for_and_no_thread_is_used(
        self, pairs: list[tuple[socket.socket, socket.socket]]
    ) -> None:
        works = [Reads(near) for near, _ in pairs]

        def answer_all() -> None:
            assert all(work.begun_in for work in works[:2])
            for number, (_, far) in enumerate(pairs):
                far.sendall(b"%d" % number)

        assert Deadline(SystemClock(), 30).together(*works[:2], Here(answer_all), works[2]) == [b"0", b"1", None, b"2"]
        assert {work.ended_in for work in works} == {threading.get_ident()}

    def test_what_has_no_answer_soon_is_waited_for_by_a_thread_and_delays_no_other(
        self, pairs: list[tuple[socket.socket, socket.socket]]
    ) -> None:
        slow, quick = Reads(pairs[0][0]), Reads(pairs[1][0])
        pairs[1][1].sendall(b"q")

        def answer_late() -> bytes:
            assert quick.ended.wait(30)
            pairs[0][1].sendall(b"s")
            return b"l"

        assert Deadline(SystemClock(), 30).together(slow, quick, answer_late) == [b"s", b"q", b"l"]
        assert quick.ended_in == threading.get_ident()

    def test_without_an_answer_it_is_late(self, pairs: list[tuple[socket.socket, socket.socket]]) -> None:
        near, far = pairs[0]
        with pytest.raises(DeadlineError):
            Deadline(SystemClock(), 0.4).together(Reads(near))
        far.sendall(b"x")  # the thread that still waits ends

    def test_the_first_exception_is_raised_in_the_order_of_the_works(
        self, pairs: list[tuple[socket.socket, socket.socket]]
    ) -> None:
        def fail() -> None:
            raise ZeroDivisionError

        closed = Reads(pairs[0][0])
        pairs[0][1].sendall(b"x")
        with pytest.raises(ZeroDivisionError):
            Deadline(SystemClock(), 30).together(closed, fail, Here(fail))
        assert closed.ended_in

    def test_what_cannot_be_begun_is_done_by_a_worker(self, pairs: list[tuple[socket.socket, socket.socket]]) -> None:
        work = Reads(pairs[0][0], can_begin=False)
        pairs[0][1].sendall(b"x")
        assert Deadline(SystemClock(), 30).run(work) == b"x"
        assert work.ended_in != threading.get_ident()

    def test_it_has_the_deadline_of_its_request_and_the_thread_has_none_afterwards(self) -> None:
        deadline = Deadline(SystemClock(), 30)
        (left,) = deadline.together(Here(seconds_left))
        assert 0 < left <= 30
        assert seconds_left() is None

    def test_on_a_stepped_clock_it_is_done_in_its_turn(self, pairs: list[tuple[socket.socket, socket.socket]]) -> None:
        work = Reads(pairs[0][0])
        pairs[0][1].sendall(b"x")
        assert Deadline(SteppedClock(), 6).together(work) == [b"x"]
        assert work.begun_in == 0
