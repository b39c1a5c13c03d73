"""Running a tool: its progress, the meaning of its errors, and masked secrets."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from operate.deploy.change import private_file
from operate.deploy.masking import is_secret, masked
from operate.deploy.tools import Answer, Tools, failure, meaning_of


def test_a_command_that_takes_long_shows_that_it_moves() -> None:
    seen: list[int] = []
    program = "import sys; sys.stdin.read(); import time; time.sleep(0.3); print('done')"
    answer = Tools(seen.append, every=0.1).run((sys.executable, "-c", program))
    assert answer.out == "done\n"
    assert seen


def test_a_program_that_is_not_there_is_an_answer_too() -> None:
    answer = Tools(lambda _: None).run(("no-such-program", "x"))
    assert (answer.code, answer.ok) == (127, False)


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("'ce' is not a registered command.", "ibmcloud plugin install code-engine"),
        ("Not logged in. Use 'ibmcloud login' to log in.", "ibmcloud login"),
        ("Your session has expired", "ibmcloud login"),
        ("The supplied authentication is not valid", "wsk property set --auth"),
        ("You are not authorized to access this resource", "Writer"),
        ("quota exceeded for functions", "20 functions"),
        ("name is already in use", "--project"),
        ("dial tcp: lookup x: no such host", "network"),
    ],
)
def test_known_words_have_a_remedy(words: str, remedy: str) -> None:
    assert remedy in meaning_of(words)


def test_unknown_words_are_passed_on() -> None:
    told = failure(("ibmcloud", "ce", "fn", "create", "--name", "x"), Answer(1, "", "FAILED\nsomething new\n"))
    assert told == "`ibmcloud ce fn create` failed. Its output: something new"


def test_secrets_are_masked_wherever_they_stand_the_longer_one_first() -> None:
    settings = {"HASH_KEY": "abc", "WEBHOOK_SECRET": "abcdef", "COS_BUCKET": "desk"}
    assert masked("xabcdefx abc desk", settings) == "x<WEBHOOK_SECRET>x <HASH_KEY> desk"


def test_which_settings_are_secret() -> None:
    assert is_secret("TWILIO_AUTH_TOKEN_PREVIOUS")
    assert is_secret("COS_HMAC_SECRET_ACCESS_KEY")
    assert not is_secret("COS_HMAC_ACCESS_KEY_ID")
    assert not is_secret("TWILIO_NUMBER")


def _fails_holding(values: dict[str, str], folder: Path) -> None:
    with private_file(values, folder) as path:
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.read_text() == "A=b$c\n"
        raise RuntimeError


def test_a_private_file_is_for_this_user_alone_and_gone_even_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        _fails_holding({"A": "b$c"}, tmp_path)
    assert list(tmp_path.iterdir()) == []
