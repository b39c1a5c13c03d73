"""The requests that schemathesis generates from openapi.json, the one description of `webhook`."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, given
from requests import Request
from schemathesis import Case, GenerationMode

from tests.webhook_description import DOCUMENT, PATH

_ADDRESS = "https://handover.example.org"

#: Narrower than the description, so that most requests get further than a refusal, and are short.
_USEFUL: Mapping[str, Mapping[str, Any]] = {
    "phone_number": {"pattern": r"^\+49 ?30 ?[0-9]{7,8}$"},
    "language": {"enum": ["en", "de", "de-AT", "fr", ""]},
    "timezone": {"enum": ["Europe/Berlin", "America/New_York", ""]},
    "transcript": {"maxItems": 5},
}


def useful() -> dict[str, Any]:
    """Returns the description with narrower values of some parameters, and with a session in every request."""
    document = copy.deepcopy(dict(DOCUMENT))
    command = document["components"]["schemas"]["Command"]
    command["required"] = ["action", "session_id"]
    for name, narrower in _USEFUL.items():
        command["properties"][name].update(narrower)
    del document["paths"][PATH]["post"]["requestBody"]["content"]["application/json"]["examples"]
    return document


def generated(seed: int, most: int) -> Sequence[tuple[str, dict[str, str], bytes]]:
    """Returns method, headers and body of that many requests: half of them as the description says, half of them not."""
    operation = schemathesis.openapi.from_dict(useful())[PATH]["POST"]
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
