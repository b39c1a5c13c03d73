"""The request to a REST resource, which is authenticated, and its response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.twilio.network import PhoneNetwork
from sandbox.twilio.rest.form import Form


@dataclass(frozen=True)
class ResourceRequest:
    """`sid` is the instance in the path, "" for a list."""

    network: PhoneNetwork
    path: str
    sid: str
    query: Form
    form: Form


@dataclass(frozen=True)
class File:
    """`kind` is its content type."""

    kind: str
    content: bytes


@dataclass(frozen=True)
class ResourceResponse:
    """`body`: JSON, a file, or None where Twilio sends none, as after a delete."""

    status: int
    body: dict[str, Any] | File | None
