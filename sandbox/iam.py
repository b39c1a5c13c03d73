"""IBM's IAM, as far as Handover needs it: tokens for an API key, and for a trusted profile.

Statuses and codes of refusals are those that were seen or documented; how the real IAM answers for a profile that does not
exist is not known.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import jwt

_BY_KEY = "urn:ibm:params:oauth:grant-type:apikey"
_BY_PROFILE = "urn:ibm:params:oauth:grant-type:cr-token"
_SECONDS = 3600


class Iam:
    """`keys` are the API keys of the account. `compute_token` is what the platform puts into a file beside an action;
    `profiles` are the trusted profiles, each with whether it trusts the project. `issued` are the tokens."""

    def __init__(self, *keys: str) -> None:
        self.keys = set(keys)
        self.compute_token = secrets.token_hex(16)
        self.profiles: dict[str, bool] = {}
        self.issued: list[str] = []

    def answer(self, form: Mapping[str, Sequence[str]]) -> tuple[int, dict[str, Any]]:
        """Returns status and JSON for a request of a token."""
        given = {name: values[0] for name, values in form.items()}
        if given.get("grant_type") == _BY_PROFILE:
            return self._by_profile(given.get("cr_token", ""), given.get("profile_name", ""))
        if given.get("grant_type") != _BY_KEY or given.get("apikey") not in self.keys:
            return _refused(400, "BXNIM0415E", "Provided API key could not be found.")
        return self._issued()

    def valid(self, authorization: str) -> bool:
        """Returns whether a header has a token of this IAM."""
        return authorization.removeprefix("Bearer ") in self.issued

    def _by_profile(self, token: str, name: str) -> tuple[int, dict[str, Any]]:
        if token != self.compute_token:
            return _refused(401, "", "The compute resource token is not valid.")
        if name not in self.profiles:
            return _refused(404, "", "The trusted profile could not be found.")
        if not self.profiles[name]:
            return _refused(400, "BXNIM0398E", "Selected trusted profile not eligible.")
        return self._issued()

    def _issued(self) -> tuple[int, dict[str, Any]]:
        now = int(datetime.now(UTC).timestamp())
        token = jwt.encode({"iat": now, "exp": now + _SECONDS, "jti": str(len(self.issued))}, secrets.token_hex(32))
        self.issued.append(token)
        return 200, {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": _SECONDS,
            "expiration": now + _SECONDS,
        }


def _refused(status: int, code: str, words: str) -> tuple[int, dict[str, Any]]:
    return status, {**({"errorCode": code} if code else {}), "errorMessage": words}
