"""`message_logged` payloads as the documentation and recorded posts show them."""

from __future__ import annotations

from typing import Any


def option(title: str, *labels: str, **more: Any) -> dict[str, Any]:
    options = [{"label": label, "value": {"input": {"text": label.lower()}}} for label in labels]
    return {"response_type": "option", "title": title, "options": options, **more}


def payload(
    said: str,
    *generic: dict[str, Any] | str,
    n: int = 1,
    at: str = "2026-06-18T12:00:00.101Z",
    answered: str = "2026-06-18T12:00:00.260Z",
    integrations: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The payload of turn `n`; a text among `generic` is a message of the bot."""
    session = "7bc825c9-fbed-4897-9617-cc8ed0d846cc"
    user = "anonymous_IBMuid-9a3e8f8c"
    return {
        "log_id": f"0a1b2c3d-0000-4000-8000-{n:012d}",
        "assistant_id": "3da1207c-92d9-43bd-ac42-dd75349c04af",
        "session_id": session,
        "skill_id": "c0ffee00-0000-4000-8000-000000000009",
        "snapshot": "1",
        "language": "en",
        "customer_id": user,
        "request_timestamp": at,
        "response_timestamp": answered,
        "request": {
            "input": {
                "message_type": "text",
                "text": said,
                "source": {"type": "user", "id": user},
                "options": {"suggestion_only": False, "return_context": True},
            },
            "user_id": user,
        },
        "response": {
            "output": {
                "intents": [],
                "entities": [],
                "generic": [
                    {"response_type": "text", "text": item} if isinstance(item, str) else item for item in generic
                ],
                "debug": {
                    "nodes_visited": [{"dialog_node": "n", "title": None, "conditions": None}],
                    "log_messages": [],
                },
            },
            "user_id": user,
            "context": {
                "global": {"session_id": session, "system": {"user_id": user, "turn_count": n}},
                "skills": {"main skill": {"user_defined": {"hail": True}, "system": {"state": "<opaque>"}}},
                "integrations": {"channel": {"name": "Web chat"}} if integrations is None else integrations,
            },
        },
    }
