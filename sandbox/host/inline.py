"""Runs functions in this process: fast, and a debugger can step into them. Scenarios use it; the demo uses process.py.

Arguments and results are converted to JSON and back, so nothing passes that would not pass a platform.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from sandbox.host.containers import Containers
from sandbox.host.contract import Call, Run, read_result


class Serves(Protocol):
    """The bundle's own container (`handover.runtime.Container`)."""

    def serve(self, action: str, args: dict[str, Any], /) -> dict[str, Any]: ...


class Inline:
    """A runner whose containers are objects made by `make_container`, each with its own environment."""

    def __init__(self, make_container: Callable[[Mapping[str, str]], Serves]) -> None:
        self._make = make_container
        self._containers: Containers[_Container] = Containers()

    def run(self, call: Call) -> Run:
        """Runs a call. Sets the container's environment before, as a platform does."""
        in_app = "CE_APP" in call.environ
        with self._containers.lend(call.environ["CE_APP"] if in_app else call.action, self._start) as container:
            container.environ.clear()
            container.environ.update(call.environ)
            container.serves = container.serves or self._made(container.environ, in_app)
            return _run(container.serves, call)

    def close(self) -> None:
        self._containers.close()

    def _start(self) -> _Container:
        return _Container({})

    def _made(self, environ: Mapping[str, str], in_app: bool) -> Serves:
        """Returns the bundle's container; an application's is behind its adapter, and serves all actions."""
        made: Any = self._make(environ)
        if not in_app:
            return cast(Serves, made)
        from sandbox.host.app_inline import InApp

        return InApp(made, environ)


@dataclass
class _Container:
    environ: dict[str, str]
    serves: Serves | None = None
    alive: bool = True

    def close(self) -> None:
        """There is nothing to end."""


def _run(serves: Serves, call: Call) -> Run:
    try:
        result = serves.serve(call.action, json.loads(json.dumps(call.args)))
    except Exception as error:  # the platforms' launcher catches the same and continues
        return Run({"error": str(error)}, logs=tuple(traceback.format_exc().splitlines()))
    except SystemExit:
        return Run(failure="Command exited.")
    try:
        line = json.dumps(result)
    except (TypeError, ValueError):
        return Run(failure="Command exited.", logs=(f"Not serialisable: {result!r}",))
    return read_result(line)
