"""The payload of `message_logged`: one turn, as in the v2 API (class Log of the API reference)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .dialog import Answer, Session
from .expressions import Scope, plain

# Keys of the dialog's context that are not its own variables: the v2 context has them in other places.
_NOT_USER_DEFINED = ("system", "integrations", "metadata", "conversation_id", "timezone", "private")


@dataclass(frozen=True)
class Identity:
    """The ids in every event of a conversation. `user_id` defaults to the session id, as in the API."""

    assistant_id: str
    skill_id: str
    session_id: str
    user_id: str
    language: str
    started: datetime


def payload(
    identity: Identity, log_id: str, text: str, at: datetime, scope: Scope, session: Session, answer: Answer
) -> dict[str, Any]:
    """Returns the payload of the turn that began at `at`: input, answer, and the context after it without private parts."""
    return {
        "log_id": log_id,
        "assistant_id": identity.assistant_id,
        "session_id": identity.session_id,
        "skill_id": identity.skill_id,
        "snapshot": "1",
        "language": identity.language,
        "customer_id": identity.user_id,
        "request_timestamp": stamp(at),
        "response_timestamp": stamp(at + timedelta(seconds=answer.seconds)),
        "request": {
            "input": {
                "message_type": "text",
                "text": text,
                "source": {"type": "user", "id": identity.user_id},
                "options": {"suggestion_only": False, "return_context": True},
            },
            "user_id": identity.user_id,
        },
        "response": {
            "output": {
                "intents": plain(list(scope.intents)),
                "entities": plain(list(scope.entities)),
                "generic": plain(answer.generic),
                **({"user_defined": answer.user_defined} if answer.user_defined else {}),
                "debug": _debug(answer),
            },
            "user_id": identity.user_id,
            "context": _context(identity, session),
        },
    }


def stamp(moment: datetime) -> str:
    """Returns a time in Watson's form: UTC, milliseconds, Z."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _debug(answer: Answer) -> dict[str, Any]:
    debug: dict[str, Any] = {
        "nodes_visited": [
            {"dialog_node": node.id, "title": node.title, "conditions": node.conditions} for node in answer.visited
        ],
        "log_messages": [{"level": "err", "message": problem} for problem in answer.problems],
    }
    if answer.left_branch:
        debug |= {"branch_exited": True, "branch_exited_reason": answer.left_branch}
    return debug


def _context(identity: Identity, session: Session) -> dict[str, Any]:
    variables = {name: value for name, value in session.context.items() if name not in _NOT_USER_DEFINED}
    return {
        "global": {
            "session_id": identity.session_id,
            "system": {
                "user_id": identity.user_id,
                "turn_count": session.turns,
                "timezone": session.context.get("timezone"),
                "session_start_time": stamp(identity.started),
            },
        },
        "skills": {"main skill": {"user_defined": plain(variables), "system": {"state": "opaque"}}},
        "integrations": _public(session.context.get("integrations") or {}),
    }


def _public(value: Any) -> Any:
    """Returns the value without the keys `private`, which are never logged."""
    if isinstance(value, Mapping):
        return {key: _public(item) for key, item in value.items() if key != "private"}
    return value
