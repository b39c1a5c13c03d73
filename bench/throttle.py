"""Runs processes with a share of one CPU, as a small serverless container gets it.

    with cpu_share(0.25) as cpu:
        process, began = cpu.start(["python", "-c", "…"])

Kubernetes, and with it Code Engine, limits a container by the kernel's quota: so many milliseconds of CPU in each period of
100 ms, then it waits. The same quota is used here where a control group may be made (usually as root). Elsewhere
`bench/duty_cycle.py` stops the process when it has used its share; that is coarser, and it covers one process without its
children. `how` names the one in use, and a result must state it. Nothing outside the new group is changed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

PERIOD = 0.1  # seconds, the kernel's default

_GROUPS = Path("/sys/fs/cgroup")
#: Enters the group, says so, and becomes the program.
_ENTER = 'echo $$ > "$1" && echo > "$2" && shift 2 && exec "$@"'
_TO_END = 5.0  # seconds until the last process of a group must be gone


class Started(NamedTuple):
    """A process, and when its program began (`time.perf_counter`)."""

    process: subprocess.Popen[bytes]
    began: float


class Start(Protocol):
    """Starts a program; options are those of subprocess.Popen."""

    def __call__(self, argv: Sequence[str], /, **options: Any) -> Started: ...


def start(argv: Sequence[str], /, **options: Any) -> Started:
    """Starts a program without any limit."""
    began = time.perf_counter()
    return Started(subprocess.Popen(list(argv), **options), began)  # noqa: S603 (programs of this repository)


@dataclass(frozen=True)
class CpuShare:
    """`share` of one CPU; `how` it is enforced, for the reader of a result."""

    share: float
    how: str
    group: Path | None = None

    def start(self, argv: Sequence[str], /, **options: Any) -> Started:
        """Starts a program, which has this share with all that it starts. It begins when it is in the group: the kernel
        takes up to 20 ms to move a process there, which no platform does at a start."""
        if self.group:
            return self._start_in(self.group, argv, options)
        if self.share >= 1:
            return start(argv, **options)
        return start(
            [sys.executable, str(Path(__file__).with_name("duty_cycle.py")), str(self.share), *argv], **options
        )

    def _start_in(self, group: Path, argv: Sequence[str], options: dict[str, Any]) -> Started:
        entered, writer = os.pipe()
        try:
            command = ["/bin/sh", "-c", _ENTER, "sh", str(group / "cgroup.procs"), f"/dev/fd/{writer}", *argv]
            kept = (writer, *options.pop("pass_fds", ()))
            process = start(command, **options, pass_fds=kept).process
            os.close(writer)
            os.read(entered, 1)
            return Started(process, time.perf_counter())
        finally:
            os.close(entered)


@contextmanager
def cpu_share(share: float, groups: Path = _GROUPS) -> Iterator[CpuShare]:
    """Yields a share of one CPU, from above 0. At the end it ends all processes of the group."""
    group = _make_group(share, groups)
    if group is None:
        yield CpuShare(share, "SIGSTOP and SIGCONT" if share < 1 else "no limit")
        return
    try:
        yield CpuShare(share, "the kernel's CPU quota", group)
    finally:
        _remove(group)


def _make_group(share: float, groups: Path) -> Path | None:
    """Returns a new control group with that quota, or None if none can be made: version 2, else version 1."""
    microseconds = round(PERIOD * 1_000_000)
    quota = round(share * microseconds)
    return _new(groups, {"cpu.max": f"{quota} {microseconds}"}) or _new(
        groups / "cpu", {"cpu.cfs_period_us": str(microseconds), "cpu.cfs_quota_us": str(quota)}
    )


def _new(parent: Path, limits: dict[str, str]) -> Path | None:
    if not (parent / "cgroup.procs").exists():
        return None
    group = parent / f"handover-bench-{os.getpid()}-{time.monotonic_ns()}"
    try:
        group.mkdir()
    except OSError:
        return None
    try:
        for name, value in limits.items():
            with (group / name).open("r+") as limit:  # never creates it
                limit.write(value)
    except OSError:
        group.rmdir()
        return None
    return group


def _remove(group: Path) -> None:
    until = time.monotonic() + _TO_END
    while True:
        for pid in (group / "cgroup.procs").read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        try:
            return group.rmdir()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
