"""IAM tokens for object storage.

The SDK's fetch tries three times, with five seconds each and a pause between: 17 s in all when IAM hangs. Other threads
send `Bearer None` meanwhile, and its refreshing thread does not run in a frozen container. So the token is fetched here:
one try with a short time limit, while other threads wait for it. It is renewed when a request needs it and it is about to
expire.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from handover.clock import Clock
from handover.errors import HandoverError

_TIME_LIMIT = (1.5, 2.5)  # connect, read: in seconds
_RENEW_BEFORE = timedelta(minutes=5)
_AFTER_FAILURE = timedelta(seconds=1)
_NEVER = datetime.min.replace(tzinfo=UTC)


#: IAM's own code of an error. Nothing else of its answer is repeated: it may name what was sent.
_ERROR_CODE = re.compile(r"BXNIM[0-9]{4}[A-Z]")


class TokenError(HandoverError):
    """IAM returned no token. The message is for the operator, and has no credential."""


def auth_function(api_key: str, endpoint: str) -> Callable[[], dict[str, Any]]:
    """Returns a function that requests a token for `api_key`; see request_token."""
    form = {"grant_type": "urn:ibm:params:oauth:grant-type:apikey", "response_type": "cloud_iam", "apikey": api_key}
    return lambda: request_token(endpoint, form, lambda _status, _code: "check COS_API_KEY")


def request_token(endpoint: str, form: Mapping[str, str], remedy: Callable[[int, str], str]) -> dict[str, Any]:
    """Returns a token from IAM at `endpoint`: `{access_token, expires_in, …}`. It is requested once.

    `remedy` returns what the operator does about a refusal, by its status and IAM's code (`""` if there is none).
    Raises TokenError; and DeadlineError when the time of the request that needs the token is over, because IAM did not fail
    then."""
    import requests

    from handover.services import timed_requests

    try:
        with timed_requests.session() as session:
            answer = session.post(endpoint, data=form, headers={"Accept": "application/json"}, timeout=_TIME_LIMIT)
        token = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError) as error:
        raise TokenError(f"IAM did not answer ({type(error).__name__}).") from None
    if isinstance(token, dict) and token.get("access_token"):
        return token
    status, found = answer.status_code, _ERROR_CODE.search(answer.text)
    code = found[0] if found else ""
    refused = f"; {remedy(status, code)}" if 400 <= status < 500 and status != 429 else ""
    raise TokenError(f"IAM gave no token (status {status}{', ' + code if code else ''}){refused}.")


class Token:
    """The token of one container."""

    def __init__(self, fetch: Callable[[], dict[str, Any]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._good_until = _NEVER  # wall time: a frozen container's monotonic clock may stand still
        self._failed: tuple[datetime, TokenError] | None = None

    def get_token(self) -> str:
        """Returns a token that is still valid. Raises TokenError. Right after a failure it raises the same error without
        another request to IAM, so that ten requests that wait for one token do not wait ten times."""
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
