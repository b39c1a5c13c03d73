"""A function's container as a process of its own: it can import the standard library and the bundle, nothing else.

It runs the sandbox's program for that (sandbox/host/child.py), and its times and memory can be read from outside.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

from bench.throttle import Start, start
from sandbox.host import child
from sandbox.host.contract import Call, Run, read_result


class Process:
    """One container. `took`: seconds of the last run; of the first one since the process was started."""

    def __init__(self, bundle: Path, call: Call, begin: Start = start) -> None:
        reader, writer = os.pipe()
        self._began: float | None
        self._process, self._began = begin(
            [sys.executable, "-I", "-S", str(Path(child.__file__)), str(bundle), call.action, str(writer), "own"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(writer,),
            cwd="/",
            env=dict(call.environ),
        )
        os.close(writer)
        self._results = os.fdopen(reader, "rb")
        self.took = 0.0

    def run(self, call: Call) -> Run:
        """Runs one call. Its logs are not kept."""
        assert self._process.stdin
        began, first = self._began or time.perf_counter(), self._began is not None
        sent = {"value": call.args, "environ": dict(call.environ), "now": call.now.isoformat()}
        self._process.stdin.write(json.dumps(sent).encode() + b"\n")
        self._process.stdin.flush()
        if first:
            self._results.readline()  # it has loaded the bundle
        line = self._results.readline()
        self.took, self._began = time.perf_counter() - began, None
        return read_result(line.decode())

    def cpu(self) -> float:
        """Returns the CPU seconds that the process has used, all threads included."""
        return time.clock_gettime(~self._process.pid << 3 | 2)  # the kernel's clock of that process

    def peak(self) -> float:
        """Returns the largest resident memory so far, in MB."""
        text = Path(f"/proc/{self._process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s*(\d+) kB", text)
        return int(found[1]) / 1000 if found else 0.0

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdin
        self._process.stdin.close()
        self._results.close()


class Cold:
    """A runner that starts a new process for every call. `took`: seconds from its start to the result."""

    def __init__(self, bundle: Path, begin: Start = start) -> None:
        self._bundle, self._begin = bundle, begin
        self.took = 0.0

    def run(self, call: Call) -> Run:
        process = Process(self._bundle, call, self._begin)
        try:
            return process.run(call)
        finally:
            self.took = process.took
            process.close()

    def close(self) -> None:
        """Nothing lives on."""


class Warm:
    """A runner with one process, for one action, which stays."""

    def __init__(self, bundle: Path) -> None:
        self._bundle = bundle
        self._process: Process | None = None

    def run(self, call: Call) -> Run:
        self._process = self._process or Process(self._bundle, call)
        return self._process.run(call)

    def cpu(self) -> float:
        """Returns the CPU seconds used so far."""
        return self._process.cpu() if self._process else 0.0

    def peak(self) -> float:
        """Returns the largest resident memory so far, in MB."""
        return self._process.peak() if self._process else 0.0

    def close(self) -> None:
        if self._process:
            self._process.close()


def program(code: str, begin: Start = start) -> float:
    """Returns the seconds from the start of a Python process with this code to the line that it prints."""
    command = [sys.executable, "-I", "-S", "-c", f"{code}\nprint(flush=True)"]
    process, began = begin(command, stdout=subprocess.PIPE, cwd="/")
    assert process.stdout
    line = process.stdout.readline()
    took = time.perf_counter() - began
    process.kill()
    process.wait()
    process.stdout.close()
    if not line:
        raise RuntimeError("The program failed.")
    return took
