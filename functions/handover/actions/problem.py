"""What a caller is told when the request itself was wrong, or we are: a status, a stable word, one plain sentence.

JSON, also for errors: a caller that accepts nothing else gets a bare 406 from OpenWhisk otherwise.
"""

from __future__ import annotations

from handover.web import Response, json_response


def problem(status: int, reason: str, message: str, headers: dict[str, str | list[str]] | None = None) -> Response:
    """`{"ok": false, "status": "error", "reason": …, "message": …}` with that HTTP status."""
    body = {"ok": False, "status": "error", "reason": reason, "message": message}
    return json_response(body, status, headers)
