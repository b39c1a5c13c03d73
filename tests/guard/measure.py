"""Measures everything that a budget holds."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from sandbox.play.plans import PASSES
from sandbox.twilio import LetsRing, Plan
from tests.guard.budgets import Figures, section
from tests.guard.fresh import Code, FreshMeter
from tests.guard.scenes import SCENES, stage, whole_handover
from tests.rounds import Count

#: The handovers of the section `handover`, by what the first agent does. All have 12 turns, 2 agents and all callbacks.
HANDOVERS: Mapping[str, Plan] = {"the first agent lets it ring": LetsRing(), "the first agent passes": PASSES}
#: The only path of the section `bundle`.
ZIP = "handover.zip"


def requests(scene: str) -> Mapping[str, Mapping[str, Count]]:
    """Returns what the paths of a scene sent, by action and path."""
    play, actions = SCENES[scene]
    found: dict[str, dict[str, Count]] = {action: {} for action in actions}
    with stage() as playing:
        play(playing)
        for name, count in playing.meter.counts.items():
            action, _, path = name.partition(": ")
            if action in found:
                found[action][path] = count
    return found


def handover(path: str) -> Figures:
    """Returns the writes and listings, and the reads, of a whole handover."""
    with stage() as playing:
        whole_handover(playing, HANDOVERS[path])
        runs = playing.meter.runs
        return {"writes": sum(run.class_a for run in runs), "reads": sum(run.class_b for run in runs)}


def modules(scene: str, code: Code, wanted: frozenset[str]) -> Mapping[str, list[str]]:
    """Returns the modules that each wanted path of a scene imports in a fresh interpreter, by path."""
    play, _ = SCENES[scene]
    with stage(lambda clock, memory: FreshMeter(clock, memory, code, wanted)) as playing:
        play(playing)
        assert isinstance(playing.meter, FreshMeter)
        return playing.meter.loaded


def all_modules(code: Code) -> Mapping[str, list[str]]:
    """Returns the modules that each path of the section `modules` imports, by path."""
    found: dict[str, list[str]] = {}
    for scene, (_, actions) in SCENES.items():
        wanted = frozenset(path for path in section("modules") if path.partition(": ")[0] in actions)
        found |= modules(scene, code, wanted) if wanted else {}
    return found


def zip_of(archive: Path) -> Figures:
    """Returns the size of a zip, and its number of files."""
    with zipfile.ZipFile(archive) as entries:
        return {"bytes": archive.stat().st_size, "files": len(entries.namelist())}


def figures(count: Count) -> dict[str, int]:
    return {"storage": count.storage, "twilio": count.twilio, "rounds": count.rounds}
