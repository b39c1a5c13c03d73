"""Runs a program with a share of one CPU, without the kernel's help: `duty_cycle.py SHARE PROGRAM …`.

When the program has used more CPU than its share of the time so far, it is stopped until it has not. What it saved by
waiting is forgotten after one period, as with the kernel's quota. Its exit status is passed on. Linux only: it has a
CPU clock for each process. It uses only the standard library, and runs as a program of its own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

_PERIOD = 0.1  # seconds
_STEP = 0.005


class Allowance:
    """How much CPU a process may use until now. All times are in seconds."""

    def __init__(self, share: float, now: float) -> None:
        self._share, self._saved, self._then, self._used = share, share * _PERIOD, now, 0.0

    def spent(self, now: float, used: float) -> bool:
        """Returns whether the process, which has used so much in all, must wait."""
        earned, cost = self._share * (now - self._then), used - self._used
        self._saved = min(self._saved + earned, self._share * _PERIOD) - cost
        self._then, self._used = now, used
        return self._saved < 0


def hold(pid: int, share: float, ended: Callable[[], bool]) -> None:
    """Holds a process to its share until `ended`."""
    allowance = Allowance(share, time.monotonic())
    stopped = False
    while not ended():
        with suppress(OSError):
            must_wait = allowance.spent(time.monotonic(), _cpu_seconds(pid))
            if must_wait != stopped:
                os.kill(pid, signal.SIGSTOP if must_wait else signal.SIGCONT)
                stopped = must_wait
        time.sleep(_STEP)


def _cpu_seconds(pid: int) -> float:
    """Returns the CPU time of a process, by the kernel's clock for it (clock_getcpuclockid). Raises OSError."""
    return time.clock_gettime(~pid << 3 | 2)


def main() -> int:
    program = subprocess.Popen(sys.argv[2:], close_fds=False)  # noqa: S603 (what the caller gave)
    hold(program.pid, float(sys.argv[1]), lambda: program.poll() is not None)
    return program.returncode


if __name__ == "__main__":
    sys.exit(main())
