"""deploy.sh itself: its options, its exit codes, and its output when a step stops."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from operate.bundle.build import ROOT
from operate.deploy.__main__ import STEPS, main
from tests.operate.deploy.world import World

SCRIPT = ROOT / "deploy.sh"


def _run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HANDOVER_PYTHON": "/bin/false"}
    return subprocess.run(
        [str(SCRIPT), *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_help_explains_every_option_that_the_script_takes() -> None:
    answer = _run("--help")
    taken = set(re.findall(r"(?<=[ |])--[a-z-]+(?= ?[|)])", SCRIPT.read_text()))
    assert answer.returncode == 0
    assert len(taken) >= 12
    assert [option for option in sorted(taken) if option not in answer.stdout] == []


def test_the_script_and_the_steps_agree() -> None:
    listed = re.search(r"steps=\(([a-z -]+)\)", SCRIPT.read_text())
    assert listed
    assert listed[1].split() == list(STEPS)
    called = re.findall(r"^  step ([a-z]+) ", SCRIPT.read_text().split("\nelse\n")[1], re.MULTILINE)
    assert [*called, "call-me"] == list(STEPS)  # which is run by --only alone


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--only", "everything"), "--only takes one step of: check bundle"),
        (("--only",), "--only takes one step of: check bundle"),
        (("--settings",), "--settings needs a value"),
        (("cloud-functions",), '"cloud-functions" is not an option'),
    ],
)
def test_a_wrong_option_is_one_sentence_and_exit_code_2(arguments: tuple[str, ...], sentence: str) -> None:
    answer = _run(*arguments)
    assert answer.returncode == 2
    assert sentence in answer.stderr


@pytest.mark.parametrize("order", [("--remove", "--only", "desk"), ("--only", "desk", "--remove")])
def test_a_step_that_removes_nothing_is_named_and_does_not_succeed_in_silence(order: tuple[str, ...]) -> None:
    answer = _run(*order)
    assert answer.returncode == 2
    assert (
        '--remove has no step "desk"; it has: check number skill timer functions project bucket summary'
        in answer.stderr
    )


def test_a_step_that_stops_is_named_with_what_was_done_and_how_to_go_on(fresh: World) -> None:
    for name in ("functions", "operate"):
        (fresh.folder / name).symlink_to(ROOT / name)
    fresh.change_account(user="")
    answer = fresh.deploy()
    assert answer.returncode == 2
    assert "  - You are not logged in: ibmcloud login -r REGION" in answer.stderr
    assert 'Stopped in the step "check".' in answer.stderr
    assert "run the same command again" in answer.stderr


@pytest.mark.parametrize("step", ["check", "desk", "bucket", "number"])
def test_a_desk_that_is_named_and_missing_stops_every_step(
    step: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "desks.json"
    assert main([step, "--desk", str(missing), "--settings", str(tmp_path / "none.env")]) == 2
    assert (
        capsys.readouterr().err
        == f"  - There is no {missing}, which --desk names: correct the path, or leave --desk out.\n"
    )


def test_a_value_that_an_option_does_not_take_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--target", "app", "--min-scale", "11"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("  - argument --min-scale: invalid choice: 11")


def test_pages_that_messages_point_to_exist() -> None:
    said = [path.read_text() for path in (ROOT / "operate").rglob("*.py")]
    pages = {found for text in said for found in re.findall(r"docs/[a-z-]+\.md(?:#[a-z-]+)?", text)}
    assert any("#" in page for page in pages)
    for page in pages:
        file, _, section = page.partition("#")
        titles = re.findall(r"^#+ (.+)$", (ROOT / file).read_text(), re.MULTILINE)
        assert not section or section in [
            re.sub(r"[^a-z -]", "", title.lower()).replace(" ", "-") for title in titles
        ], page


def test_settings_that_are_wrong_are_reported_together_with_what_else_is_and_nothing_is_touched(fresh: World) -> None:
    fresh.settings["HASH_KEY"] = "short"
    fresh.write()
    fresh.change_account(user="")
    answer = subprocess.run(
        [str(SCRIPT), "--settings", "settings.env"],
        cwd=fresh.folder,
        env=fresh.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "HASH_KEY must be at least 32 bytes long" in answer.stderr
    assert "You are not logged in" in answer.stderr
    assert not [line for line in fresh.account["lines"] if {"create", "update", "select"} & set(line)]
