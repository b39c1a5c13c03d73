"""`python -m sandbox`, as the Makefile runs it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import pytest
import requests

from sandbox.__main__ import main

ROOT = Path(__file__).parents[3]
#: Seconds. Only a test that fails waits as long as this.
PATIENCE = 120


@contextmanager
def running_demo(platform: str, *more: str) -> Iterator[str]:
    """Yields the address of a demo in its own process. It prints that and the webhook's; Ctrl-C ends it cleanly."""
    environ = {**os.environ, "PYTHONPATH": f"functions{os.pathsep}."}
    command = [sys.executable, "-m", "sandbox", "demo", "--platform", platform, "--port", "18380", *more]
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout is not None
        try:
            printed = "".join(takewhile(lambda line: not line.startswith("Ctrl-C"), demo.stdout))
            address, webhook = re.findall(r"http://127\.0\.0\.1\S+", printed)
            assert webhook == f"{address}/webhook"
            yield address
        finally:
            demo.send_signal(signal.SIGINT)
            rest, errors = demo.communicate(timeout=PATIENCE)
    assert (demo.returncode, errors) == (0, "")
    assert "http" not in rest


@pytest.mark.parametrize("platform", ["openwhisk", "code-engine", "app"])
@pytest.mark.slow
def test_the_demo_prints_one_address_serves_its_page_and_ends_cleanly(platform: str) -> None:
    with running_demo(platform) as address:
        state = requests.get(f"{address}/state", timeout=PATIENCE).json()
        desk = requests.get(f"{address}/desk/anna", timeout=PATIENCE)  # an action in a process of its own
    assert desk.status_code == 200
    assert state["platform"] == platform
    assert len(state["phones"]) == 3


@pytest.mark.slow
@pytest.mark.long
def test_the_demo_plays_a_whole_handover_in_real_time() -> None:
    with running_demo("openwhisk") as address:
        requests.post(f"{address}/commands/set_mode", json={"mode": "played"}, timeout=PATIENCE)
        with requests.get(f"{address}/events", stream=True, timeout=PATIENCE) as stream:
            states = (json.loads(line.removeprefix(b"data: ")) for line in stream.iter_lines() if line)
            kept = next(state["kept"] for state in states if state["kept"] and not state["kept"]["live"])
    assert (kept["state"], kept["agent"]) == ("completed", "Anna")


def test_play_lists_its_stories(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["play", "list"]) == 0
    assert "accepted" in capsys.readouterr().out


def test_another_platform_is_refused() -> None:
    with pytest.raises(SystemExit):
        main(["demo", "--platform", "mainframe"])
