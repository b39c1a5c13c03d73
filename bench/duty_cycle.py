"""Runs a program with a share of one CPU, without the kernel's help: `duty_cycle.py SHARE PROGRAM …`.

When the program has used more CPU than its share of the time so far, it is stopped until it has not. What it saved by
waiting is forgotten after one period, as with the kernel's quota. Linux only: it has a CPU clock for each process. It uses
only the standard library, and runs as a program of its own.

The program takes the place of this process, so that its id, its exit status and its signals are what a caller expects; a
child of it does the rest.
"""

from __future__ import annotations

import os
import signal
import sys
import time
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


def hold(pid: int, share: float) -> None:
    """Holds the process, our parent, to its share until it ends."""
    allowance = Allowance(share, time.monotonic())
    stopped = False
    while os.getppid() == pid:
        with suppress(OSError):
            must_wait = allowance.spent(time.monotonic(), _cpu_seconds(pid))
            if must_wait != stopped:
                os.kill(pid, signal.SIGSTOP if must_wait else signal.SIGCONT)
                stopped = must_wait
        time.sleep(_STEP)


def _cpu_seconds(pid: int) -> float:
    """Returns the CPU time of a process, by the kernel's clock for it (clock_getcpuclockid). Raises OSError."""
    return time.clock_gettime(~pid << 3 | 2)


def _let_go_of_streams() -> None:
    """Closes what the program inherits too: a reader of its streams waits until all copies are closed."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))


def main() -> None:
    program = os.getpid()
    if os.fork():
        os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 (what the caller gave)
    _let_go_of_streams()
    hold(program, float(sys.argv[1]))


if __name__ == "__main__":
    main()
