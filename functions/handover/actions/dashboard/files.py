"""The files that pages are made with. Nothing personal is in them, so every cache may keep them."""

from __future__ import annotations

import base64

from handover.pages import assets
from handover.web import Response, text

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


def send(name: str) -> Response:
    """The file of that name, or 404."""
    found = assets.find(name)
    if found is None:
        return text("There is no such file.", 404)
    body = base64.b64encode(found.body).decode() if found.binary else found.body.decode()
    return Response(200, {"Content-Type": found.content_type, **_FOREVER}, body)
