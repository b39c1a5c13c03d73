"""Twilio within one request's deadline: place, end and look up calls, send text messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from handover.core.call.call_status import CALLBACK_EVENTS, CallStatus
from handover.core.call.lost_call import SKEW
from handover.core.call.twilio_call import TwilioCall
from handover.deadline import Deadline, DeadlineError
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

if TYPE_CHECKING:
    from handover.services.telephony.account import Account

#: No call is placed when fewer seconds of the request's time are left: its answer would come too late.
LEAST_TO_PLACE = 2.5

_PAUSES = (0.3, 0.8)  # seconds, before the second and third try

#: Calls that one search lists, and requests that one call's record lists.
_MOST_LISTED, _MOST_REQUESTS = 100, 50

_OUTBOUND = "outbound-api"
_NOT_IN_PROGRESS = 21220
#: The sender sends no text messages, or none to that number: nothing was sent.
_CANNOT_SEND = (21606, 21612, 21661)


class Twilio(Protocol):
    """What a container keeps for Twilio (client.py)."""

    @property
    def loaded(self) -> bool:
        """Whether `account` loads nothing more."""

    def account(self) -> Account: ...

    def client(self) -> Any: ...


class Telephone:
    """Twilio within one request's deadline."""

    def __init__(
        self,
        twilio: Twilio,
        number: str,
        deadline: Deadline,
        sleep: Callable[[float], None],
        sms_from: str,
    ) -> None:
        self._twilio = twilio
        self._number = number
        self._deadline = deadline
        self._sleep = sleep
        self._sms_from = sms_from

    def loading_sdk(self) -> list[Callable[[], Any]]:
        """Returns the work that loads the SDK, to be done while other work waits for the network; none if it is loaded."""
        return [] if self._twilio.loaded else [self._twilio.account]

    def place_call(
        self,
        to: str,
        greet: str,
        fallback: str,
        status: str,
        ring: int,
        time_limit: int,
        caller: str = "",
        reason: str = "",
        keys: str = "",
    ) -> str:
        """Call the number or SIP address `to`; returns the call's sid. `greet`, `fallback` and `status` are addresses,
        `ring` and `time_limit` seconds. `caller` is our number that the phone shows, else the general one; `reason` is shown
        by phones that can. `keys` are sent to a switchboard once it answers.

        Raises NotPlacedError when there is surely no call, UnconfirmedError when there may be one.
        """
        parameters = {
            "To": to,
            "From": caller or self._number,
            "Url": greet,
            "Method": "POST",
            "FallbackUrl": fallback,
            "FallbackMethod": "POST",
            "StatusCallback": status,
            "StatusCallbackMethod": "POST",
            "StatusCallbackEvent": list(CALLBACK_EVENTS),
            "Timeout": ring,
            "TimeLimit": time_limit,
            **({"CallReason": reason} if reason else {}),
            **({"SendDigits": keys} if keys else {}),
        }
        return self._create_with_retries(parameters)

    def place_announcement(self, to: str, url: str, caller: str = "") -> str:
        """Call the number `to` and play the TwiML at `url`; returns the call's sid. `caller` is as in `place_call`. There
        are no status callbacks.

        Raises like `place_call`.
        """
        of_call = {"To": to, "From": caller or self._number, "Url": url, "Method": "POST"}
        return self._create_with_retries({**of_call, "Timeout": 40, "TimeLimit": 180})

    def pause(self, seconds: float) -> None:
        """Let time pass between two calls, which are not to be placed at once. The deadline must leave it."""
        self._sleep(seconds)

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

    def send_sms(self, to: str, body: str, valid_for: int, number: str = "", fall_back: bool = True) -> str:
        """Send one text message, never twice; returns its sid. It may be delivered for `valid_for` seconds (1 to 36000). It
        comes from TWILIO_SMS_FROM, else from `number`, else from the general number. `fall_back`: that is used too if Twilio
        refuses because `number` cannot send it.

        Raises SmsRefusedError when it surely will not arrive (a landline, or a number that has sent STOP), TelephoneError
        when it may.
        """
        sender = self._sms_from or number or self._number
        by = "MessagingServiceSid" if sender.startswith("MG") else "From"
        parameters = {"To": to, "Body": as_gsm7(body), "ValidityPeriod": valid_for, by: sender}
        try:
            sid: str = self._repeatable(lambda: self._twilio.account().create("Messages", parameters))
        except RestError as error:
            if fall_back and sender == number != self._number and error.code in _CANNOT_SEND:
                return self.send_sms(to, body, valid_for)
            if error.surely_refused:
                raise SmsRefusedError(error.sentence, error.code) from None
            raise TelephoneError(error.sentence) from None
        if not sid:
            raise TelephoneError("Twilio accepted the request but returned no message id; the message may arrive.")
        return sid

    def fetch_last_sms(self, to: str) -> None:
        """Request the last text message to `to` and drop it: only the time that this takes is wanted. Raises
        TelephoneError."""
        try:
            self._repeatable(lambda: self._twilio.account().read_latest("Messages", To=to))
        except RestError as error:
            raise TelephoneError(error.sentence) from None

    def end_call(self, sid: str) -> None:
        """End a call, ringing or answered; does nothing when it is over. Raises TelephoneError."""
        try:
            self._repeatable(lambda: self._twilio.client().calls(sid).update(status=CallStatus.COMPLETED))
        except RestError as error:
            if error.code != _NOT_IN_PROGRESS and not error.unknown:
                raise TelephoneError(error.sentence) from None

    def move_call(self, sid: str, url: str, fallback: str) -> bool:
        """Let a call go on with the TwiML at `url`, whatever it does now; `fallback` is for when that fails. Returns False
        if Twilio refused: then it surely goes on as it was. Raises TelephoneError when it may have moved."""
        goal = {"url": url, "method": "POST", "fallback_url": fallback, "fallback_method": "POST"}
        try:
            self._repeatable(lambda: self._twilio.client().calls(sid).update(**goal))
        except RestError as error:
            if error.surely_refused:
                return False
            raise TelephoneError(error.sentence) from None
        return True

    def announce(self, conference: str, sid: str, url: str) -> None:
        """Play the TwiML at `url` to the call `sid`, which is in the conference of that name; the others do not hear it.
        Does nothing when there is no such conference. Raises TelephoneError."""
        try:
            found = self._repeatable(
                lambda: self._twilio.client().conferences.list(friendly_name=conference, status="in-progress", limit=1)
            )
            for room in found:
                participant = self._twilio.client().conferences(room.sid).participants(sid)
                self._repeatable(partial(participant.update, announce_url=url, announce_method="POST"))
        except RestError as error:
            if not error.unknown:
                raise TelephoneError(error.sentence) from None

    def fetch_call(self, sid: str) -> TwilioCall | None:
        """Returns the call of that sid as it is now, or None if Twilio knows none. Raises TelephoneError."""
        try:
            call = _call(self._repeatable(lambda: self._twilio.client().calls(sid).fetch()))
        except RestError as error:
            if error.unknown:
                return None
            raise TelephoneError(error.sentence) from None
        if call.sid not in ("", sid):
            raise TelephoneError("Twilio's answer is about another call.")
        return replace(call, sid=sid)

    def calls_to(self, to: str, since: datetime, caller: str = "") -> list[TwilioCall]:
        """Returns the calls from our number, or from `caller` instead, to `to` that may have been placed by a create, newest
        first: all since `since`, and perhaps older ones. A field that Twilio leaves out excludes nothing.

        Raises TelephoneError."""
        try:
            listed = self._repeatable(
                lambda: self._twilio.client().calls.list(to=to, from_=caller or self._number, limit=_MOST_LISTED),
            )
        except RestError as error:
            raise TelephoneError(error.sentence) from None
        calls = [_call(call) for call in listed if self._may_be_placed(caller or self._number, to, call)]
        if len(listed) >= _MOST_LISTED and not any(call.created and call.created < since - SKEW for call in calls):
            raise TelephoneError("Twilio lists more calls to that number than are read.")
        return calls

    def addresses_requested_for(self, sid: str) -> list[str]:
        """Returns the addresses in Twilio's record of the requests of a call: those that it was created with, and those
        that Twilio requested. The record is empty until some time after the call's end. Raises TelephoneError."""
        try:
            events = self._repeatable(lambda: self._twilio.client().calls(sid).events.list(limit=_MOST_REQUESTS))
        except RestError as error:
            raise TelephoneError(error.sentence) from None
        return [address for event in events for address in _addresses(event.request)]

    def _may_be_placed(self, caller: str, to: str, call: Any) -> bool:
        known = ((call.direction, _OUTBOUND), (call.to, to), (call._from, caller))
        return all(not value or str(value).strip().lstrip("+") == right.lstrip("+") for value, right in known)

    def _create(self, parameters: dict[str, Any]) -> str:
        try:
            sid = self._deadline.run(lambda: self._twilio.account().create("Calls", parameters))
        except DeadlineError:
            raise UnconfirmedError("Twilio did not answer in time; the call may have been placed.") from None
        except Exception as error:
            raise classify(error) from None
        if not sid:
            raise UnconfirmedError(
                "Twilio accepted the request but returned no call id; the call may have been placed."
            )
        return sid

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
    """Returns a call of the SDK. Twilio's API description allows null for each of its fields."""
    created = call.date_created if isinstance(call.date_created, datetime) else None
    return TwilioCall(
        sid=str(call.sid or ""), status=str(call.status or ""), seconds=_seconds(call.duration), created=created
    )


def _seconds(duration: Any) -> int:
    """Returns a duration in whole seconds, or 0 if it is none."""
    text = str(duration).partition(".")[0]
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _addresses(request: Any) -> list[str]:
    if not isinstance(request, Mapping):
        return []
    parameters = request.get("parameters")
    values = [request.get("url"), *(parameters.values() if isinstance(parameters, Mapping) else ())]
    return [value for value in values if isinstance(value, str) and value.startswith(("http://", "https://"))]
