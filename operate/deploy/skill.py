"""Step `skill`: the dialog skill is in Watson, is trained, and calls the action `webhook` with WEBHOOK_SECRET.

An existing skill belongs to the operator: only --replace-skill replaces its dialog, and an export is saved before. The
skill's file contains placeholders. The completed skill is sent to Watson and never written to disk.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from operate.deploy.change import Change
from operate.deploy.functions import expected
from operate.deploy.job import Job
from operate.deploy.watson import document
from operate.deploy.watson.service import SkillStore, connect, errors_explained
from operate.errors import OperatorError

_MOST_S, _LONGEST_PAUSE_S = 1200, 20


@dataclass(frozen=True)
class Import:
    """Create a skill, replace it (`found` is the old one), or change its webhook only. Then wait until it is trained, and
    compare its webhook."""

    says: str
    doing: str
    wanted: dict[str, Any] = field(repr=False)
    store: SkillStore = field(repr=False)
    found: dict[str, Any] = field(default_factory=dict, repr=False)

    def do(self, job: Job) -> None:
        with errors_explained():
            skill_id = str(self.found.get("id", ""))
            if self.doing == "create":
                skill_id = self.store.create(self.wanted)
                job.console.say(f"    its id is {skill_id}")
            elif self.doing == "replace":
                job.console.say(f"    an export of the old skill is in {_export(job, self.found)}")
                self.store.replace(skill_id, self.wanted)
            else:
                self.store.rewire(skill_id, self.wanted)
            trained = _trained(job, self.store, skill_id)
        if not document.same_webhook(trained, self.wanted):
            raise OperatorError(
                "Watson accepted the skill, but not its webhook: enter the URL and the headers by hand in Dialog, Options,"
                " Webhooks (docs/operations.md lists them)."
            )


def changes(job: Job) -> list[Change]:
    """Returns the change that the skill needs; none without WATSON_API_KEY. Raises OperatorError if Watson fails."""
    if not job.settings.get("WATSON_API_KEY"):
        page = "docs/operations.md#importing-the-skill-by-hand"
        job.console.say(f"  WATSON_API_KEY is not set: import {job.options.skill.name} by hand ({page}).")
        return []
    given = _file(job.options.skill)
    url = expected(job)["webhook"]
    wanted = document.wired(given, url, job.settings["WEBHOOK_SECRET"])
    with errors_explained():
        store = connect(job)
        found = store.find(job.settings.get("WATSON_SKILL_ID", ""), str(given["name"]))
    if found is None:
        return [Import(f"import the skill {given['name']!r} by {store.words}", "create", wanted, store)]
    if job.options.replace_skill:
        says = f"replace the skill {found.get('name')!r} by {store.words}; an export goes to {job.options.build}"
        return [Import(says, "replace", wanted, store, found)]
    if not document.same_webhook(found, document.wired(found, url, job.settings["WEBHOOK_SECRET"])):
        says = f"set the webhook of the skill {found.get('name')!r}; its dialog stays"
        again = document.wired(found, url, job.settings["WEBHOOK_SECRET"])
        return [Import(says, "rewire", again, store, found)]
    return []


def removal(job: Job) -> list[Change]:
    """Returns the removal of the webhook's URL and secret. The skill itself stays."""
    if not job.settings.get("WATSON_API_KEY"):
        return []
    with errors_explained():
        store = connect(job)
        found = store.find(job.settings.get("WATSON_SKILL_ID", ""), str(_file(job.options.skill)["name"]))
    bare = document.unwired(found or {})
    if found is None or document.same_webhook(found, bare):
        return []
    says = f"remove the webhook's URL and secret from the skill {found.get('name')!r}; the skill stays"
    return [Import(says, "rewire", bare, store, found)]


def _file(path: Path) -> dict[str, Any]:
    try:
        skill = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise OperatorError(f"There is no {path}: set the skill's file with --skill FILE.") from None
    except ValueError as error:
        raise OperatorError(f"{path} is not JSON: {error}.") from None
    if not isinstance(skill, dict) or "dialog_nodes" not in skill or "name" not in skill:
        raise OperatorError(f"{path} is not a dialog skill: it has no name or no dialog_nodes.")
    return skill


def _export(job: Job, skill: dict[str, Any]) -> Path:
    """Saves an export with masked header values, in a file that only this user can read. Returns its path."""
    job.options.build.mkdir(parents=True, exist_ok=True)
    path = job.options.build / f"skill-before-{job.clock.now():%Y%m%d-%H%M%S}.json"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(document.masked(skill), file, ensure_ascii=False)
    return path


def _trained(job: Job, store: SkillStore, skill_id: str) -> dict[str, Any]:
    """Waits until Watson has trained the skill, and returns it."""
    waited, pause = 0, 1
    while (skill := store.read(skill_id)).get("status") not in ("Available", None, ""):
        status = skill.get("status")
        if status in ("Failed", "Non Existent"):
            raise OperatorError(f"Watson could not train the skill: its status is {status}.")
        if waited >= _MOST_S:
            raise OperatorError(
                f"Watson has not trained the skill in 20 minutes (its status is {status}); run this again."
            )
        job.console.say(f"    … {status}")
        job.wait(pause)
        waited, pause = waited + pause, min(2 * pause, _LONGEST_PAUSE_S)
    return skill
