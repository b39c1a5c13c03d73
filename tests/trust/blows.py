"""What happens to one request of one container: the answer is lost, the other side fails, or the process dies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from handover.services.telephony import TwilioClient
from sandbox.bucket.faults import StorageFault, When
from tests.fakes.bucket import nth
from tests.handover.twilio_stub import CUT_AFTER, CUT_BEFORE, NO_SID, NOT_JSON, Mishap, refuses

T = TypeVar("T")


class KilledError(BaseException):
    """The process ended here. No `except Exception` sees it."""


def _raise_killed() -> NoReturn:
    raise KilledError


@dataclass(frozen=True)
class Blow:
    """One trouble. `storage` happens to the `at`-th request to storage, or to the first write of each name if `at` is
    EACH_FIRST_WRITE; `phone` to the next create at Twilio. `kill` ends the process `before` or `after` the request: of
    storage, or of Twilio if `at` is 0."""

    name: str
    at: int = 0
    storage: StorageFault | None = None
    phone: Mishap | None = None
    kill: str = ""

    @property
    def when(self) -> When:
        """Returns which requests to storage are hit."""
        return _first_write_of_each() if self.at == EACH_FIRST_WRITE else nth(self.at)


EACH_FIRST_WRITE = -1


def _first_write_of_each() -> When:
    seen: set[str] = set()

    def when(method: str, key: str) -> bool:
        if method != "PUT" or key in seen:
            return False
        seen.add(key)
        return True

    return when


_STORAGE = {
    "storage: the connection is cut before the request": StorageFault(cut_before=True),
    "storage: the answer is lost": StorageFault(cut_after=True),
    "storage: 500": StorageFault(status=500),
    "storage: 503": StorageFault(status=503),
    "storage: 429": StorageFault(status=429),
}
_PHONE = {
    "phone: the connection is cut before the call is placed": CUT_BEFORE,
    "phone: the call is placed and the answer is lost": CUT_AFTER,
    "phone: placed, answer without a sid": NO_SID,
    "phone: placed, answer is not JSON": NOT_JSON,
    "phone: 429": refuses(429, 20429),
    "phone: 503": refuses(503, 20503),
    "phone: 500": refuses(500, 20500),
    "phone: number refused": refuses(400, 21211),
}
#: A start that wins, with a few to spare.
_REQUESTS_OF_A_START = 14


def blows() -> Iterator[Blow]:
    """All of them, again and again: each kind at each request of a start."""
    while True:
        yield Blow("none")
        for name, fault in _STORAGE.items():
            yield Blow(f"{name}, for the first write of each name", EACH_FIRST_WRITE, storage=fault)
        for at in range(1, _REQUESTS_OF_A_START + 1):
            for name, fault in _STORAGE.items():
                yield Blow(name, at, storage=fault)
            for moment in ("before", "after"):
                yield Blow(f"process killed {moment} a storage request", at, kill=moment)
        for name, mishap in _PHONE.items():
            yield Blow(name, phone=mishap)
        for moment in ("before", "after"):
            yield Blow(f"process killed {moment} the call is placed", kill=moment)


class Life:
    """Whether a container's process is alive. `do` runs one of its requests, and the process dies at the planned one: `die`
    ends it, by default for this test only."""

    def __init__(self, at: int, kill: str, die: Callable[[], NoReturn] = _raise_killed) -> None:
        self._left, self._kill, self._die = at, kill, die
        self._dead = False
        self._lock = threading.Lock()

    def do(self, work: Callable[[], T]) -> T:
        with self._lock:
            self._left -= 1
            mine = self._left == 0 and bool(self._kill)
            if self._dead or (mine and self._kill == "before"):
                self._dead = True
                self._die()
        result = work()
        if mine or self._dead:
            self._dead = True
            self._die()
        return result


class MortalClient:
    """A storage client, in memory or the SDK's, whose process may die."""

    def __init__(self, client: Any, life: Life) -> None:
        self._client, self._life = client, life

    def put_object(self, **request: Any) -> Any:
        return self._life.do(lambda: self._client.put_object(**request))

    def get_object(self, **request: Any) -> Any:
        return self._life.do(lambda: self._client.get_object(**request))

    def delete_object(self, **request: Any) -> Any:
        return self._life.do(lambda: self._client.delete_object(**request))

    def get_paginator(self, operation: str) -> Any:
        pages = self._client.get_paginator(operation)
        return _MortalPages(pages, self._life)


class _MortalPages:
    def __init__(self, pages: Any, life: Life) -> None:
        self._pages, self._life = pages, life

    def paginate(self, **request: Any) -> Any:
        return iter(self._life.do(lambda: list(self._pages.paginate(**request))))


def make_mortal(twilio: TwilioClient, life: Life) -> TwilioClient:
    """The container's process dies at a create of a call. Returns the same client."""
    http = twilio.client(False).http_client
    send = http.request

    def request(*args: Any, **more: Any) -> Any:
        return life.do(lambda: send(*args, **more))

    http.request = request
    return twilio
