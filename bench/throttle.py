"""Runs processes with a share of one CPU, as a small serverless container gets it.

    with cpu_share(0.25) as cpu:
        subprocess.run(cpu.command(["python", "-c", "…"]))

Kubernetes, and with it Code Engine, limits a container by the kernel's quota: so many milliseconds of CPU in each period of
100 ms, then it waits. The same quota is used here where a control group may be made (usually as root). Elsewhere
`bench/duty_cycle.py` stops the process when it has used its share; that is coarser, and it covers one process without its
children. `how` names the one in use, and a result must state it. Nothing outside the new group is changed.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PERIOD = 0.1  # seconds, the kernel's default

_GROUPS = Path("/sys/fs/cgroup")
_ENTER = 'echo $$ > "$1" && shift && exec "$@"'
_TO_END = 5.0  # seconds until the last process of a group must be gone


@dataclass(frozen=True)
class CpuShare:
    """`share` of one CPU; `how` it is enforced, for the reader of a result."""

    share: float
    how: str
    group: Path | None = None

    def command(self, argv: Sequence[str]) -> list[str]:
        """Returns the command line that runs `argv`, and all that it starts, with this share."""
        if self.group:
            return ["/bin/sh", "-c", _ENTER, "sh", str(self.group / "cgroup.procs"), *argv]
        if self.share >= 1:
            return list(argv)
        return [sys.executable, str(Path(__file__).with_name("duty_cycle.py")), str(self.share), *argv]


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
