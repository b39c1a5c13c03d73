"""A custom extension: what is imported, what is sent, and what an action gets back."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import pytest

from sandbox.net import HttpRequest, HttpResponse, NoConnectionError
from sandbox.watson import Extension, ExtensionError
from sandbox.watson.action import Result, session_history

DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "servers": [{"url": "https://{host}/api/", "variables": {"host": {"default": "example.test"}}}],
    "paths": {
        "/run": {
            "post": {
                "operationId": "run",
                "summary": "Run",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Command"}}}},
            }
        }
    },
    "components": {
        "schemas": {"Command": {"type": "object", "properties": {"action": {}, "name": {}}}},
        "securitySchemes": {
            "basic": {"type": "http", "scheme": "basic"},
            "bearer": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        },
    },
}


class Service:
    """A server that records requests and gives one response."""

    def __init__(self, response: HttpResponse | None) -> None:
        self.requests: list[HttpRequest] = []
        self._response = response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        if self._response is None:
            raise NoConnectionError("refused")
        return self._response


def extension(service: Service, scheme: str = "bearer", **changes: Any) -> Extension:
    return Extension(json.dumps(DOCUMENT | changes), service, {}, "secret", scheme)


def changed(*path: str | int, value: Any) -> dict[str, Any]:
    document = json.loads(json.dumps(DOCUMENT))
    part = document
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    return dict(document)


OPERATION = ("paths", "/run", "post")


@pytest.mark.parametrize(
    ("document", "refused"),
    [
        ("openapi: 3.0.3", "not JSON"),
        (json.dumps({"swagger": "2.0"}), "not OpenAPI 3.0"),
        (json.dumps(DOCUMENT | {"openapi": "3.1.0"}), "not OpenAPI 3.0"),
        (json.dumps(changed("components", "schemas", "Command", "oneOf", value=[])), "oneOf is not supported"),
        (json.dumps(changed("components", "schemas", "Command", "$ref", value="other.json#/A")), "does not point to"),
        (json.dumps(changed(*OPERATION, "summary", value="")), "POST /run has no summary"),
        (json.dumps(changed(*OPERATION, "requestBody", "content", value={"text/plain": {}})), "not application/json"),
        (json.dumps(changed("servers", 0, "url", value="/api")), "not absolute"),
        (json.dumps(DOCUMENT | {"info": {"description": "a" * 4_000_000}}), "larger than 4 MB"),
    ],
)
def test_what_watson_does_not_import(document: str, refused: str) -> None:
    with pytest.raises(ExtensionError, match=refused):
        Extension(document, Service(None), {}, "secret")


@pytest.mark.parametrize(
    ("scheme", "header"),
    [
        ("bearer", {"authorization": "Bearer secret"}),
        ("basic", {"authorization": f"Basic {b64encode(b'watson:secret').decode()}"}),
        ("key", {"x-key": "secret"}),
    ],
)
def test_a_call_has_the_credential_and_only_what_was_set(scheme: str, header: Mapping[str, str]) -> None:
    service = Service(HttpResponse(200, {}, b'{"ok": true}'))
    result = extension(service, scheme).call("run", {"action": "a", "name": None})
    assert result == Result(True, 200, {"ok": True})
    (request,) = service.requests
    assert (request.method, request.url) == ("POST", "https://example.test/api/run")
    assert header.items() <= dict(request.headers).items()
    assert json.loads(request.body) == {"action": "a"}


def test_the_server_is_completed_by_its_variables() -> None:
    service = Service(HttpResponse(200, {}, b"{}"))
    Extension(json.dumps(DOCUMENT), service, {"host": "desk.test"}, "secret").call("run", {})
    assert service.requests[0].url == "https://desk.test/api/run"


@pytest.mark.parametrize(
    ("response", "result"),
    [
        (HttpResponse(401, {}, b'{"ok": false}'), Result(False, 401, {"ok": False})),
        (HttpResponse(200, {}, b"<html>"), Result(False, 200, None)),
        (HttpResponse(204), Result(True, 204, None)),
        (HttpResponse(200, {}, b'"' + b"a" * 100_000 + b'"'), Result(False, 413, None)),
        (HttpResponse(200, {}, b"{}", seconds=49), Result(False, 408, None)),
        (None, Result(False, 408, None)),
    ],
)
def test_what_an_action_gets(response: HttpResponse | None, result: Result) -> None:
    assert extension(Service(response)).call("run", {}) == result


def test_a_step_can_only_use_what_the_document_has() -> None:
    with pytest.raises(ExtensionError, match="no operation 'walk'"):
        extension(Service(None)).call("walk", {})
    with pytest.raises(ExtensionError, match="no parameter mood"):
        extension(Service(None)).call("run", {"mood": "good"})
    with pytest.raises(ExtensionError, match="no security scheme 'other'"):
        extension(Service(None), "other")


def test_the_session_history_has_the_last_24_messages() -> None:
    found = session_history([("assistant", "question"), ("customer", "answer")] * 20)
    assert found == [{"a": "question"}, {"u": "answer", "n": True}] * 12


def test_the_session_history_is_short() -> None:
    found = session_history([("customer", "a" * 600)] * 6)
    assert [len(item["u"]) for item in found] == [512] * 4
