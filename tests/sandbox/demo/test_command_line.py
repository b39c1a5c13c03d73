"""`python -m sandbox`, as the Makefile runs it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from sandbox.__main__ import main

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("platform", ["openwhisk", "code-engine"])
def test_the_demo_prints_one_address_serves_its_page_and_ends_cleanly(platform: str) -> None:
    environ = {**os.environ, "PYTHONPATH": f"functions{os.pathsep}."}
    command = [sys.executable, "-m", "sandbox", "demo", "--platform", platform, "--port", "18380"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout is not None
        try:
            address = next(found[0] for line in demo.stdout if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
            state = requests.get(f"{address}/state", timeout=30).json()
            assert state["platform"] == platform
            assert len(state["phones"]) == 3
        finally:
            demo.send_signal(signal.SIGINT)
        rest, errors = demo.communicate(timeout=30)
    assert (demo.returncode, errors) == (0, "")
    assert "http" not in rest


def test_play_lists_its_stories(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["play", "list"]) == 0
    assert "accepted" in capsys.readouterr().out


def test_another_platform_is_refused() -> None:
    with pytest.raises(SystemExit):
        main(["demo", "--platform", "mainframe"])
