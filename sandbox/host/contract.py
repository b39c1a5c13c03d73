"""The types that the parts of the function host share: a call goes to a container, and a run comes back.

A platform (openwhisk.py, code_engine.py) turns an HTTP request into a Call's arguments and a Run into an HTTP response.
A runner (inline.py, process.py) carries the Call to the bundle. Neither knows the other.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn, Protocol

from sandbox.net import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Call:
    """One run of an action's function: its one argument, the environment it sees, what time it is in the world."""

    action: str
    args: dict[str, Any]
    environ: Mapping[str, str]
    now: datetime


@dataclass(frozen=True)
class Run:
    """The result of a call: `result` as the platform parsed it, or `failure` when there was none to take."""

    result: dict[str, Any] | list[Any] | None = None
    failure: str = ""
    logs: tuple[str, ...] = field(default=(), compare=False)

    @property
    def facts(self) -> dict[str, Any]:
        """The facts of the bundle's one log line; none where it wrote no such line."""
        for line in reversed(self.logs):
            if line.startswith("{"):
                with contextlib.suppress(ValueError):
                    facts = json.loads(line)
                    return facts if isinstance(facts, dict) else {}
        return {}


class Runner(Protocol):
    """Where functions run. `close` ends every idle container; a later call starts new ones."""

    def run(self, call: Call) -> Run: ...

    def close(self) -> None: ...


class RefusedError(Exception):
    """The platform answers by itself; the function does not run."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Platform(Protocol):
    """A serverless platform, seen from both sides: the internet's and the function's."""

    name: str
    time_limit: float
    #: Doors that the web does not reach.
    private: frozenset[str]

    def url(self, action: str, /) -> str:
        """The public address the platform gives an action."""

    def environ(self, action: str, activation: str, now: datetime, /) -> dict[str, str]:
        """The environment of one run."""

    def arguments(self, request: HttpRequest, path: str, /) -> dict[str, Any]:
        """The function's argument for a web request; `path` is what the URL has after the action. Or RefusedError."""

    def event(self, payload: Mapping[str, Any], activation: str, now: datetime, /) -> dict[str, Any]:
        """The function's argument when a timer fires."""

    def response(self, run: Run, request: HttpRequest, activation: str, /) -> HttpResponse:
        """What the caller gets for a run."""

    def refusal(self, refused: RefusedError, activation: str, /) -> HttpResponse:
        """What the caller gets when nothing ran."""

    def overdue(self, activation: str, /) -> HttpResponse:
        """What the caller gets when the time limit passed."""


def judge(line: str) -> Run:
    """What a platform makes of the line in which a container wrote its result."""
    try:
        result = json.loads(line, parse_constant=_no_json)
    except ValueError:
        return Run(failure="The action did not produce valid JSON.")
    if isinstance(result, dict | list):
        return Run(result)
    return Run(failure="The action did not return a dictionary or array.")


def _no_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
