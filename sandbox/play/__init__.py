"""Scripted handovers: one in the terminal (`make play`), all of them as tests on both platforms."""

from __future__ import annotations

from pathlib import Path

from sandbox.host import PlatformName
from sandbox.own_skill import OptionError, language_of, read_skill
from sandbox.play.messages import Messages, MessagesError, messages_in, read_messages
from sandbox.play.printed import Printed
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from sandbox.play.story import Story
from sandbox.warm_up import warm_up
from sandbox.watson import LogsApi
from sandbox.world import Parts

_NEEDS_MESSAGES = """The stories' messages are for the skill of this repository, and would not lead through another one.
Copy sandbox/play/texts/en.toml, write the messages for your skill, and add MESSAGES=path (--messages path).
To try a skill by hand, use `make demo SKILL=path`."""


def main(
    name: str,
    platform: PlatformName,
    language: str = "",
    skill_file: str = "",
    messages_file: str = "",
    transcript: str = "log-webhook",
) -> int:
    """Plays a story in the terminal, or lists all for `list`. Returns the exit code: 0 if it ended as expected.

    `transcript` is what the customer's plan of Watson has: `log-webhook`, `logs-api`, or `dialog`, which is no log at all.
    """
    if name == "list":
        for known, story in STORIES.items():
            print(f"{known:22}{story.title}")
        return 0
    if name not in STORIES:
        print(f"There is no scenario {name}; `make play SCENARIO=list` shows all.")
        return 2
    if skill_file and not messages_file:
        print(_NEEDS_MESSAGES)
        return 2
    try:
        skill = read_skill(skill_file) if skill_file else None
        language = language_of(language, skill)
        messages = read_messages(Path(messages_file)) if messages_file else messages_in(language)
    except (OptionError, MessagesError) as error:
        print(error)
        return 2
    parts = Parts(
        language=language,
        skill=Path(skill_file) if skill_file else None,
        log_webhook=transcript == "log-webhook",
        logs_api=LogsApi if transcript == "logs-api" else None,
    )
    return _play(STORIES[name], platform, parts, messages)


def _play(story: Story, platform: PlatformName, parts: Parts, messages: Messages) -> int:
    printed = Printed()
    parts.watch = printed.activation
    print(f"{story.title}, on {platform}. Times on the left are in UTC.\n")
    with make_world(story, platform, parts, in_processes=True) as world:
        warm_up(world)
        printed.watch(world)
        outcome = play(story, world, printed, messages)
        printed.end(outcome)
    return 1 if outcome.wrong else 0
