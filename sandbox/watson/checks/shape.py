"""Brings a skill file's content into one shape: known fields, of the right types, and nothing else.

A field that is null is left out. An unknown field, a value of another type and an entry without its name are left out too,
with a notice. `output`, `context`, `parameters` and `metadata` may hold anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .notice import Notice

_Fields = Mapping[str, type]

# `object`: read by nobody here, so any type will do.
_SKILL: _Fields = {
    "name": str, "description": str, "language": str, "intents": list, "entities": list, "dialog_nodes": list,
    "webhooks": list, "counterexamples": object, "system_settings": object, "metadata": object,
    "learning_opt_out": object,
    # Fields of an export that an import ignores.
    "skill_id": object, "workspace_id": object, "status": object, "created": object, "updated": object,
    "status_errors": object, "counts": object, "type": object, "assistant_id": object, "snapshot": object,
    "dialog_settings": object, "valid": object,
}  # fmt: skip
_INTENT: _Fields = {"intent": str, "description": str, "examples": list, "created": object, "updated": object}
_EXAMPLE: _Fields = {"text": str, "mentions": object, "created": object, "updated": object}
_ENTITY: _Fields = {
    "entity": str, "description": str, "values": list, "fuzzy_match": bool, "metadata": object, "created": object,
    "updated": object,
}  # fmt: skip
_VALUE: _Fields = {
    "type": str, "value": str, "synonyms": list, "patterns": list, "metadata": object, "created": object,
    "updated": object,
}  # fmt: skip
_WEBHOOK: _Fields = {"url": str, "name": str, "headers": list}
_HEADER: _Fields = {"name": str, "value": str}
_NODE: _Fields = {
    "dialog_node": str, "type": str, "title": str, "description": str, "conditions": str, "parent": str,
    "previous_sibling": str, "output": dict, "context": dict, "metadata": object, "next_step": dict, "event_name": str,
    "variable": str, "actions": list, "digress_in": str, "digress_out": str, "digress_out_slots": str,
    "user_label": str, "disambiguation_opt_out": bool, "disabled": bool, "created": object, "updated": object,
}  # fmt: skip
_STEP: _Fields = {"behavior": str, "selector": str, "dialog_node": str}
_ACTION: _Fields = {"name": str, "type": str, "parameters": dict, "result_variable": str, "credentials": str}


def shaped(document: Any) -> tuple[dict[str, Any], list[str], list[Notice]]:
    """Returns the content in its shape, the errors as sentences, and the notices. With errors the content is incomplete."""
    shaper = _Shaper()
    content = shaper.skill(document)
    return content, shaper.errors, shaper.notices


class _Shaper:
    def __init__(self) -> None:
        self.errors: list[str] = []
        self.notices: list[Notice] = []

    def skill(self, document: Any) -> dict[str, Any]:
        if not isinstance(document, dict):
            self.errors.append("The file is not a skill: it should hold one JSON object.")
            return {}
        document = self._unwrapped(document)
        if not isinstance(document.get("dialog_nodes"), list):
            self.errors.append("The file is not a dialog skill: it has no list 'dialog_nodes'.")
            return {}
        made = self._object("The skill", document, _SKILL)
        if not made.get("language"):
            self._notice("The skill", "it has no 'language'; the sandbox takes it as 'en'.")
            made["language"] = "en"
        made["intents"] = [self._intent(raw) for raw in self._named(made, "intents", "intent", _INTENT)]
        made["entities"] = [self._entity(raw) for raw in self._named(made, "entities", "entity", _ENTITY)]
        made["webhooks"] = [self._webhook(raw) for raw in self._named(made, "webhooks", "", _WEBHOOK)]
        made["dialog_nodes"] = [self._node(raw, place) for place, raw in enumerate(document["dialog_nodes"], 1)]
        return made

    def _unwrapped(self, document: dict[str, Any]) -> dict[str, Any]:
        """Returns the dialog of a skill, or of an assistant's skills, as the v2 API gives it, where it is in `workspace`."""
        if "dialog_nodes" in document:
            return document
        of_assistant = document.get("assistant_skills")
        for skill in (document, *(of_assistant if isinstance(of_assistant, list) else [])):
            inner = skill.get("workspace") if isinstance(skill, dict) else None
            if isinstance(inner, dict) and "dialog_nodes" in inner:
                self._notice("The skill", "its dialog is in 'workspace', as the v2 API gives it.")
                return {**{name: skill[name] for name in ("name", "description", "language") if name in skill}, **inner}
        return document

    def _intent(self, raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "examples": self._named(raw, "examples", "text", _EXAMPLE, f"Intent {raw['intent']!r}")}

    def _entity(self, raw: dict[str, Any]) -> dict[str, Any]:
        label = f"Entity {raw['entity']!r}"
        values = self._named(raw, "values", "value", _VALUE, label)
        for value in values:
            for name in ("synonyms", "patterns"):
                value[name] = self._texts(f"{label}, value {value['value']!r}", name, value.get(name) or [])
        return {**raw, "values": values}

    def _webhook(self, raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "headers": self._named(raw, "headers", "name", _HEADER, "The webhook")}

    def _node(self, raw: Any, place: int) -> dict[str, Any]:
        if not isinstance(raw, dict) or not isinstance(raw.get("dialog_node"), str | int) or raw["dialog_node"] == "":
            what = "has no 'dialog_node', its id" if isinstance(raw, dict) else "is not an object"
            self.errors.append(f"In dialog_nodes, entry {place} {what}.")
            return {"dialog_node": f"?{place}"}
        label = f"Node {str(raw['dialog_node'])!r}"
        # Exports before 2018 name the next step `go_to`.
        jump = raw.get("go_to")
        node = self._object(label, raw, _NODE)
        if isinstance(jump, dict) and jump.get("dialog_node") and "next_step" not in node:
            node["next_step"] = {**jump, "behavior": "jump_to"}
            self._notice(label, "its 'go_to' is read as a next_step.")
        if "next_step" in node:
            self._step(label, node)
        if "actions" in node:
            node["actions"] = self._named(node, "actions", "", _ACTION, label)
        return node

    def _step(self, label: str, node: dict[str, Any]) -> None:
        raw = {name: value for name, value in node["next_step"].items() if name != "return"}  # part of a `go_to`
        step = self._object(f"The next_step of {label[:1].lower()}{label[1:]}", raw, _STEP)
        if "behavior" not in step and step.get("dialog_node"):
            step["behavior"] = "jump_to"
        if "behavior" in step:
            node["next_step"] = step
        else:
            del node["next_step"]
            self._notice(label, "its next_step has no 'behavior' and is ignored.")

    def _named(
        self, parent: dict[str, Any], key: str, name: str, fields: _Fields, label: str = ""
    ) -> list[dict[str, Any]]:
        """Returns the entries of a list in their shape, without those that are no objects or have no `name`."""
        found = []
        for place, raw in enumerate(parent.get(key) or [], 1):
            where = f"{label}, {key}" if label else f"In {key}"
            if not isinstance(raw, dict):
                self._notice(where, f"entry {place} is not an object and is left out.")
                continue
            of = f"{where}, {raw.get(name) or f'entry {place}'!r}" if name else where
            entry = self._object(of, raw, fields)
            if name and not entry.get(name):
                self._notice(where, f"entry {place} has no {name!r} and is left out.")
            else:
                found.append(entry)
        return found

    def _object(self, label: str, raw: dict[str, Any], fields: _Fields) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, content in raw.items():
            if name not in fields:
                if name != "go_to" or not content:
                    self._notice(label, f"it has a field {name!r}, which the sandbox does not know.")
            elif content is None:
                continue
            elif isinstance(content, fields[name]):
                made[name] = content
            elif fields[name] is str and isinstance(content, bool | int | float):
                made[name] = _text(content)
                self._notice(label, f"{name!r} should be a text.")
            elif content not in ("", [], {}):
                self._notice(label, f"{name!r} has the wrong type and is left out.")
        return made

    def _texts(self, label: str, name: str, values: list[Any]) -> list[str]:
        if all(isinstance(value, str) for value in values):
            return values
        self._notice(label, f"{name!r} should hold texts only.")
        return [_text(value) for value in values if isinstance(value, str | bool | int | float)]

    def _notice(self, place: str, text: str) -> None:
        self.notices.append(Notice(place, text))


def _text(value: str | bool | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
