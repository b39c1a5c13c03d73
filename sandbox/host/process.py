"""Runs functions in processes, as the platforms do: with their own memory, environment, cold starts and logs.

Follows the platforms' protocol between proxy and launcher (see child.py). A run's log is its standard output and error.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO

from sandbox.host.child import END
from sandbox.host.containers import Containers
from sandbox.host.contract import Call, Run, read_result

_CHILD = Path(__file__).with_name("child.py")


class Process:
    """A runner that starts `bundle` (a directory with `__main__.py`) in child processes.

    `world_clock`: the bundle uses the world's time. `time_limit`: real seconds for one run, import included; then the
    process is killed. `isolated`: the child can import only the standard library and the bundle, as on the platforms;
    otherwise also the packages of this Python.
    """

    def __init__(
        self, bundle: Path, world_clock: bool = True, time_limit: float = 60.0, isolated: bool = False
    ) -> None:
        self._bundle = bundle.resolve()
        self._world_clock = world_clock
        self._interpreter = [sys.executable, "-I", "-S"] if isolated else [sys.executable]
        self._time_limit = time_limit
        self._containers: Containers[_Child] = Containers()

    def run(self, call: Call) -> Run:
        with self._containers.lend(call.action, lambda: self._start(call)) as child:
            return child.run(call, self._time_limit)

    def close(self) -> None:
        self._containers.close()

    def _start(self, call: Call) -> _Child:
        return _Child(self._interpreter, self._bundle, call.action, call.environ, self._world_clock)


class _Child:
    """One child process and its streams."""

    def __init__(
        self, interpreter: list[str], bundle: Path, action: str, environ: Mapping[str, str], world_clock: bool
    ) -> None:
        reader, writer = os.pipe()
        directory = environ.get("PWD") or str(bundle)
        self._process = subprocess.Popen(  # noqa: S603 (our own program, no shell)
            [*interpreter, str(_CHILD), str(bundle), action, str(writer), "world" if world_clock else "own"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(writer,),
            cwd=directory,
            env={**environ, "PWD": directory},
        )
        os.close(writer)
        self._results = os.fdopen(reader, "rb")
        self._logs = [_Log(stream) for stream in (self._process.stdout, self._process.stderr) if stream]
        self._started = False

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def run(self, call: Call, time_limit: float) -> Run:
        """Sends one run. Waits for its result, the end of the process, or the time limit."""
        overdue = threading.Event()
        timer = threading.Timer(time_limit, self._kill, (overdue,))
        timer.start()
        try:
            line = self._exchange(call)
        finally:
            timer.cancel()
        if line:
            return replace(read_result(line.decode()), logs=self._lines())
        self._process.wait()
        failure = f"The action exceeded its time limit of {time_limit:g} s." if overdue.is_set() else "Command exited."
        return Run(failure=failure, logs=self._lines())

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._results):
            if stream:
                _close(stream)
        for log in self._logs:
            log.close()

    def _exchange(self, call: Call) -> bytes:
        sent = {"value": call.args, "environ": dict(call.environ), "now": call.now.isoformat()}
        if not self._started and not self._results.readline():
            return b""
        self._started = True
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(sent).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return b""
        return self._results.readline()

    def _kill(self, overdue: threading.Event) -> None:
        overdue.set()
        self._process.kill()

    def _lines(self) -> tuple[str, ...]:
        return tuple(line for log in self._logs for line in log.of_one_run())


class _Log:
    """One stream of a child. A thread reads it at once, so that the child never blocks."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True, name="sandbox-activation-log")
        self._reader.start()

    def of_one_run(self) -> list[str]:
        """Returns the lines up to the end marker, or up to the stream's end."""
        return list(iter(self._lines.get, END))

    def close(self) -> None:
        self._reader.join(timeout=5)
        _close(self._stream)

    def _read(self) -> None:
        for line in self._stream:
            text = line.decode(errors="replace").rstrip("\n")
            before, marker, _ = text.partition(END)  # a run may end without a line break
            if before or not marker:
                self._lines.put(before)
            if marker:
                self._lines.put(END)
        self._lines.put(END)


def _close(stream: IO[bytes]) -> None:
    with contextlib.suppress(BrokenPipeError):  # unsent data has no reader any more
        stream.close()
