"""bench/throttle.py and bench/duty_cycle.py: processes get a share of one CPU, and a result can say how."""

from __future__ import annotations

import subprocess
from pathlib import Path

from bench.duty_cycle import Allowance
from bench.throttle import cpu_share

NO_GROUPS = Path("/nowhere")


def test_a_command_runs_as_it_would_without_a_limit() -> None:
    for groups in (Path("/sys/fs/cgroup"), NO_GROUPS):
        with cpu_share(0.5, groups) as cpu:
            ran = subprocess.run(cpu.command(["/bin/sh", "-c", 'echo "$1"; exit 3', "sh", "a b"]), capture_output=True)
        assert (ran.stdout, ran.returncode) == (b"a b\n", 3)


def test_a_directory_that_takes_no_quota_is_not_used(tmp_path: Path) -> None:
    group = tmp_path / "cpu"
    group.mkdir()
    (group / "cgroup.procs").touch()
    with cpu_share(0.25, tmp_path) as cpu:  # a directory is no control group: its files cannot be set
        assert cpu.group is None
    assert list(group.iterdir()) == [group / "cgroup.procs"]


def test_a_result_can_say_how_the_share_is_kept() -> None:
    with cpu_share(0.25, NO_GROUPS) as quarter, cpu_share(1, NO_GROUPS) as whole:
        assert quarter.how == "SIGSTOP and SIGCONT"
        assert whole.how == "no limit"
        assert whole.command(["true"]) == ["true"]


def test_a_process_waits_when_it_has_used_more_than_its_share() -> None:
    allowance = Allowance(0.25, now=10.0)
    assert not allowance.spent(10.1, used=0.02)
    assert allowance.spent(10.2, used=0.12)
    assert not allowance.spent(10.6, used=0.12)


def test_what_a_process_saves_is_forgotten_after_one_period() -> None:
    allowance = Allowance(0.25, now=0.0)
    assert not allowance.spent(60.0, used=0.0)
    assert allowance.spent(60.0, used=0.03)
