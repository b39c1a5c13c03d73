"""Dialog skills through the v2 API, where each belongs to an assistant. Changes go to its draft environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from operate.deploy.only_match import only_match
from operate.deploy.watson.document import parts
from operate.errors import OperatorError

#: The assistant that is created if WATSON_ASSISTANT_ID is not set.
NAME = "Handover"
_MOST_S, _EVERY_S = 600, 5


class Skills:
    """`service` is an AssistantV2; `assistant` its id, or "" for the one named Handover; `wait` sleeps."""

    words = "the v2 API (assistants)"

    def __init__(self, service: Any, assistant: str, wait: Callable[[float], None]) -> None:
        self._service, self._assistant, self._wait = service, assistant, wait

    def find(self, skill_id: str, _name: str) -> dict[str, Any] | None:
        """Returns the skill with that id, or else the assistant's dialog skill (it has one at most), or None."""
        assistant = self._assistant or self._by_name()
        if not assistant:
            return None
        self._assistant = assistant
        if not skill_id:
            dialogs = [skill for skill in self._export()["assistant_skills"] if skill.get("type") == "dialog"]
            skill_id = next((str(skill["skill_id"]) for skill in dialogs if skill.get("skill_id")), "")
        return self.read(skill_id) if skill_id else None

    def read(self, skill_id: str) -> dict[str, Any]:
        found = self._service.get_skill(self._assistant, skill_id).get_result()
        return {**(found.get("workspace") or {}), **parts(found), "id": skill_id, "status": found.get("status", "")}

    def create(self, document: Mapping[str, Any]) -> str:
        """Creates the skill. Returns its id. The import repeats the assistant's other skills, or they would be lost."""
        if not self._assistant:
            made = self._service.create_assistant(name=NAME, language=document["language"], description="").get_result()
            self._assistant = str(made["assistant_id"])
        there = self._export()
        others = [skill for skill in there["assistant_skills"] if skill.get("type") != "dialog"]
        state = {"action_disabled": False, **there.get("assistant_state", {}), "dialog_disabled": False}
        self._service.import_skills(self._assistant, [*others, _as_skill(document)], state)
        self._wait_for_import()
        found = self.find("", "")
        if found is None:
            raise OperatorError("Watson imported the skill, but does not list it: look at the assistant's Dialog page.")
        return str(found["id"])

    def replace(self, skill_id: str, document: Mapping[str, Any]) -> None:
        given = _as_skill(document)
        self._service.update_skill(
            self._assistant,
            skill_id,
            name=given["name"],
            description=given["description"],
            workspace=given["workspace"],
        )

    def rewire(self, skill_id: str, document: Mapping[str, Any]) -> None:
        """Sends the present skill with the webhook of `document`: the API has no smaller update."""
        self.replace(skill_id, {**self.read(skill_id), "webhooks": document["webhooks"]})

    def _by_name(self) -> str:
        listed = self._service.list_assistants(page_limit=100).get_result()["assistants"]
        named = [str(item["assistant_id"]) for item in listed if item.get("name") == NAME]
        return only_match(named, f"the assistant {NAME!r}", "set WATSON_ASSISTANT_ID to the right one's id") or ""

    def _export(self) -> dict[str, Any]:
        found: dict[str, Any] = self._service.export_skills(self._assistant).get_result()
        return {"assistant_skills": [], **found}

    def _wait_for_import(self) -> None:
        waited = 0
        while (state := self._service.import_skills_status(self._assistant).get_result())["status"] == "Processing":
            if waited >= _MOST_S:
                raise OperatorError("Watson has been importing the skill for 10 minutes; run the same command later.")
            self._wait(_EVERY_S)
            waited += _EVERY_S
        if state["status"] == "Failed":
            raise OperatorError(
                f"Watson could not import the skill: {state.get('status_errors') or 'it gives no reason'}."
            )


def _as_skill(document: Mapping[str, Any]) -> dict[str, Any]:
    own = ("name", "description", "language")
    return {
        "name": document.get("name", NAME),
        "description": document.get("description", ""),
        "language": document.get("language", "en"),
        "type": "dialog",
        "workspace": {name: part for name, part in parts(document).items() if name not in own},
    }
