"""Small skills for the sandbox's tests, a webhook that records requests, and an assistant for both."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.agenda import Agenda
from sandbox.net import HttpRequest, HttpResponse, NoConnectionError
from sandbox.watson import Assistant, Conversation, Skill

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SECRET = "a-log-secret-of-32-bytes-or-more"

INTENTS = {"greet": ["hello there"], "yes": ["yes please"], "no": ["no thanks"], "cancel": ["forget about it"]}


def node(name: str, conditions: str | None = None, text: str | None = None, **fields: Any) -> dict[str, Any]:
    """Returns a node as in a skill file. `text`: a response of one text."""
    made: dict[str, Any] = {"dialog_node": name, **fields}
    if conditions is not None:
        made["conditions"] = conditions
    if text is not None:
        made["output"] = {"generic": [{"response_type": "text", "values": [{"text": text}]}]}
    return made


def handler(
    name: str, event: str, conditions: str | None = None, text: str | None = None, **fields: Any
) -> dict[str, Any]:
    """A handler of a slot or frame."""
    return node(name, conditions, text, type="event_handler", event_name=event, **fields)


def slot(
    name: str, variable: str, conditions: str, prompt: str | None, *more: dict[str, Any], **fields: Any
) -> list[dict[str, Any]]:
    """A slot with its input handler, its prompt, and further handlers; they get the slot as their parent."""
    inner = [handler(f"{name}_input", "input", conditions, **fields)]
    if prompt:
        inner.append(handler(f"{name}_focus", "focus", None, prompt))
    inner.extend(more)
    return [{"dialog_node": name, "type": "slot", "variable": variable}, *[{"parent": name, **one} for one in inner]]


def webhook(**parameters: Any) -> list[dict[str, Any]]:
    """The `actions` of a node that calls the webhook; the answer goes to $result."""
    return [{"name": "main_webhook", "type": "webhook", "parameters": parameters, "result_variable": "result"}]


def document(*nodes: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A skill file's content. Siblings are chained in the order in which they are given, unless they say otherwise."""
    last: dict[str | None, str] = {}
    chained = []
    for one in nodes:
        parent = one.get("parent")
        before = {"previous_sibling": last[parent]} if parent in last else {}
        chained.append({"type": "standard", **before, **one})
        last[parent] = one["dialog_node"]
    return {
        "name": "tiny",
        "language": "en",
        "intents": [
            {"intent": name, "examples": [{"text": text} for text in texts]} for name, texts in INTENTS.items()
        ],
        "entities": [
            {
                "entity": "size",
                "values": [
                    {"type": "synonyms", "value": "large", "synonyms": ["big"]},
                    {"type": "synonyms", "value": "small"},
                ],
            },
            {"entity": "code", "values": [{"type": "patterns", "value": "code", "patterns": ["([A-Z])-([0-9]+)"]}]},
            {"entity": "sys-number", "values": []},
        ],
        "webhooks": [
            {"name": "main_webhook", "url": "https://webhook.test/here", "headers": [{"name": "X-Key", "value": "one"}]}
        ],
        "dialog_nodes": chained,
        **fields,
    }


@dataclass
class FakeWebhook:
    """A `Web` with one webhook. `answer`: its response's object, a whole response, or an error."""

    answer: Any = field(default_factory=lambda: {"ok": True, "message": "done"})
    requests: list[HttpRequest] = field(default_factory=list)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        answer = self.answer(json.loads(request.body)) if callable(self.answer) else self.answer
        if isinstance(answer, NoConnectionError):
            raise answer
        return answer if isinstance(answer, HttpResponse) else HttpResponse(200, {}, json.dumps(answer).encode())

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """Returns the bodies that were sent, in order."""
        return [json.loads(request.body) for request in self.requests]


def assistant(
    skill: dict[str, Any], web: Callable[[HttpRequest], HttpResponse] | None = None, **more: Any
) -> Assistant:
    """An assistant for a skill file's content."""
    return Assistant(Skill.of(skill), Agenda(START), web or FakeWebhook(), **more)


def chat(*nodes: dict[str, Any], web: Callable[[HttpRequest], HttpResponse] | None = None, **more: Any) -> Conversation:
    """A web chat with a skill of these nodes."""
    return assistant(document(*nodes), web, **more).open()


def texts(items: list[dict[str, Any]]) -> list[str]:
    """Returns the texts of items, and the titles of options."""
    return [item.get("text") or item.get("title") or item["response_type"] for item in items]
