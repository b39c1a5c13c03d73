"""`SKILL=path` and `LANGUAGE=de` of `make demo` and `make play`: what may be named, and what is printed if it is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sandbox.__main__ import main
from sandbox.own_skill import OptionError, language_of, read_skill
from sandbox.play.messages import MessagesError, messages_in, read_messages
from sandbox.world import SKILLS

ENGLISH, GERMAN = SKILLS["en"], SKILLS["de"]


def test_a_missing_file_is_named() -> None:
    with pytest.raises(OptionError, match=r"There is no skill file nowhere\.json\."):
        read_skill("nowhere.json")


@pytest.mark.parametrize("content", [b"{broken", b"\xff\xfe", b"[]", b'{"agents": []}', b'"skill"'])
def test_a_file_that_is_no_skill_is_refused_with_its_problems(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(content)
    with pytest.raises(OptionError, match=r"mine\.json is not a dialog skill that can run:\n."):
        read_skill(str(file))


def test_the_skill_decides_the_language_unless_one_is_named() -> None:
    german = read_skill(str(GERMAN))
    assert language_of("", german) == "de"
    assert language_of("en", german) == "en"
    assert language_of("", None) == "en"
    assert language_of("de", None) == "de"


@pytest.mark.parametrize("command", ["demo", "play"])
def test_a_language_without_texts_ends_the_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--language", "tlh"]) == 2
    printed = capsys.readouterr()
    assert printed.out + printed.err == "There are no texts in the language tlh; there are some in en and de.\n"


@pytest.mark.parametrize("command", ["demo", "play"])
def test_a_wrong_skill_ends_the_command_before_anything_starts(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ["--messages", "sandbox/play/texts/en.toml"] if command == "play" else []
    assert main([command, "--skill", "nowhere.json", *more]) == 2
    printed = capsys.readouterr()
    assert "There is no skill file nowhere.json." in printed.out + printed.err


def test_play_says_that_its_stories_need_messages_for_another_skill(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["play", "accepted", "--skill", str(ENGLISH)]) == 2
    assert "MESSAGES=path" in capsys.readouterr().out


def test_options_of_the_makefile_may_be_empty(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["play", "list", "--language", "", "--skill", "", "--messages", ""]) == 0
    assert "accepted" in capsys.readouterr().out


class TestMessages:
    def test_a_missing_file_is_named(self) -> None:
        with pytest.raises(MessagesError, match=r"nowhere\.toml cannot be read: No such file"):
            read_messages(Path("nowhere.toml"))

    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            ("claim = [", "is not TOML"),
            ("", "claim must be a list of texts"),
            ("claim = []", "claim must be a list of texts"),
            ('claim = ["a"]\njust_call = "a"', "just_call must be a list of texts"),
            ('claim = ["a"]\njust_call = ["a"]\nabroad = ["a"]\nwhere = ["a"]', "where must be a text"),
        ],
    )
    def test_a_file_without_a_message_is_refused(self, content: str, problem: str, tmp_path: Path) -> None:
        file = tmp_path / "mine.toml"
        file.write_text(content)
        with pytest.raises(MessagesError, match=problem):
            read_messages(file)

    def test_a_copy_of_ours_is_read(self, tmp_path: Path) -> None:
        ours = messages_in("de")
        text = "\n".join(
            f"{name} = {json.dumps(list(value) if isinstance(value, tuple) else value)}"
            for name, value in vars(ours).items()
        )
        (tmp_path / "mine.toml").write_text(text)
        assert read_messages(tmp_path / "mine.toml") == ours
