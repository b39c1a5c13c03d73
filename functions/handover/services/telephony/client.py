"""One container's clients and one request's telephone: place a call, end it, look it up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handover.clock import Deadline, DeadlineError
from handover.core.call.call_status import OVER, CallStatus
from handover.services.telephony.errors import (
    NotPlacedError,
    NotTextedError,
    RestError,
    TelephoneError,
    TryAgainError,
    UnconfirmedError,
    judged,
)
from handover.services.telephony.gsm7 import as_gsm7
from handover.settings import Settings

#: Below this many seconds of the request's time no call is placed: its answer could not be waited for.
LEAST_TO_PLACE = 2.5

_TIME_LIMIT = 3.0  # seconds, per socket operation
_PAUSES = (0.3, 0.8)  # before the second and third try
_CLOCK_SKEW = timedelta(seconds=30)


@dataclass(frozen=True)
class Leg:
    """A call as Twilio tells of it; `status` is Twilio's word, `seconds` how long it lasted."""

    sid: str
    status: str
    seconds: int = 0

    @property
    def over(self) -> bool:
        return self.status in OVER


class TwilioClient:
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
        number = self._settings["TWILIO_NUMBER"]
        return Telephone(self.client, number, deadline, self._sleep, self._settings["TWILIO_SMS_FROM"] or number)

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
        self,
        client: Callable[..., Any],
        number: str,
        deadline: Deadline,
        sleep: Callable[[float], None],
        texts_from: str,
    ) -> None:
        self._client = client
        self._number = number
        self._deadline = deadline
        self._sleep = sleep
        self._texts_from = texts_from

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
        return self._dial(parameters)

    def speak(self, to: str, url: str) -> str:
        """Call `to` and let it hear what `url` says; the call's sid. Nobody is told how it goes. Raises like `place`."""
        parameters = {"to": to, "from_": self._number, "url": url, "method": "POST", "timeout": 40, "time_limit": 180}
        return self._dial(parameters)

    def _dial(self, parameters: dict[str, Any]) -> str:
        for pause in (*_PAUSES, None):
            if self._deadline.left() < LEAST_TO_PLACE:
                raise NotPlacedError("telephone_unavailable", "There was too little time left to place a call.")
            try:
                return self._create(parameters)
            except TryAgainError as error:
                if pause is None or self._deadline.left() < pause + LEAST_TO_PLACE:
                    raise NotPlacedError("telephone_unavailable", str(error)) from None
                self._sleep(pause)
        raise AssertionError("the last try returns or raises")

    def text(self, to: str, body: str, good_for: int) -> str:
        """Send one text message, never twice; its sid. It is worth delivering for `good_for` seconds (1 to 36000).

        Raises NotTextedError when it surely will not arrive (a landline, a number that asked for no more),
        TelephoneError when it may.
        """
        sender = "messaging_service_sid" if self._texts_from.startswith("MG") else "from_"
        parameters = {"to": to, "body": as_gsm7(body), "validity_period": good_for, sender: self._texts_from}
        try:
            message = self._ask(lambda: self._client(False).messages.create(**parameters))
        except RestError as error:
            refused = 400 <= error.status < 500
            raise (NotTextedError if refused else TelephoneError)(error.sentence) from None
        if not message.sid:
            raise TelephoneError("Twilio took the request but named no message; it may arrive.")
        return str(message.sid)

    def look_for_texts(self, to: str) -> None:
        """Ask for the last message to `to`, for the time it takes and nothing else. Raises TelephoneError."""
        try:
            self._ask(lambda: self._client(False).messages.list(to=to, limit=1))
        except RestError as error:
            raise TelephoneError(error.sentence) from None

    def end(self, sid: str) -> None:
        """End a call, whether it still rings or is answered; fine when it is over. Raises TelephoneError."""
        try:
            self._ask(lambda: self._client().calls(sid).update(status=CallStatus.COMPLETED))
        except RestError as error:
            if error.code != 21220 and error.status != 404:
                raise TelephoneError(error.sentence) from None

    def look(self, sid: str) -> Leg | None:
        """The call of that sid as it stands; None when Twilio knows none. Raises TelephoneError."""
        try:
            return _leg(self._ask(lambda: self._client().calls(sid).fetch()))
        except RestError as error:
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
        except RestError as error:
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
            raise judged(error) from None
        if not call.sid:
            raise UnconfirmedError("Twilio took the request but named no call; it may have been placed.")
        return str(call.sid)

    def _ask(self, work: Callable[[], Any]) -> Any:
        """Do something that may be repeated. Raises RestError for Twilio's refusals, TelephoneError for the rest."""
        from twilio.base.exceptions import TwilioException

        try:
            return self._deadline.run(work)
        except DeadlineError:
            raise TelephoneError("Twilio did not answer in time.") from None
        except TwilioException as error:
            raise RestError(error) from None
        except Exception as error:  # the HTTP library's own classes, and what it makes of a broken answer
            raise TelephoneError(f"Twilio could not be reached ({type(error).__name__}).") from None


def _leg(call: Any) -> Leg:
    return Leg(sid=str(call.sid), status=str(call.status), seconds=int(call.duration or 0))
