"""What the chat asks for, read from the parameters of a `start_call`, and written into the handover's first event.

A dialog node sends strings, numbers, objects or their JSON text; absent, `null`, `""` and `"null"` mean the same. What is
too long is cut, not refused: a customer who wants to be called is not sent away because a bot talked too much. What has
the wrong type is refused by name, because it is a mistake in the dialog that its author must see.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from handover.core.chat.transcript import ChatLine, read_transcript_parameter
from handover.errors import HandoverError

_MAX = {
    "session_id": 200,
    "phone_number": 200,
    "language": 35,
    "channel": 60,
    "user_id": 200,
    "name": 100,
    "reason": 300,
}
_MAX_DETAILS, _MAX_DETAIL, _MAX_LINES, _MAX_CONSENT = 20, 300, 400, 1000


class ParameterError(HandoverError):
    """A parameter of the request has the wrong type; `name` says which."""

    def __init__(self, name: str, right: str) -> None:
        super().__init__(f"The parameter {name} must be {right}.")
        self.name = name


@dataclass(frozen=True)
class CallRequest:
    """One `start_call` as it was asked: what the customer typed, what the bot learned, what was agreed to."""

    session_id: str = ""
    phone_number: str = ""
    language: str = ""
    channel: str = ""
    user_id: str = ""
    name: str = ""
    reason: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    consent: Mapping[str, str] = field(default_factory=dict)
    transcript: tuple[ChatLine, ...] = ()

    def as_record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> CallRequest:
        known = {name: record[name] for name in cls.__dataclass_fields__ if name in record}
        return cls(**{**known, "transcript": tuple(ChatLine(**line) for line in record.get("transcript", ()))})


def read_call_request(parameters: Mapping[str, Any]) -> CallRequest:
    """The wish that the parameters of a `start_call` tell of. Raises ParameterError for a wrong type."""
    return CallRequest(
        **{name: text_parameter(parameters, name) for name in _MAX},
        details=_details(parameters),
        consent=_consent(parameters),
        transcript=_transcript(parameters),
    )


def text_parameter(parameters: Mapping[str, Any], name: str) -> str:
    """A text parameter; numbers are accepted as their text. `""` when absent."""
    value = parameter_value(parameters, name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ParameterError(name, "text")
    return str(value).strip()[: _MAX.get(name, 200)]


def parameter_value(parameters: Mapping[str, Any], name: str) -> Any:
    """The parameter's value; None for absent, `null`, `""` and `"null"`."""
    value = parameters.get(name)
    return None if isinstance(value, str) and value.strip() in ("", "null") else value


def _structure(parameters: Mapping[str, Any], name: str) -> Any:
    """An object or list, or the JSON text of one. JSON text can hide half an emoji, which could not be stored: `?`."""
    value = parameter_value(parameters, name)
    if isinstance(value, str) and value.strip()[:1] in ("{", "["):
        try:
            return json.loads(json.dumps(json.loads(value), ensure_ascii=False).encode(errors="replace"))
        except (ValueError, RecursionError):
            return value
    return value


def _details(parameters: Mapping[str, Any]) -> dict[str, str]:
    value = _structure(parameters, "details")
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not _flat(value):
        raise ParameterError("details", "an object of short values")
    words = [(name[:60], _words(value, name)[:_MAX_DETAIL]) for name in value]
    return dict([(name, text) for name, text in words if text][:_MAX_DETAILS])


def _consent(parameters: Mapping[str, Any]) -> dict[str, str]:
    value = _structure(parameters, "consent")
    if value is None:
        return {}
    if isinstance(value, str):
        return {"answer": value[:_MAX_CONSENT]}
    if not isinstance(value, Mapping) or not _flat(value):
        raise ParameterError("consent", 'text, or {"question": …, "answer": …}')
    words = {name: _words(value, name)[:_MAX_CONSENT] for name in ("question", "answer")}
    return {name: text for name, text in words.items() if text}


def _flat(value: Mapping[str, Any]) -> bool:
    return not any(isinstance(item, dict | list) for item in value.values())


def _words(value: Mapping[str, Any], name: str) -> str:
    """A short value as a person reads it; `""` when absent. That somebody said no is not nothing."""
    item = parameter_value(value, name)
    if isinstance(item, bool):
        return "yes" if item else "no"
    return "" if item is None else str(item)


def _transcript(parameters: Mapping[str, Any]) -> tuple[ChatLine, ...]:
    value = _structure(parameters, "transcript")
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ParameterError("transcript", 'a list such as [{"user": …}, {"bot": …}]')
    return read_transcript_parameter(value)[-_MAX_LINES:]
