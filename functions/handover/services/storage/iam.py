"""IAM tokens for object storage.

The SDK's own fetch tries three times with five seconds each and a pause between (17 s in all when IAM hangs), sends
`Bearer None` from other threads meanwhile, and keeps a refreshing thread that a frozen container does not run. So the
token is fetched here: one try with a short time limit, everybody else waits for it, and it is renewed when somebody needs
it and it is nearly over. The SDK takes any object with `get_token` and `set_from_config`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from handover.clock import Clock
from handover.errors import HandoverError

_TIME_LIMIT = (1.5, 2.5)  # connect, read: in seconds
_RENEW_BEFORE = timedelta(minutes=5)
_AFTER_FAILURE = timedelta(seconds=1)
_NEVER = datetime.min.replace(tzinfo=UTC)


class TokenError(HandoverError):
    """IAM gave no token."""


def auth_function(api_key: str, endpoint: str) -> Callable[[], dict[str, Any]]:
    """A function that asks IAM at `endpoint` once for a token of `api_key`: `{access_token, expires_in, …}`."""

    def fetch() -> dict[str, Any]:
        import requests

        form = {"grant_type": "urn:ibm:params:oauth:grant-type:apikey", "response_type": "cloud_iam", "apikey": api_key}
        try:
            answer = requests.post(endpoint, data=form, headers={"Accept": "application/json"}, timeout=_TIME_LIMIT)
            token = answer.json() if answer.status_code == 200 else None
        except (requests.RequestException, ValueError) as error:
            raise TokenError(f"IAM did not answer ({type(error).__name__}).") from None
        if not isinstance(token, dict) or not token.get("access_token"):
            raise TokenError(f"IAM gave no token (status {answer.status_code}); check COS_API_KEY.")
        return token

    return fetch


class Token:
    """The token of one container; what the SDK calls a token manager."""

    def __init__(self, fetch: Callable[[], dict[str, Any]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = _NEVER  # by the wall: a frozen container's other clock may stand still
        self._failed: tuple[datetime, TokenError] | None = None

    def get_token(self) -> str:
        """A token that is still good. Raises TokenError; right after a failure without asking again, so that ten
        requests that wait for the same token do not wait ten times."""
        with self._lock:
            now = self._clock.now()
            if now < self._good_until:
                return self._token
            if self._failed and now - self._failed[0] < _AFTER_FAILURE:
                raise self._failed[1]
            try:
                answer = self._fetch()
            except TokenError as error:
                self._failed = (self._clock.now(), error)
                raise
            self._token = str(answer["access_token"])
            self._good_until = now + timedelta(seconds=float(answer.get("expires_in") or 3600)) - _RENEW_BEFORE
            return self._token

    def set_from_config(self, config: object) -> None:
        """Part of the SDK's protocol; the client's proxies do not concern us."""
