"""IAM tokens for object storage.

The SDK's fetch tries three times, with five seconds each and a pause between: 17 s in all when IAM hangs. Other threads
send `Bearer None` meanwhile, and its refreshing thread does not run in a frozen container. So the token is fetched here:
one try with a short time limit, while other threads wait for it. It is renewed when a request needs it and it is about to
expire.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from handover.clock import Clock
from handover.errors import HandoverError

_TIME_LIMITS = (1.5, 2.5)  # connect, read: in seconds
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
_RENEW_BEFORE = timedelta(minutes=5)
_AFTER_FAILURE = timedelta(seconds=1)
#: After a renewal in vain, while the token is still good: no request waits for IAM during that time.
_RENEW_AGAIN = timedelta(seconds=30)
#: A token is not used in its last seconds: it would end on the way to storage.
_LAST = timedelta(seconds=10)
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
    from handover.services.connections import FAILURES, Connections

    address = urlsplit(endpoint)
    try:
        sent = Connections(address, *_TIME_LIMITS).send("POST", address.path or "/", _HEADERS, urlencode(form).encode())
        answer = sent.answer()
        token = json.loads(answer.body) if answer.status == 200 else None
    except (*FAILURES, ValueError, RecursionError) as error:
        raise TokenError(f"IAM did not answer ({type(error.__cause__ or error).__name__}).") from None
    if isinstance(token, dict) and token.get("access_token"):
        return token
    status, found = answer.status, _ERROR_CODE.search(answer.body.decode(errors="replace"))
    code = found[0] if found else ""
    refused = f"; {remedy(status, code)}" if 400 <= status < 500 and status != 429 else ""
    raise TokenError(f"IAM gave no token (status {status}{', ' + code if code else ''}){refused}.")


class _Held(NamedTuple):
    """A token, from when on it is renewed, and until when it is good. Wall time: a frozen container's monotonic clock may
    stand still."""

    token: str = ""
    renew: datetime = _NEVER
    ends: datetime = _NEVER


class Token:
    """The token of one container."""

    def __init__(self, fetch: Callable[[], dict[str, Any]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._held = _Held()
        self._failed: tuple[datetime, TokenError] | None = None

    def at_hand(self) -> str:
        """Returns the token if it need not be renewed yet, else `""`."""
        held = self._held
        return held.token if self._clock.now() < held.renew else ""

    def get_token(self) -> str:
        """Returns a token that is still valid. Raises TokenError. Right after a failure it raises the same error without
        another request to IAM, so that ten requests that wait for one token do not wait ten times.

        The token that is there is used while another request renews it, and after a renewal in vain, as long as it is
        good."""
        held, now = self._held, self._clock.now()
        if now < held.renew:
            return held.token
        if not self._lock.acquire(blocking=now >= held.ends):
            return held.token
        try:
            return self._renewed()
        finally:
            self._lock.release()

    def _renewed(self) -> str:
        held, now = self._held, self._clock.now()
        if now < held.renew:  # another request renewed it meanwhile
            return held.token
        if self._failed and now - self._failed[0] < _AFTER_FAILURE:
            raise self._failed[1]
        try:
            answer = self._fetch()
        except TokenError as error:
            failed = self._clock.now()
            if failed < held.ends:
                self._held = held._replace(renew=min(failed + _RENEW_AGAIN, held.ends))
                return held.token
            self._failed = (failed, error)
            raise
        lasts = timedelta(seconds=float(answer.get("expires_in") or 3600))
        self._held = _Held(str(answer["access_token"]), now + lasts - _RENEW_BEFORE, now + lasts - _LAST)
        return self._held.token
