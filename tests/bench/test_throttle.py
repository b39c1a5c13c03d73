"""bench/throttle.py and bench/duty_cycle.py: processes get a share of one CPU, and a result can say how."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from bench.duty_cycle import Allowance
from bench.throttle import cpu_share

NO_GROUPS = Path("/nowhere")


def test_a_command_runs_as_it_would_without_a_limit() -> None:
    for groups in (Path("/sys/fs/cgroup"), NO_GROUPS):
        with cpu_share(0.5, groups) as cpu:
            before = time.perf_counter()
            ran, began = cpu.start(["/bin/sh", "-c", 'echo "$1"; exit 3', "sh", "a b"], stdout=subprocess.PIPE)
            said, _ = ran.communicate()
        assert (said, ran.returncode) == (b"a b\n", 3)
        assert before <= began <= time.perf_counter()


def test_a_program_begins_in_its_group_and_keeps_the_files_that_it_is_given() -> None:
    with cpu_share(0.5) as cpu:
        reader, writer = os.pipe()
        ran, _ = cpu.start(["/bin/sh", "-c", f"cat /proc/self/cgroup > /dev/fd/{writer}"], pass_fds=(writer,))
        os.close(writer)
        with os.fdopen(reader) as found:
            groups = found.read()
        ran.wait()
        assert cpu.group is None or cpu.group.name in groups


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


def test_a_process_waits_when_it_has_used_more_than_its_share() -> None:
    allowance = Allowance(0.25, now=10.0)
    assert not allowance.spent(10.1, used=0.02)
    assert allowance.spent(10.2, used=0.12)
    assert not allowance.spent(10.6, used=0.12)


def test_what_a_process_saves_is_forgotten_after_one_period() -> None:
    allowance = Allowance(0.25, now=0.0)
    assert not allowance.spent(60.0, used=0.0)
    assert allowance.spent(60.0, used=0.03)
