"""The settings file: what is read, and the message for each mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from handover import settings
from operate import settings_file
from operate.bundle.build import ROOT
from operate.errors import OperatorError, ProblemsError
from tests.operate.deploy.world import SETTINGS


def _written(folder: Path, **changed: str) -> Path:
    path = folder / "settings.env"
    path.write_text("".join(f"{name}={value}\n" for name, value in {**SETTINGS, **changed}.items()))
    return path


def test_a_complete_file_is_read(tmp_path: Path) -> None:
    assert settings_file.read(_written(tmp_path)) == SETTINGS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("COS_BUCKET=desk", "desk"),
        ("COS_BUCKET='desk'", "desk"),
        ('COS_BUCKET="desk"', "desk"),
        ("export COS_BUCKET=desk", "desk"),
        ("\ufeff# a comment\n\nCOS_BUCKET=desk", "desk"),
        ("COS_BUCKET=a$HOME$$b#c=d:'e", "a$HOME$$b#c=d:'e"),
    ],
)
def test_what_is_read(text: str, value: str) -> None:
    assert settings_file.parse(text, "s.env") == ({"COS_BUCKET": value}, [])


def test_an_empty_value_is_unset() -> None:
    assert settings_file.parse("COS_BUCKET=\nPUBLIC_URL=''", "s.env") == ({}, [])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("COS_BUCKET=desk\r\n", r"s.env has Windows line ends; save it with LF, for example: sed -i 's/\r$//' s.env"),
        ("COS_BUCKET = desk", "s.env, line 1: COS_BUCKET has spaces around its =; write COS_BUCKET=value."),
        ("COS_BUCKET= desk", "s.env, line 1: COS_BUCKET has spaces around its =; write COS_BUCKET=value."),
        ("COS_BUCKET=desk ", "s.env, line 1: COS_BUCKET has a space at its end; delete it."),
        (
            "COS_BUCKET=' desk'",
            "s.env, line 1: COS_BUCKET has spaces or control characters at its ends or within; copy it again.",
        ),
        (
            'COS_BUCKET="desk',
            "s.env, line 1: COS_BUCKET has a quotation mark that does not close on its line; quotes are not needed.",
        ),
        (
            "COS_BUCKET=\u201cdesk\u201d",
            "s.env, line 1: COS_BUCKET has a quotation mark that does not close on its line; quotes are not needed.",
        ),
        ("COS_BUCKET=desk'", "s.env, line 1: COS_BUCKET ends in a quotation mark; delete it."),
        (
            "\nTWILIO_AUTH_TOKEN=abc\\n",
            "s.env, line 2: TWILIO_AUTH_TOKEN ends in a line break written as \\n; delete it.",
        ),
        ("TWILIO_SID=x", "s.env, line 1: TWILIO_SID is not a setting"),
        ("COS_BUCKETS=x", "s.env, line 1: COS_BUCKETS is not a setting; did you mean COS_BUCKET."),
        ("COS_BUCKET=a\nCOS_BUCKET=b", "s.env, line 2: COS_BUCKET is set twice; keep one of the lines."),
        ("just text", "s.env, line 1: this is not NAME=value."),
    ],
)
def test_what_is_wrong_is_reported_in_one_sentence_with_its_line(text: str, sentence: str) -> None:
    _, problems = settings_file.parse(text, "s.env")
    assert len(problems) == 1
    assert problems[0].startswith(sentence)


def test_all_problems_are_reported_at_once() -> None:
    _, problems = settings_file.parse("COS_BUCKET = a\nnonsense\nHASH_KEY=x ", "s.env")
    assert [problem.split(":")[0] for problem in problems] == ["s.env, line 1", "s.env, line 2", "s.env, line 3"]


def test_what_the_bundle_would_refuse_is_reported_without_its_value(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as raised:
        settings_file.read(_written(tmp_path, HASH_KEY="short-but-secret", TWILIO_NUMBER=""))
    assert "HASH_KEY must be at least 32 bytes long" in str(raised.value)
    assert "TWILIO_NUMBER is missing" in str(raised.value)
    assert "short-but-secret" not in str(raised.value)


def test_a_problem_names_the_file_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for text, says in (
        ("HASH_KEY\n", ", line 1: this is not"),
        ("HASH_KEY=short\n", ": The settings are not complete"),
    ):
        Path("settings.env").write_text(text)
        with pytest.raises(OperatorError, match=re.escape(f"{tmp_path}/settings.env{says}")):
            settings_file.read(Path("settings.env"))


def test_a_file_that_is_not_there_is_reported_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"copy settings\.example\.env there"):
        settings_file.read(tmp_path / "settings.env")
    with pytest.raises(OperatorError, match=f"There is no {re.escape(str(Path.cwd()))}/no-such-settings.env"):
        settings_file.read(Path("no-such-settings.env"))


def test_the_example_the_manifest_and_the_bundle_know_the_same_settings() -> None:
    example = (ROOT / "settings.example.env").read_text()
    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())["packages"]["handover"]["inputs"]
    assert re.findall(r"^([A-Z_]+)=", example, re.MULTILINE) == list(settings.RULES)
    assert list(manifest) == list(settings.RULES)


def test_each_setting_of_the_example_is_unset_and_has_one_line_that_explains_it() -> None:
    body = (ROOT / "settings.example.env").read_text().split("\n\n", 1)[1].splitlines()
    assert [line[:2] for line in body[::2]] == ["# "] * len(settings.RULES)
    assert [line for line in body[1::2] if not line.endswith("=")] == []
    assert {
        name
        for comment, line in zip(body[::2], body[1::2], strict=True)
        if "(required)" in comment
        for name in [line[:-1]]
    } == set(settings.REQUIRED)
