"""What a failed request to Twilio means: surely no call, perhaps a call, or worth another try.

An error here must never be on the hopeful side: a request that may have been sent is never called unsent.
"""

from __future__ import annotations

import json
from typing import Any

from handover.errors import HandoverError

#: Twilio's error codes about the called number, and our refusal reason for each; all other codes concern the operator.
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
    21408: "allow the country under Messaging Geographic Permissions",
    21606: "TWILIO_SMS_FROM, or TWILIO_NUMBER, cannot send text messages: name a sender that can",
    21608: "a trial account can text verified numbers only: verify the number or upgrade",
    21610: "the number has sent STOP; START to the same sender takes it back",
    21612: "this sender cannot reach that number: name another as TWILIO_SMS_FROM",
    21614: "the number takes no text messages: it is a landline",
    21635: "the number takes no text messages: it is a landline",
    21661: "TWILIO_SMS_FROM, or TWILIO_NUMBER, cannot send text messages: name a sender that can",
    21701: "TWILIO_SMS_FROM names no messaging service of this account",
    21705: "TWILIO_SMS_FROM names no messaging service of this account",
    20429: "too many requests at once; ask Twilio for more",
    10004: "too many calls at once; ask Twilio for more",
}


class TelephoneError(HandoverError):
    """A request to Twilio failed, and no call was placed by it."""


class NotPlacedError(TelephoneError):
    """The call was surely not placed. `reason` is the refusal reason; the message is for the operator."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class SmsRefusedError(TelephoneError):
    """Twilio refused the text message, so it was surely not sent. Most often the number takes none, or has sent STOP.
    `code` is Twilio's, 0 if it is not known."""

    def __init__(self, sentence: str, code: int = 0) -> None:
        super().__init__(sentence)
        self.code = code

    @property
    def takes_none(self) -> bool:
        """Whether the number takes no text messages from us, now or later: it has sent STOP, or is a landline."""
        return self.code in (21610, 21614, 21635)


class UnconfirmedError(HandoverError):
    """The call may have been placed, because Twilio's answer was lost. It must not be placed again."""


class TryAgainError(Exception):
    """Twilio surely did not take the request; the same request may be sent again."""


class RestError(Exception):
    """Twilio refused a request: `status` is HTTP's, `code` Twilio's, `sentence` names the remedy for the operator. Both
    are 0 when Twilio's answer was none that the SDK can read."""

    def __init__(self, error: Any) -> None:
        self.status, self.code = _status_and_code(error)
        if not self.status:
            self.sentence = "Twilio's answer could not be read."
        else:
            remedy = _REMEDIES.get(self.code, f"see https://www.twilio.com/docs/errors/{self.code}")
            self.sentence = f"Twilio refused with status {self.status}, code {self.code}: {remedy}."
        super().__init__(self.sentence)

    @property
    def surely_refused(self) -> bool:
        """Whether the status says that nothing of the request was carried out."""
        return self.status in _REFUSED or self.status == _TOO_MANY

    @property
    def unknown(self) -> bool:
        """Whether Twilio knows nothing under that address. A 404 without Twilio's code may come from something between."""
        return (self.status, self.code) == (404, 20404)


#: What a server answers before it does anything: it cannot read the request, does not allow it, or has no such address.
#: Every other status may come after the work was done: a redirection, 406 and 412, which judge the answer, 408 and 499,
#: which end a connection, 409 and 425, which speak of another request, and all that a gateway makes up.
_REFUSED = frozenset({400, 401, 402, 403, 404, 405, 410, 411, 413, 414, 415, 417, 422, 431, 451})
_TOO_MANY = 429


def classify(error: Exception) -> Exception:
    """Returns what a failed create means: NotPlacedError, TryAgainError (surely no call), or UnconfirmedError."""
    from twilio.base.exceptions import TwilioException

    from handover.services.connections import NotConnectedError

    if isinstance(error, TwilioException):
        refusal = RestError(error)
        if refusal.status in (_TOO_MANY, 503):
            return TryAgainError(refusal.sentence)
        if refusal.surely_refused:
            reason = _NUMBER_REASONS.get(refusal.code, "telephone_unavailable")
            return NotPlacedError(reason, refusal.sentence)
        return UnconfirmedError(f"{refusal.sentence} The call may have been placed.")
    if isinstance(error, NotConnectedError):
        return TryAgainError(f"Twilio could not be reached ({type(error.__cause__).__name__}); nothing was sent.")
    return UnconfirmedError(f"The connection to Twilio broke ({type(error).__name__}); the call may have been placed.")


def _status_and_code(error: Any) -> tuple[int, int]:
    """Returns HTTP's status and Twilio's code. The SDK's errors have both, but a page of a list raises a bare exception
    with the response as its second argument."""
    response = next((part for part in error.args if hasattr(part, "status_code")), None)
    if response is None:
        return _whole(getattr(error, "status", 0)), _whole(getattr(error, "code", 0))
    try:
        body = json.loads(response.text)
    except (ValueError, TypeError, RecursionError):
        body = None
    code = _whole(body.get("code")) if isinstance(body, dict) else 0
    return _whole(response.status_code), code or _whole(response.status_code)


def _whole(value: Any) -> int:
    """Returns a whole number that may come as text, or 0."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
