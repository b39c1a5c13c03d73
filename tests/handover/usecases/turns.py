"""Runs several requests at once, one storage request at a time: whose turn it is, a seed decides. So one seed is one
interleaving, and can be tried again.

Works that one request does side by side are done one after the other, in an order that the seed decides too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from handover.deadline import Deadline, DeadlineError
from handover.usecases.context import RequestContext
from tests.fakes.bucket import MemoryClient
from tests.handover.rig import Rig

Work = Callable[[RequestContext], Any]


class KilledError(BaseException):
    """The process died: nothing after it runs."""


class Turns:
    """One interleaving. `kill`: the request (of all, counted from 1) at which its process dies."""

    def __init__(self, rig: Rig, seed: int, kill: int = 0) -> None:
        self._rig = rig
        self._random = Random(seed)
        self._kill = kill
        self._turn = threading.Condition()
        self._waiting: dict[int, bool] = {}
        self._now = -1
        self._requests = 0
        self._stays = self._random.choice((0.0, 0.5, 0.8, 0.95))
        self._begins: list[int] = []

    def run(self, *works: Work) -> list[Any]:
        """Run each work in a container of its own. Returns the results; None for one that was killed."""
        results: list[Any] = [None] * len(works)
        self._waiting = dict.fromkeys(range(len(works)), True)
        self._begins = [self._random.choice((0, 0, self._random.randrange(14))) for _ in works]
        threads = [threading.Thread(target=self._do, args=(n, work, results)) for n, work in enumerate(works)]
        for thread in threads:
            thread.start()
        self._next()
        for thread in threads:
            thread.join()
        for result in results:
            if isinstance(result, Exception):
                raise result
        return results

    def _do(self, n: int, work: Work, results: list[Any]) -> None:
        app = self._rig.app(lambda: client)
        client = _Client(self._rig.client().separate(), lambda: self._pass(n))
        self._wait(n)
        try:
            results[n] = work(app.within(_InTurn(app.clock, self._random), self._rig.log))
        except KilledError:
            pass
        except Exception as error:
            results[n] = error
        finally:
            del self._waiting[n]
            self._next()

    def _pass(self, n: int) -> None:
        self._requests += 1
        if self._requests == self._kill:
            raise KilledError
        self._next()
        self._wait(n)

    def _next(self) -> None:
        with self._turn:
            self._now = self._choose()
            self._turn.notify_all()

    def _choose(self) -> int:
        """Returns whose turn it is: often the same one's again, and some begin after others have made requests."""
        if self._now in self._waiting and self._random.random() < self._stays:
            return self._now
        begun = [n for n in self._waiting if self._begins[n] <= self._requests]
        return self._random.choice(sorted(begun or self._waiting)) if self._waiting else -1

    def _wait(self, n: int) -> None:
        with self._turn:
            self._turn.wait_for(lambda: self._now == n)


class _Client(MemoryClient):
    def __init__(self, plain: MemoryClient, pause: Callable[[], None]) -> None:
        super().__init__(plain._server, plain._clock, plain.faults, attempts=1)
        self._pause = pause

    def _once(self, method: str, key: str, operation: str, work: Callable[[], Any]) -> Any:
        self._pause()
        return super()._once(method, key, operation, work)


class _InTurn(Deadline):
    """A deadline that does works one after the other, in this thread."""

    def __init__(self, clock: Any, random: Random, seconds: float = 30.0) -> None:
        super().__init__(clock, seconds)
        self._random = random

    def earlier(self, seconds: float) -> Deadline:
        return _InTurn(self._clock, self._random, self.left() - seconds)

    def run(self, work: Callable[[], Any]) -> Any:
        if not self.left():
            raise DeadlineError("The time for this request is over.")
        return work()

    def together(self, *works: Callable[[], Any]) -> list[Any]:
        results: list[Any] = [None] * len(works)
        errors: dict[int, Exception] = {}
        for n in self._shuffled(range(len(works))):
            try:
                results[n] = self.run(works[n])
            except Exception as error:
                errors[n] = error
        if errors:
            raise errors[min(errors)]
        return results

    def _shuffled(self, order: Sequence[int]) -> list[int]:
        return self._random.sample(order, len(order))
