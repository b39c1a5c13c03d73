"""Scripted handovers: one in the terminal (`make play`), all of them as tests on both platforms."""

from __future__ import annotations

from sandbox.host import PlatformName
from sandbox.play.printed import Printed
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from sandbox.warm_up import warm_up
from sandbox.world import Parts


def main(name: str, platform: PlatformName) -> int:
    """Plays a story in the terminal, or lists all for `list`. Returns the exit code: 0 if it ended as expected."""
    if name == "list":
        for known, story in STORIES.items():
            print(f"{known:22}{story.title}")
        return 0
    if name not in STORIES:
        print(f"There is no scenario {name}; `make play SCENARIO=list` shows all.")
        return 2
    story, printed = STORIES[name], Printed()
    print(f"{story.title}, on {platform}.\n")
    with make_world(story, platform, Parts(watch=printed.activation), in_processes=True) as world:
        warm_up(world)
        printed.watch(world)
        outcome = play(story, world, printed)
        printed.end(outcome)
    return 1 if outcome.wrong else 0
