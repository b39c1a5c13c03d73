"""Dialog skills through the v1 API, where each is a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from operate.deploy.only_match import only_match
from operate.deploy.watson.document import parts


class Workspaces:
    """`service` is an AssistantV1. A found skill has `id`, `status` and the document's parts."""

    words = "the v1 API (workspaces)"

    def __init__(self, service: Any) -> None:
        self._service = service

    def find(self, skill_id: str, name: str) -> dict[str, Any] | None:
        """Returns the skill with that id or, without an id, with that name; None if there is none. Raises
        OperatorError if several have the name."""
        if not skill_id:
            listed = self._service.list_workspaces(page_limit=100).get_result()["workspaces"]
            named = [str(item["workspace_id"]) for item in listed if item.get("name") == name]
            skill_id = only_match(named, f"the skill {name!r}", "set WATSON_SKILL_ID to the right one's id") or ""
        return self.read(skill_id) if skill_id else None

    def read(self, skill_id: str) -> dict[str, Any]:
        found = self._service.get_workspace(skill_id, export=True).get_result()
        return {**found, "id": skill_id}

    def create(self, document: Mapping[str, Any]) -> str:
        """Creates the skill. Returns its id."""
        return str(self._service.create_workspace(**parts(document)).get_result()["workspace_id"])

    def replace(self, skill_id: str, document: Mapping[str, Any]) -> None:
        """Replaces the whole skill. Without `append`, Watson deletes the parts that the document lacks."""
        given = {name: part for name, part in parts(document).items() if name != "language"}  # fixed at creation
        self._service.update_workspace(skill_id, append=False, **given)

    def rewire(self, skill_id: str, document: Mapping[str, Any]) -> None:
        """Updates the webhook only: elements that are not sent stay unchanged."""
        self._service.update_workspace(skill_id, webhooks=document["webhooks"])
