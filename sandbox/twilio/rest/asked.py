"""One REST request after it was authenticated: what the resources work on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.twilio.network import PhoneNetwork
from sandbox.twilio.rest.form import Form


@dataclass(frozen=True)
class Asked:
    """`sid` is the instance in the path, "" for a list. `testing`: with test credentials, so nothing may have an effect."""

    network: PhoneNetwork
    path: str
    sid: str
    query: Form
    form: Form
    testing: bool


@dataclass(frozen=True)
class Reply:
    """`body` None: nothing, as after a delete."""

    status: int
    body: dict[str, Any] | None
