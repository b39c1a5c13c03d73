"""One operation on the bucket: a request, and what its answer means to us.

Calling it does all of it. `begin` sends the request and waits for nothing, if that is possible, so that one thread can begin
several before it reads their answers: see Deadline.together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Generic, TypeVar

from handover.deadline import Begun, Deadline, DeadlineError

T = TypeVar("T")
U = TypeVar("U")


class Operation(Generic[T]):
    """An operation. `meaning` gets a function that returns the request's result, or raises; it returns the operation's
    result, or raises."""

    def __init__(self, deadline: Deadline, request: Request, meaning: Callable[[Callable[[], Any]], T]) -> None:
        self._deadline = deadline
        self._request = request
        self._meaning = meaning

    def __call__(self) -> T:
        return self._meaning(partial(self._deadline.run, self._request))

    def begin(self) -> Begun[T] | None:
        begun = self._request.begin()
        return BegunOperation(begun, self._meaning) if begun else None

    def then(self, change: Callable[[T], U]) -> Operation[U]:
        """Returns the operation whose result is made of this one's."""
        return self.through(lambda result: change(result()))

    def through(self, change: Callable[[Callable[[], T]], U]) -> Operation[U]:
        """Returns the same, for a `change` that also decides about what is raised: it calls for the result itself."""
        return Operation(self._deadline, self._request, lambda answer: change(partial(self._meaning, answer)))


class Request:
    """One request, by the client's method of that `name`."""

    def __init__(self, client: Callable[[], Any], deadline: Deadline, name: str, parameters: Mapping[str, Any]) -> None:
        self._client = client
        self._deadline = deadline
        self._name = name
        self._parameters = parameters

    def __call__(self) -> Any:
        return getattr(self._client(), self._name)(**self._parameters)

    def begin(self) -> Begun[Any] | None:
        begin = getattr(self._client(), "begin", None)  # storage in memory waits for nothing
        try:
            return begin(self._name, self._parameters, self._deadline.run) if begin else None
        except DeadlineError:
            raise
        except Exception:
            return None  # doing all of it says what is wrong


class BegunOperation(Generic[T]):
    """An operation whose request was sent; see deadline.Begun."""

    def __init__(self, request: Begun[Any], meaning: Callable[[Callable[[], Any]], T]) -> None:
        self._request = request
        self._meaning = meaning

    def __call__(self) -> T:
        return self._meaning(self._request)

    def arrived(self) -> bool:
        return self._request.arrived()

    def fileno(self) -> int:
        return self._request.fileno()
