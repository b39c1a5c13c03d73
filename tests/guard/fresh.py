"""Runs a function in an interpreter of its own, and reports which modules that imported.

Modules of Python itself are left out, and those that compiled libraries add: both differ from machine to machine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sandbox.host
from sandbox.agenda import Agenda
from sandbox.host import Run
from sandbox.host.contract import Call, read_result
from tests.fakes.bucket import MemoryBucket
from tests.guard.front import Front
from tests.guard.meter import Meter

_CHILD = Path(sandbox.host.__file__).with_name("child.py")
_TIME_LIMIT = 300.0  # real seconds: a child that hangs must not hang the tests
#: The clock stands still, so no deadline passes on a busy machine.
_SCRIPT = """
import importlib.util, json, os, sys
from datetime import datetime
from pathlib import Path
class Still:
    stepped = True
    def now(self):
        return datetime.fromisoformat(given["now"])
    def monotonic(self):
        return 0.0
given = json.load(sys.stdin)
spec = importlib.util.spec_from_file_location("child", given["child"])
child = importlib.util.module_from_spec(spec)
spec.loader.exec_module(child)
before = set(sys.modules)
os.environ.update(given["environ"])
function = child.load(Path(given["bundle"]), given["action"])
child.set_clock(Still())
result = function(given["args"])
loaded = {id(module): name for name, module in reversed(sys.modules.items())}
print(json.dumps({"result": result, "loaded": sorted(set(loaded.values()) - before)}))
"""


@dataclass(frozen=True)
class Code:
    """The folder that has the functions. `isolated`: nothing but Python and that folder can be imported, as on a
    platform."""

    folder: Path
    isolated: bool = False

    def run(self, call: Call, settings: Mapping[str, str]) -> tuple[Run, list[str]]:
        """Returns the run, and the names of the modules that it imported."""
        given = {
            "child": str(_CHILD),
            "bundle": str(self.folder),
            "action": call.action,
            "environ": dict(call.environ),
            "now": call.now.isoformat(),
            "args": {**call.args, **settings},
        }
        done = subprocess.run(
            [sys.executable, *(["-I", "-S"] if self.isolated else []), "-c", _SCRIPT],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
            timeout=_TIME_LIMIT,
        )
        assert done.returncode == 0, done.stderr
        printed: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return read_result(json.dumps(printed["result"])), [name for name in printed["loaded"] if _counts(name)]


class FreshMeter(Meter):
    """Runs the first of each wanted path in an interpreter of its own. `loaded`: the modules that it imported, by path."""

    def __init__(self, clock: Agenda, memory: MemoryBucket, code: Code, wanted: frozenset[str]) -> None:
        super().__init__(clock, memory)
        self.loaded: dict[str, list[str]] = {}
        self._code, self._wanted = code, wanted
        self._front = Front(memory, clock)

    def measured(self, call: Call, name: str) -> Run:
        if name not in self._wanted or name in self.loaded:
            return super().measured(call, name)
        with self._front.server() as server:
            run, self.loaded[name] = self._code.run(call, {"COS_ENDPOINT": server.url})
        return run


def _counts(module: str) -> bool:
    package = module.partition(".")[0]
    return not (
        package in sys.stdlib_module_names
        or package.startswith("_")
        or module.endswith("__mypyc")
        or package in ("main__", "cython_runtime")
    )
