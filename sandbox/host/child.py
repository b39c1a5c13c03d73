"""The program in a container's process: loads the bundle, then runs one action for each line on standard input.

    child.py BUNDLE ACTION FD CLOCK

Each line is one run as JSON: `value` (the argument), `environ` (set before the run), `now` (the world's time). Each result
is one JSON line on file descriptor FD, after a first line `{"ok": true}`. After each run both standard streams get the end
marker, which separates the logs of runs. With CLOCK `world` the bundle gets a clock that follows `now`, through its own
parameter for that; with `own` it keeps its clock.

The sandbox is not on this program's path, so it uses only the standard library and the bundle.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

END = "XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX"


class WorldClock:
    """The world's time at the start of the run, plus the real seconds since."""

    def __init__(self) -> None:
        self.set(datetime.now(UTC))

    def set(self, now: datetime) -> None:
        self._began_at, self._began = now, time.monotonic()

    def now(self) -> datetime:
        return self._began_at + timedelta(seconds=time.monotonic() - self._began)

    def monotonic(self) -> float:
        return time.monotonic()


def load(bundle: Path, action: str) -> Callable[[dict[str, Any]], Any]:
    """Returns the action's function from the bundle's `__main__.py`, imported as the module `main__`."""
    sys.path[0] = str(bundle)  # was this program's own folder
    spec = importlib.util.spec_from_file_location("main__", bundle / "__main__.py")
    if spec is None or spec.loader is None:
        raise ImportError(f"{bundle} has no __main__.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["main__"] = module
    spec.loader.exec_module(module)
    function: Callable[[dict[str, Any]], Any] = getattr(module, action)
    return function


def set_clock(clock: WorldClock) -> None:
    """Gives the bundle the world's clock."""
    runtime: Any = importlib.import_module("handover.runtime")
    make = runtime.make_context
    runtime.container = runtime.Container(os.environ, make_context=lambda settings: make(settings, clock=clock))


def serve(function: Callable[[dict[str, Any]], Any], clock: WorldClock, out: BinaryIO) -> None:
    """Carries out runs until standard input ends. A result that is not JSON ends the program, as on the platforms."""
    environ: dict[str, str] = {}
    for line in sys.stdin.buffer:
        run = json.loads(line)
        if run["environ"] != environ:
            environ = run["environ"]
            os.environ.update(environ)
        clock.set(datetime.fromisoformat(run["now"]))
        try:
            result = function(run["value"])
        except Exception as error:
            traceback.print_exc()
            result = {"error": str(error)}
        out.write(json.dumps(result, ensure_ascii=False).encode() + b"\n")
        for stream in (sys.stdout, sys.stderr):
            print(END, file=stream, flush=True)
        out.flush()


def main() -> None:
    bundle, action, descriptor, follows = sys.argv[1:]
    clock = WorldClock()
    with os.fdopen(int(descriptor), "wb") as out:
        function = load(Path(bundle), action)
        if follows == "world":
            set_clock(clock)
        out.write(b'{"ok": true}\n')
        out.flush()
        serve(function, clock, out)


if __name__ == "__main__":
    main()
