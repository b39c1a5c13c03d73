"""Custom extensions: how an action skill calls a service (IBM's pages build-custom-extension, call-extension).

An extension is an OpenAPI document with the server's variables and one credential, as an assistant's environment has
them. A step of an action chooses an operation and sets its parameters. `Extension` does the same. What Watson's importer
refuses is refused here too.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.net import HttpRequest, Web, respond_or_none

from ..errors import WatsonError

_LARGEST_DOCUMENT, _LARGEST_RESPONSE = 4_000_000, 100_000
_TIME_LIMIT = 48.0
#: The status of a callout that had no answer in time.
_TIMEOUT = 408
_UNSUPPORTED = ("anyOf", "oneOf", "allOf")


class ExtensionError(WatsonError):
    """The document cannot be imported, or a step uses what is not in it. The message says what is wrong."""


@dataclass(frozen=True)
class Result:
    """What an action gets: whether it "ran successfully", the HTTP status, and the response's `body`."""

    ran_successfully: bool
    status: int
    body: Any


class Extension:
    """One imported document. `variables` complete the server's address; `secret` is the token or the password."""

    def __init__(
        self, document: str, web: Web, variables: Mapping[str, str], secret: str, scheme: str = "bearer"
    ) -> None:
        """Raises ExtensionError for what Watson does not import."""
        self._document = _imported(document)
        self._web, self._secret = web, secret
        self._address = _address(self._document, variables)
        found = self._document["components"]["securitySchemes"].get(scheme)
        if found is None:
            raise ExtensionError(f"There is no security scheme {scheme!r}.")
        self._scheme: Mapping[str, Any] = found

    def call(self, operation_id: str, parameters: Mapping[str, Any]) -> Result:
        """Calls an operation, with the properties of its body. Those that are None are not sent.

        Raises ExtensionError for an operation or a parameter that the document does not have.
        """
        path, method, operation = self._operation(operation_id)
        known = self._resolved(operation["requestBody"]["content"]["application/json"]["schema"])["properties"]
        if unknown := sorted(set(parameters) - set(known)):
            raise ExtensionError(f"{operation_id} has no parameter {', '.join(unknown)}.")
        body = json.dumps({name: value for name, value in parameters.items() if value is not None}).encode()
        headers = {"content-type": "application/json", "accept": "application/json", **self._credential()}
        response = respond_or_none(self._web, HttpRequest(method.upper(), self._address + path, headers, body))
        if response is None or response.seconds > _TIME_LIMIT:
            return Result(False, _TIMEOUT, None)
        if len(response.body) > _LARGEST_RESPONSE:
            return Result(False, 413, None)
        try:
            answer = json.loads(response.body) if response.body else None
        except ValueError:
            return Result(False, response.status, None)
        return Result(200 <= response.status < 300, response.status, answer)

    def _operation(self, operation_id: str) -> tuple[str, str, Mapping[str, Any]]:
        for path, methods in self._document["paths"].items():
            for method, operation in methods.items():
                if isinstance(operation, dict) and operation.get("operationId") == operation_id:
                    return path, method, operation
        raise ExtensionError(f"There is no operation {operation_id!r}.")

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        found: Any = schema
        while "$ref" in found:
            found = self._document["components"]["schemas"][found["$ref"].rpartition("/")[2]]
        return dict(found)

    def _credential(self) -> Mapping[str, str]:
        if self._scheme["type"] == "apiKey":
            return {self._scheme["name"].lower(): self._secret}
        if self._scheme["scheme"] == "basic":
            return {"authorization": f"Basic {b64encode(f'watson:{self._secret}'.encode()).decode()}"}
        return {"authorization": f"Bearer {self._secret}"}


def _imported(text: str) -> Mapping[str, Any]:
    if len(text.encode()) > _LARGEST_DOCUMENT:
        raise ExtensionError("The document is larger than 4 MB.")
    try:
        document = json.loads(text)
    except ValueError:
        raise ExtensionError("The document is not JSON.") from None
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.0."):
        raise ExtensionError("The document is not OpenAPI 3.0.")
    for part in _parts(document):
        _check_part(part)
    for path, methods in document.get("paths", {}).items():
        for method, operation in methods.items():
            _check_operation(f"{method.upper()} {path}", operation)
    return document


def _check_part(part: Mapping[str, Any]) -> None:
    if unsupported := [name for name in _UNSUPPORTED if name in part]:
        raise ExtensionError(f"{unsupported[0]} is not supported.")
    if not str(part.get("$ref", "#/components/")).startswith("#/components/"):
        raise ExtensionError(f"$ref {part['$ref']!r} does not point to components.")


def _check_operation(name: str, operation: Mapping[str, Any]) -> None:
    if not operation.get("summary"):
        raise ExtensionError(f"{name} has no summary.")
    if "application/json" not in operation.get("requestBody", {}).get("content", {"application/json": {}}):
        raise ExtensionError(f"The body of {name} is not application/json.")


def _parts(part: Any) -> Iterator[Mapping[str, Any]]:
    """Yields each object in a document, and not what stands in its examples."""
    if isinstance(part, dict):
        yield part
        for name, value in part.items():
            if name not in ("example", "examples"):
                yield from _parts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _parts(value)


def _address(document: Mapping[str, Any], variables: Mapping[str, str]) -> str:
    server = (document.get("servers") or [{"url": ""}])[0]
    address = str(server["url"])
    for name, known in server.get("variables", {}).items():
        address = address.replace(f"{{{name}}}", variables.get(name, known["default"]))
    if not address.startswith(("https://", "http://")):
        raise ExtensionError(f"The server's address {address!r} is not absolute.")
    return address.rstrip("/")
