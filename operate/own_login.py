"""The operator's own IBM Cloud login: storage is reached by it where the functions use a trusted profile, which works inside
Code Engine only."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

from handover.services.storage.iam import TokenError
from operate.deploy.tools import Tools

_LINE = ("ibmcloud", "iam", "oauth-tokens", "--output", "json")
#: Seconds that a token counts as valid if it does not tell its end.
_UNKNOWN = 600.0


def token_of_login(tools: Tools) -> Callable[[], dict[str, Any]]:
    """Returns a function that asks `ibmcloud` for a token of the present login: `{access_token, expires_in}`. It raises
    TokenError."""

    def fetch() -> dict[str, Any]:
        if not tools.has(_LINE[0]):
            raise TokenError(
                "COS_API_KEY is empty, so your own IBM Cloud login is used, and ibmcloud is not installed:"
                " https://cloud.ibm.com/docs/cli."
            )
        answer = tools.run(_LINE)
        token = _token(answer.out) if answer.ok else ""
        if not token:
            raise TokenError(
                "COS_API_KEY is empty, so your own IBM Cloud login is used, and there is none: ibmcloud login (--sso for a"
                " federated account)."
            )
        return {"access_token": token, "expires_in": _seconds(token)}

    return fetch


def _token(printed: str) -> str:
    """Returns the token in `{"iam_token": "Bearer …"}`, or "" if there is none."""
    try:
        found = json.loads(printed)
        return str(found["iam_token"]).removeprefix("Bearer ").strip()
    except (ValueError, KeyError, TypeError):
        return ""


def _seconds(token: str) -> float:
    """Returns how long the token is valid from now on."""
    try:
        claims = token.split(".")[1]
        end = float(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"])
    except (ValueError, KeyError, TypeError, IndexError):
        return _UNKNOWN
    return max(1.0, end - time.time())
