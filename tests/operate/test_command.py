"""`python -m operate` lists its commands, and explains each to a newcomer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from operate.__main__ import COMMANDS, main
from operate.bundle.build import ROOT


def test_without_a_command_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert [name for name in COMMANDS if name not in listed] == []


def test_it_runs_from_the_projects_folder_without_further_settings() -> None:
    line = [sys.executable, "-m", "operate", "replay", "--help"]
    done = subprocess.run(line, cwd=ROOT, env={}, capture_output=True, text=True, check=True)
    assert "python -m operate replay" in done.stdout


def test_an_unknown_command_is_not_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eras"]) == 2
    assert "erase" in capsys.readouterr().out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"python -m operate {name}" in capsys.readouterr().out


def test_a_number_without_its_country_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["erase", "--number", "030 12345678"]) == 2
    assert "--number must be a whole number with its country" in capsys.readouterr().err


def test_a_missing_settings_file_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["export", "--number", "+493012345678", "--to", str(tmp_path), "--settings", str(tmp_path / "none.env")]
    assert main(line) == 2
    assert "copy settings.example.env" in capsys.readouterr().err
