"""Runs functions in this process: fast, and a debugger can step into them. Scenarios use it; the demo uses process.py.

Arguments and results travel as JSON text all the same, so nothing passes that would not pass a platform.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.host.containers import Containers
from sandbox.host.contract import Call, Run, judge


class Serves(Protocol):
    """The bundle's own container (`handover.runtime.Container`)."""

    def serve(self, action: str, args: dict[str, Any], /) -> dict[str, Any]: ...


class Inline:
    """A runner whose containers are objects that `make_container` makes, each with an environment of its own."""

    def __init__(self, make_container: Callable[[Mapping[str, str]], Serves]) -> None:
        self._make = make_container
        self._containers: Containers[_Container] = Containers()

    def run(self, call: Call) -> Run:
        """One run; the container's environment is what the call says, as a platform sets it before each run."""
        with self._containers.lend(call.action, self._start) as container:
            container.environ.clear()
            container.environ.update(call.environ)
            container.serves = container.serves or self._make(container.environ)
            return _run(container.serves, call)

    def close(self) -> None:
        self._containers.close()

    def _start(self) -> _Container:
        return _Container({})


@dataclass
class _Container:
    environ: dict[str, str]
    serves: Serves | None = None
    alive: bool = True

    def close(self) -> None:
        """Nothing to end: it goes when nobody holds it."""


def _run(serves: Serves, call: Call) -> Run:
    try:
        result = serves.serve(call.action, json.loads(json.dumps(call.args)))
    except Exception as error:  # the platforms' launcher catches the same and goes on
        return Run({"error": str(error)}, logs=tuple(traceback.format_exc().splitlines()))
    except SystemExit:
        return Run(failure="Command exited.")
    try:
        line = json.dumps(result)
    except (TypeError, ValueError):
        return Run(failure="Command exited.", logs=(f"Not serialisable: {result!r}",))
    return judge(line)
