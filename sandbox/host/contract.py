"""The types that the parts of the function host share: a `Call` goes to a container, a `Run` comes back.

A platform (openwhisk.py, code_engine.py) converts an HTTP request to a Call's arguments, and a Run to an HTTP response.
A runner (inline.py, process.py) passes the Call to the bundle. Neither imports the other.
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
    """One run of an action's function: its argument, its environment variables, and the world's time."""

    action: str
    args: dict[str, Any]
    environ: Mapping[str, str]
    now: datetime


@dataclass(frozen=True)
class Run:
    """The result of a call: `result` as the platform parsed it, or `failure` if there is none. `logs`: its lines."""

    result: dict[str, Any] | list[Any] | None = None
    failure: str = ""
    logs: tuple[str, ...] = field(default=(), compare=False)

    @property
    def facts(self) -> dict[str, Any]:
        """Returns the fields of the bundle's log line, or {} if it wrote none."""
        for line in reversed(self.logs):
            if line.startswith("{"):
                with contextlib.suppress(ValueError):
                    facts = json.loads(line)
                    return facts if isinstance(facts, dict) else {}
        return {}


class Runner(Protocol):
    """Runs functions. `close` ends every idle container; a later call starts new ones."""

    def run(self, call: Call) -> Run: ...

    def close(self) -> None: ...


class RefusedError(Exception):
    """The platform responds itself; the function does not run."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Platform(Protocol):
    """A serverless platform, as its callers and its functions see it. `time_limit`: seconds."""

    name: str
    time_limit: float
    #: Actions without a public address.
    private: frozenset[str]

    def url(self, action: str, /) -> str:
        """Returns an action's public address on this platform."""

    def environ(self, action: str, activation: str, now: datetime, /) -> dict[str, str]:
        """Returns the environment of one run."""

    def arguments(self, request: HttpRequest, path: str, /) -> dict[str, Any]:
        """Returns the function's argument for a web request. `path` follows the action in the URL. Raises RefusedError."""

    def event(self, payload: Mapping[str, Any], activation: str, now: datetime, /) -> dict[str, Any]:
        """Returns the function's argument for a timer's event."""

    def response(self, run: Run, request: HttpRequest, activation: str, /) -> HttpResponse:
        """Returns the HTTP response for a run."""

    def refusal(self, refused: RefusedError, activation: str, /) -> HttpResponse:
        """Returns the HTTP response if nothing ran."""

    def overdue(self, activation: str, /) -> HttpResponse:
        """Returns the HTTP response if the run exceeds the time limit."""


def read_result(line: str) -> Run:
    """Returns the run for the line in which a container wrote its result."""
    try:
        result = json.loads(line, parse_constant=_no_json)
    except ValueError:
        return Run(failure="The action did not produce valid JSON.")
    if isinstance(result, dict | list):
        return Run(result)
    return Run(failure="The action did not return a dictionary or array.")


def _no_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
