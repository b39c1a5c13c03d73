"""Twilio's REST API: place a call, end it, look it up.

A phone rings when `place` is called, so this module is exact about what it does not know. Twilio has no idempotency key
for calls: a create whose answer was lost may have placed a call, and is never repeated. Only what Twilio surely did not
take may be tried again: 429 and 503, and requests that were never sent because no connection came about.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handover.clock import Deadline, DeadlineError
from handover.errors import HandoverError
from handover.settings import Settings

#: Below this many seconds of the request's time no call is placed: its answer could not be waited for.
LEAST_TO_PLACE = 2.5

_TIME_LIMIT = 3.0  # seconds, per socket operation
_PAUSES = (0.3, 0.8)  # before the second and third try
_LEFT_TO_RETRY = 1.5
_CLOCK_SKEW = timedelta(seconds=30)

#: What Twilio says about the number itself; everything else is the operator's business.
_NUMBER_REASONS = {
    21211: "invalid_number",
    21217: "invalid_number",
    21202: "number_type_not_allowed",
    21203: "country_not_allowed",
    21215: "country_not_allowed",
    21216: "country_not_allowed",
}

#: What an operator can do about an error code.
_REMEDIES = {
    20003: "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, and that the account is active",
    21210: "TWILIO_NUMBER must be a number of this account, or verified for it",
    21212: "TWILIO_NUMBER is not a valid number",
    21214: "Twilio has no route to that number",
    21219: "a trial account can call verified numbers only: verify the number or upgrade",
    21203: "allow the country under Voice Geographic Permissions",
    21215: "allow the country under Voice Geographic Permissions",
    21216: "Twilio blocks that destination; ask Twilio's support",
    20429: "too many requests at once; ask Twilio for more",
    10004: "too many calls at once; ask Twilio for more",
}


class TelephoneError(HandoverError):
    """Twilio could not be asked, or did not do it; nothing was placed."""


class NotPlacedError(TelephoneError):
    """The call was surely not placed. `reason` is the refusal word; the message is for the operator."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class UnconfirmedError(HandoverError):
    """The call may have been placed: the answer was lost. It must not be placed again."""


@dataclass(frozen=True)
class Leg:
    """A call as Twilio tells of it; `status` is Twilio's word, `seconds` how long it lasted."""

    sid: str
    status: str
    seconds: int = 0

    @property
    def over(self) -> bool:
        return self.status in ("completed", "busy", "no-answer", "failed", "canceled")


class Line:
    """What a container keeps between requests: the SDK's clients, made when first needed.

    Two of them: calls are created over a fresh connection each, because an idle one that died while the container was
    frozen would swallow the request and leave us not knowing whether it was placed. Everything else may be repeated and
    uses a pool.
    """

    def __init__(self, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self._sleep = sleep
        self._lock = threading.Lock()
        self._clients: dict[bool, Any] = {}

    def within(self, deadline: Deadline) -> Telephone:
        """The telephone for one request."""
        return Telephone(self.client, self._settings["TWILIO_NUMBER"], deadline, self._sleep)

    def client(self, pooled: bool = True) -> Any:
        """The SDK's client, pointed at TWILIO_API_BASE, with a time limit (it has none by itself)."""
        with self._lock:
            if pooled not in self._clients:
                self._clients[pooled] = self._make(pooled)
        return self._clients[pooled]

    def _make(self, pooled: bool) -> Any:
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        http = TwilioHttpClient(timeout=_TIME_LIMIT, pool_connections=pooled)
        client = Client(self._settings["TWILIO_ACCOUNT_SID"], self._settings["TWILIO_AUTH_TOKEN"], http_client=http)
        client.edge = client.region = None  # an environment's TWILIO_EDGE would rewrite the host's name
        client.api.base_url = self._settings["TWILIO_API_BASE"].rstrip("/")
        return client


class Telephone:
    """Twilio as seen by one request."""

    def __init__(
        self, client: Callable[..., Any], number: str, deadline: Deadline, sleep: Callable[[float], None]
    ) -> None:
        self._client = client
        self._number = number
        self._deadline = deadline
        self._sleep = sleep

    def prepare(self) -> None:
        """Load the SDK now, beside something that waits for the network."""
        _ = self._client(False).calls

    def place(self, to: str, greet: str, fallback: str, status: str, ring: int, time_limit: int) -> str:
        """Call `to`; the answer is the call's sid. `ring` and `time_limit` in seconds; the rest are addresses.

        Raises NotPlacedError when there is surely no call, UnconfirmedError when there may be one.
        """
        parameters = {
            "to": to,
            "from_": self._number,
            "url": greet,
            "method": "POST",
            "fallback_url": fallback,
            "fallback_method": "POST",
            "status_callback": status,
            "status_callback_method": "POST",
            "status_callback_event": ["ringing", "answered", "completed"],
            "timeout": ring,
            "time_limit": time_limit,
        }
        for pause in (*_PAUSES, None):
            if self._deadline.left() < (LEAST_TO_PLACE if pause == _PAUSES[0] else _LEFT_TO_RETRY):
                raise NotPlacedError("telephone_unavailable", "There was too little time left to place a call.")
            try:
                return self._create(parameters)
            except _TryAgainError as error:
                if pause is None or self._deadline.left() < pause + _LEFT_TO_RETRY:
                    raise NotPlacedError("telephone_unavailable", str(error)) from None
                self._sleep(pause)
        raise AssertionError("the last try returns or raises")

    def end(self, sid: str) -> None:
        """End a call, whether it still rings or is answered; fine when it is over. Raises TelephoneError."""
        try:
            self._ask(lambda: self._client().calls(sid).update(status="completed"))
        except _RestError as error:
            if error.code != 21220 and error.status != 404:
                raise TelephoneError(error.sentence) from None

    def look(self, sid: str) -> Leg | None:
        """The call of that sid as it stands; None when Twilio knows none. Raises TelephoneError."""
        try:
            return _leg(self._ask(lambda: self._client().calls(sid).fetch()))
        except _RestError as error:
            if error.status == 404:
                return None
            raise TelephoneError(error.sentence) from None

    def find(self, to: str, since: datetime) -> Leg | None:
        """The call that we placed to `to` at `since`; None when Twilio lists none that it could be. Raises TelephoneError.

        Clocks differ, so it may seem to be older; an earlier call to the same number may be seconds older too. The one
        nearest to `since` is ours.
        """
        try:
            calls = self._ask(lambda: self._client().calls.list(to=to, from_=self._number, limit=20))
        except _RestError as error:
            raise TelephoneError(error.sentence) from None
        ours = [call for call in calls if call.direction == "outbound-api" and call.date_created]
        placed = [call for call in ours if call.date_created >= since - _CLOCK_SKEW]
        return _leg(min(placed, key=lambda call: abs(call.date_created - since))) if placed else None

    def _create(self, parameters: dict[str, Any]) -> str:
        try:
            call = self._deadline.run(lambda: self._client(False).calls.create(**parameters))
        except DeadlineError:
            raise UnconfirmedError("Twilio did not answer in time; the call may have been placed.") from None
        except Exception as error:
            raise _judged(error) from None
        if not call.sid:
            raise UnconfirmedError("Twilio took the request but named no call; it may have been placed.")
        return str(call.sid)

    def _ask(self, work: Callable[[], Any]) -> Any:
        """Do something that may be repeated. Raises _RestError for Twilio's refusals, TelephoneError for the rest."""
        from twilio.base.exceptions import TwilioException

        try:
            return self._deadline.run(work)
        except DeadlineError:
            raise TelephoneError("Twilio did not answer in time.") from None
        except TwilioException as error:
            raise _RestError(error) from None
        except Exception as error:  # the HTTP library's own classes, and what it makes of a broken answer
            raise TelephoneError(f"Twilio could not be reached ({type(error).__name__}).") from None


class _TryAgainError(Exception):
    """Twilio surely took nothing; the same request may be sent again."""


class _RestError(Exception):
    """Twilio's refusal, with code and remedy as a sentence for the operator."""

    def __init__(self, error: Any) -> None:
        self.status = int(getattr(error, "status", 0) or 0)
        self.code = int(getattr(error, "code", 0) or 0)
        remedy = _REMEDIES.get(self.code, f"see https://www.twilio.com/docs/errors/{self.code}")
        self.sentence = f"Twilio refused with status {self.status}, code {self.code}: {remedy}."
        super().__init__(self.sentence)


def _judged(error: Exception) -> Exception:
    """What a failed create means: surely nothing (and whether to try again), or nobody knows."""
    from twilio.base.exceptions import TwilioException

    if isinstance(error, TwilioException):
        refusal = _RestError(error)
        if refusal.status in (429, 503):
            return _TryAgainError(refusal.sentence)
        if 300 <= refusal.status < 500:
            reason = _NUMBER_REASONS.get(refusal.code, "telephone_unavailable")
            return NotPlacedError(reason, refusal.sentence)
        return UnconfirmedError(f"{refusal.sentence} The call may have been placed all the same.")
    if _never_sent(error):
        return _TryAgainError(f"Twilio could not be reached ({type(error).__name__}); nothing was sent.")
    return UnconfirmedError(f"The connection to Twilio broke ({type(error).__name__}); the call may have been placed.")


def _never_sent(error: Exception) -> bool:
    """Whether no connection came about. requests has one class for "refused" and "cut after reading", and one for a
    certificate that is not trusted and encryption that broke later; the cause tells."""
    import requests
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    if isinstance(error, requests.exceptions.SSLError):
        return any(isinstance(known, ssl.SSLCertVerificationError) for known in (cause, *getattr(cause, "args", ())))
    return isinstance(error, requests.exceptions.ConnectionError) and isinstance(cause, NewConnectionError)


def _leg(call: Any) -> Leg:
    return Leg(sid=str(call.sid), status=str(call.status), seconds=int(call.duration or 0))
