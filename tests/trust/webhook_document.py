"""The webhook's contract as an OpenAPI document, and the requests that schemathesis generates from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, given
from requests import Request
from schemathesis import Case, GenerationMode

_ADDRESS = "https://handover.example.org"


def _text(most: int) -> dict[str, Any]:
    return {"type": "string", "maxLength": most}


#: docs/contract.md, `webhook`.
_PARAMETERS: Mapping[str, Any] = {
    "action": {
        "type": "string",
        "enum": ["start_call", "availability", "call_status", "cancel_call", "withdraw", "time", "schedule_call"],
    },
    "session_id": _text(200),
    "phone_number": {"type": "string", "maxLength": 200, "pattern": r"^\+49 ?30 ?[0-9]{7,8}$"},
    "language": {"type": "string", "maxLength": 35, "enum": ["en", "de", "de-AT", "fr", ""]},
    "channel": _text(60),
    "user_id": _text(200),
    "name": _text(100),
    "reason": _text(300),
    "details": {"type": "object", "maxProperties": 20, "additionalProperties": _text(300)},
    "details_labels": {"type": "object", "additionalProperties": _text(60)},
    "consent": {
        "anyOf": [_text(1000), {"type": "object", "properties": {"question": _text(1000), "answer": _text(1000)}}]
    },
    "transcript": {
        "type": "array",
        "maxItems": 5,
        "items": {
            "type": "object",
            "properties": {"user": _text(100), "bot": _text(100)},
            "additionalProperties": False,
        },
    },
    "timezone": {"type": "string", "enum": ["Europe/Berlin", "America/New_York", ""]},
}

DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "webhook", "version": "1"},
    "paths": {
        "/webhook": {
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["action", "session_id"],
                                "properties": _PARAMETERS,
                            }
                        }
                    },
                },
                "responses": {"200": {"description": "the reply"}},
            }
        }
    },
}


def generated(seed: int, most: int) -> Sequence[tuple[str, dict[str, str], bytes]]:
    """Returns method, headers and body of that many requests: half of them as the document says, half of them not."""
    operation = schemathesis.openapi.from_dict(DOCUMENT)["/webhook"]["POST"]
    found: list[tuple[str, dict[str, str], bytes]] = []
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=max(1, most // 2), database=None, deadline=None, suppress_health_check=list(HealthCheck)
        )
        @given(operation.as_strategy(generation_mode=mode))
        def collect(case: Case[Any]) -> None:
            sent = Request(**case.as_transport_kwargs(base_url=_ADDRESS)).prepare()
            body = sent.body if isinstance(sent.body, bytes) else (sent.body or "").encode()
            headers = {name.lower(): str(value) for name, value in sent.headers.items()}
            headers.pop("content-length", None)
            found.append((sent.method or "POST", headers, body))

        collect()
    return found
