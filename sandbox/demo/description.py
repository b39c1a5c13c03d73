"""`webhook` on the demo's server: openapi.json with the demo's address, and the requests that are sent there by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sandbox.net import HttpRequest, HttpResponse
from sandbox.world import ROOT, World

_FILE: Path = ROOT / "openapi.json"


def described_at(address: str) -> dict[str, Any]:
    """Returns openapi.json with one server: the demo's at `address`, without a path."""
    document: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return {**document, "servers": [{"url": address.rstrip("/"), "description": "The demo on this machine."}]}


def deliver(world: World, sent: HttpRequest) -> HttpResponse:
    """Sends a request to the action, as from the internet. `sent.url` is not used.

    An origin is left out unless the desk lists it: the demo's page has the same one as the action.
    """
    left_out = {"host", "content-length"}
    if sent.headers.get("origin") not in world.desk.get("web", {}).get("origins", ()):
        left_out.add("origin")
    headers = {name: value for name, value in sent.headers.items() if name.lower() not in left_out}
    return world.web(HttpRequest(sent.method, world.host.url("webhook"), headers, sent.body))
