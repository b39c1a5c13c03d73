"""Twilio within one request's deadline: place, end and look up calls, send text messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handover.clock import Deadline, DeadlineError
from handover.core.call.call_status import CALLBACK_EVENTS, OVER, CallStatus
from handover.services.telephony.errors import (
    NotPlacedError,
    RestError,
    SmsRefusedError,
    TelephoneError,
    TryAgainError,
    UnconfirmedError,
    classify,
)
from handover.services.telephony.gsm7 import as_gsm7

#: No call is placed when fewer seconds of the request's time are left: its answer would come too late.
LEAST_TO_PLACE = 2.5

_PAUSES = (0.3, 0.8)  # seconds, before the second and third try
_CLOCK_SKEW = timedelta(seconds=30)


@dataclass(frozen=True)
class TwilioCall:
    """A call as Twilio reports it: `status` is Twilio's word, `seconds` its duration."""

    sid: str
    status: str
    seconds: int = 0

    @property
    def over(self) -> bool:
        return self.status in OVER


class Telephone:
    """Twilio within one request's deadline."""

    def __init__(
        self,
        client: Callable[..., Any],
        number: str,
        deadline: Deadline,
        sleep: Callable[[float], None],
        sms_from: str,
    ) -> None:
        self._client = client
        self._number = number
        self._deadline = deadline
        self._sleep = sleep
        self._sms_from = sms_from

    def load_sdk(self) -> None:
        """Load the SDK now, while other work waits for the network."""
        _ = self._client(False).calls

    def place_call(self, to: str, greet: str, fallback: str, status: str, ring: int, time_limit: int) -> str:
        """Call the number `to`; returns the call's sid. `ring` and `time_limit` are seconds, the others addresses.

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
            "status_callback_event": list(CALLBACK_EVENTS),
            "timeout": ring,
            "time_limit": time_limit,
        }
        return self._create_with_retries(parameters)

    def place_announcement(self, to: str, url: str) -> str:
        """Call the number `to` and play the TwiML at `url`; returns the call's sid. There are no status callbacks.

        Raises like `place_call`.
        """
        parameters = {"to": to, "from_": self._number, "url": url, "method": "POST", "timeout": 40, "time_limit": 180}
        return self._create_with_retries(parameters)

    def _create_with_retries(self, parameters: dict[str, Any]) -> str:
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

    def send_sms(self, to: str, body: str, valid_for: int) -> str:
        """Send one text message, never twice; returns its sid. It may be delivered for `valid_for` seconds (1 to 36000).

        Raises SmsRefusedError when it surely will not arrive (a landline, or a number that has sent STOP), TelephoneError
        when it may.
        """
        sender = "messaging_service_sid" if self._sms_from.startswith("MG") else "from_"
        parameters = {"to": to, "body": as_gsm7(body), "validity_period": valid_for, sender: self._sms_from}
        try:
            message = self._repeatable(lambda: self._client(False).messages.create(**parameters))
        except RestError as error:
            refused = 400 <= error.status < 500
            raise (SmsRefusedError if refused else TelephoneError)(error.sentence) from None
        if not message.sid:
            raise TelephoneError("Twilio accepted the request but returned no message id; the message may arrive.")
        return str(message.sid)

    def fetch_last_sms(self, to: str) -> None:
        """Request the last text message to `to` and drop it: only the time that this takes is wanted. Raises
        TelephoneError."""
        try:
            self._repeatable(lambda: self._client(False).messages.list(to=to, limit=1))
        except RestError as error:
            raise TelephoneError(error.sentence) from None

    def end_call(self, sid: str) -> None:
        """End a call, ringing or answered; does nothing when it is over. Raises TelephoneError."""
        try:
            self._repeatable(lambda: self._client().calls(sid).update(status=CallStatus.COMPLETED))
        except RestError as error:
            if error.code != 21220 and error.status != 404:
                raise TelephoneError(error.sentence) from None

    def fetch_call(self, sid: str) -> TwilioCall | None:
        """Returns the call of that sid as it is now, or None if Twilio knows none. Raises TelephoneError."""
        try:
            return _call(self._repeatable(lambda: self._client().calls(sid).fetch()))
        except RestError as error:
            if error.status == 404:
                return None
            raise TelephoneError(error.sentence) from None

    def find_call(self, to: str, since: datetime) -> TwilioCall | None:
        """Returns the call that we placed to `to` at `since`, or None if Twilio lists none that it could be. Raises
        TelephoneError.

        Clocks differ, so the call may seem to be older; an earlier call to the same number may be only seconds older. The
        call nearest to `since` is ours.
        """
        try:
            calls = self._repeatable(lambda: self._client().calls.list(to=to, from_=self._number, limit=20))
        except RestError as error:
            raise TelephoneError(error.sentence) from None
        ours = [call for call in calls if call.direction == "outbound-api" and call.date_created]
        placed = [call for call in ours if call.date_created >= since - _CLOCK_SKEW]
        return _call(min(placed, key=lambda call: abs(call.date_created - since))) if placed else None

    def _create(self, parameters: dict[str, Any]) -> str:
        try:
            call = self._deadline.run(lambda: self._client(False).calls.create(**parameters))
        except DeadlineError:
            raise UnconfirmedError("Twilio did not answer in time; the call may have been placed.") from None
        except Exception as error:
            raise classify(error) from None
        if not call.sid:
            raise UnconfirmedError(
                "Twilio accepted the request but returned no call id; the call may have been placed."
            )
        return str(call.sid)

    def _repeatable(self, work: Callable[[], Any]) -> Any:
        """Send a request that the SDK may repeat. Raises RestError when Twilio refuses it, TelephoneError otherwise."""
        from twilio.base.exceptions import TwilioException

        try:
            return self._deadline.run(work)
        except DeadlineError:
            raise TelephoneError("Twilio did not answer in time.") from None
        except TwilioException as error:
            raise RestError(error) from None
        except Exception as error:  # the HTTP library's own errors, and those of a broken answer
            raise TelephoneError(f"Twilio could not be reached ({type(error).__name__}).") from None


def _call(call: Any) -> TwilioCall:
    return TwilioCall(sid=str(call.sid), status=str(call.status), seconds=int(call.duration or 0))
