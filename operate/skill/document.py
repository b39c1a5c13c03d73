"""Writes the tree in the words of one language as the JSON of a Watson dialog skill."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from .nodes import Button, Callout, Choice, Jump, Node, Response, Says, Text
from .words import Words

#: Watson's own id of the chat; the old "Try it out" pane has only the conversation's.
_SESSION = "<? context.system?.session_id != null ? context.system.session_id : context.conversation_id ?>"

#: Only a page can show where the call is.
_IS_WEB_CHAT = "<? context.integrations?.chat != null ?>"

#: Watson's own entities, for the times at which customers want to be called.
_SYSTEM_ENTITIES = ("sys-date", "sys-time")


def skill_in(words: Words, tree: Sequence[Node]) -> dict[str, Any]:
    """Returns the skill. Raises OperatorError if a text is missing."""
    return {
        "name": words.text("skill.name"),
        "description": words.text("skill.description"),
        "language": words.language,
        "metadata": {"api_version": {"major_version": "v2", "minor_version": "2018-11-08"}},
        "system_settings": {
            # Nothing may guess behind the dialog's back: the customer's exact words are evidence.
            "disambiguation": {"enabled": False},
            "off_topic": {"enabled": True},
            "spelling_suggestions": False,
            "spelling_auto_correct": False,
            "system_entities": {"enabled": True},
            "tooling": {"store_generic_responses": True},
        },
        "learning_opt_out": True,
        # The deployment puts its own address and secret here.
        "webhooks": [
            {
                "name": "main_webhook",
                "url": "https://example.org/webhook",
                "headers": [
                    {"name": "Content-Type", "value": "application/json"},
                    {"name": "Authorization", "value": "Basic REPLACE-ME"},
                ],
            }
        ],
        "intents": [
            {
                "intent": name,
                "description": intent["description"],
                "examples": [{"text": text} for text in intent["examples"]],
            }
            for name, intent in words.intents.items()
        ],
        "entities": [
            *(_entity(name, entity) for name, entity in words.entities.items()),
            *({"entity": name, "values": []} for name in _SYSTEM_ENTITIES),
        ],
        "counterexamples": [],
        "dialog_nodes": list(_family(tree, words, parent=None)),
    }


def as_text(skill: dict[str, Any]) -> str:
    """Returns the skill as the text of its file."""
    return json.dumps(skill, ensure_ascii=False, indent=2) + "\n"


def _entity(name: str, entity: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in ("synonyms", "patterns") if kind in entity]
    return {
        "entity": name,
        "description": entity["description"],
        "fuzzy_match": bool(entity.get("fuzzy_match")),
        "values": [
            {"type": kind, "value": value, kind: forms} for kind in kinds for value, forms in entity[kind].items()
        ],
    }


def _family(members: Sequence[Node | Response], words: Words, parent: str | None) -> Iterator[dict[str, Any]]:
    """Yields siblings with all that is below them, each chained to the one before."""
    before = None
    for member in members:
        raw = _node(member, words) if isinstance(member, Node) else _response(member, words)
        if parent:
            raw["parent"] = parent
        if before:
            raw["previous_sibling"] = before
        before = member.id
        yield raw
        if isinstance(member, Node):
            yield from _family([*member.responses, *member.children], words, member.id)


def _node(node: Node, words: Words) -> dict[str, Any]:
    raw: dict[str, Any] = {"type": "standard", "dialog_node": node.id, "title": node.title}
    raw["conditions"] = words.filled(node.when)
    if node.calls:
        raw["actions"] = [_action(node.calls, words)]
    if node.responses:
        raw["metadata"] = {"_customization": {"mcr": True}}
    return raw | _reaction(node, words)


def _response(response: Response, words: Words) -> dict[str, Any]:
    raw: dict[str, Any] = {"type": "response_condition", "dialog_node": response.id}
    raw["conditions"] = words.filled(response.when or "anything_else")
    raw |= {"output": {}, **_reaction(response, words)}
    if response.page:
        raw["output"]["user_defined"] = {"handover": {"web_token": f"<? {response.page}.web_token ?>"}}
    return raw


def _reaction(owner: Node | Response, words: Words) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    if owner.sets:
        raw["context"] = words.filled(owner.sets)
    if owner.says:
        raw["output"] = {"generic": _said(owner.says, words)}
    if owner.then:
        raw["next_step"] = _step(owner.then)
    return raw


def _action(callout: Callout, words: Words) -> dict[str, Any]:
    session = {"session_id": _SESSION} if callout.session else {}
    page = {"web": _IS_WEB_CHAT} if callout.page else {}
    parameters = {"action": callout.action, **session, **page, **callout.parameters, "language": words.language}
    return {
        "name": "main_webhook",
        "type": "webhook",
        "parameters": words.filled(parameters),
        "result_variable": callout.result,
    }


def _step(jump: Jump) -> dict[str, str]:
    return {"behavior": "jump_to", "selector": jump.selector, "dialog_node": jump.target}


def _said(says: Says, words: Words) -> list[dict[str, Any]]:
    return [_text(each, words) if isinstance(each, Text) else _choice(each, words) for each in says]


def _text(text: Text, words: Words) -> dict[str, Any]:
    value = words.text(text.key) if text.key else text.value
    return {"response_type": "text", "values": [{"text": value}], "selection_policy": "sequential"}


def _choice(choice: Choice, words: Words) -> dict[str, Any]:
    return {
        "response_type": "option",
        "title": words.text(choice.title),
        "preference": "button",
        "options": [_option(button, words) for button in choice.buttons],
    }


def _option(button: str | Button, words: Words) -> dict[str, Any]:
    label, text = (
        (words.filled(button.label), words.filled(button.text)) if isinstance(button, Button) else words.button(button)
    )
    return {"label": label, "value": {"input": {"text": text}}}
