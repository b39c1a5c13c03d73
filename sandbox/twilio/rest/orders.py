"""Checks a request to place a call: returns a `CallOrder`, or raises the error that Twilio responds with."""

from __future__ import annotations

import re

from sandbox.twilio.account import Account
from sandbox.twilio.call import CallOrder, Detection, StatusCallback
from sandbox.twilio.numbers import is_number, is_sip_address
from sandbox.twilio.rest.errors import RestError
from sandbox.twilio.rest.form import Form
from sandbox.twilio.webhook import Webhook

_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
_LONGEST_TWIML = 4000
_DAY = 86_400
#: Documented for TwiML's callReason; REST is taken to be the same.
_LONGEST_REASON = 50


def read_order(form: Form, account: Account) -> CallOrder:
    """Returns the call that the form requests. Raises RestError, also for numbers that the account may not use."""
    _check_required(form)
    _check_from(form.get("From"), account)
    _check_to(form.get("To"), account)
    return _read_terms(form)


def _check_required(form: Form) -> None:
    if not form.get("To"):
        raise RestError(21201, "No 'To' number is specified")
    if not form.get("From"):
        raise RestError(21213, "No 'From' number is specified")
    if not (form.get("Url") or form.get("Twiml") or form.get("ApplicationSid")):
        raise RestError(21205, "Url parameter is required.")


def _check_from(number: str, account: Account) -> None:
    if not is_number(number):
        raise RestError(21212, f"Invalid From Number (caller ID): {number}")
    if not account.may_show(number):
        raise RestError(
            21210,
            f"The source phone number provided, {number}, is not yet verified for your account. "
            "You may only make calls from phone numbers that you've verified or purchased from Twilio.",
        )


def _check_to(number: str, account: Account) -> None:
    if is_sip_address(number):
        return
    if not is_number(number):
        raise RestError(21211, f"Invalid 'To' Phone Number: {number}")
    if number.startswith(account.premium):
        raise RestError(21202, f"Calls to {number} are not allowed: premium rate.")
    if number.startswith(account.blocked):
        raise RestError(21216, f"Account not allowed to call {number}.")
    if not account.may_reach(number):
        raise RestError(
            21215,
            f"Account not authorized to call {number}. Perhaps you need to enable some international permissions: "
            "https://www.twilio.com/console/voice/calls/geo-permissions/low-risk",
        )
    if number in account.unroutable:
        raise RestError(21214, f"'To' phone number cannot be reached: {number}")
    if account.trial and number not in account.verified_numbers:
        raise RestError(
            21219, f"The number {number} is unverified. Trial accounts may only make calls to verified numbers."
        )


def _read_terms(form: Form) -> CallOrder:
    """Returns the order. The numbers are checked already. Raises RestError."""
    if form.get("ApplicationSid"):
        raise RestError(21218, "Invalid ApplicationSid: the account has no applications.")
    url = form.webhook("Url", "Method")
    twiml = "" if url else form.get("Twiml")
    if len(twiml) > _LONGEST_TWIML:
        raise RestError(20001, f"Twiml is longer than {_LONGEST_TWIML} characters.")
    digits = form.get("SendDigits")
    if not re.fullmatch(r"[0-9A-D#*wW]{0,32}", digits):
        raise RestError(21206, f"Invalid SendDigits: '{digits}'")
    timeout = form.number("Timeout", 1, 600, 21208)
    return CallOrder(
        to=form.get("To"),
        from_=form.get("From"),
        url=url,
        twiml=twiml,
        fallback=form.webhook("FallbackUrl", "FallbackMethod"),
        status=_status(form),
        timeout=60 if timeout is None else timeout,
        time_limit=form.number("TimeLimit", 1, _DAY, 20001),
        detection=_detection(form),
        send_digits=digits,
        record=_record(form),
        reason=_reason(form),
    )


def _reason(form: Form) -> str:
    reason = form.get("CallReason")
    if len(reason) > _LONGEST_REASON:
        raise RestError(20001, f"CallReason is longer than {_LONGEST_REASON} characters.")
    return reason


def _status(form: Form) -> StatusCallback | None:
    webhook = form.webhook("StatusCallback", "StatusCallbackMethod")
    events = frozenset(form.all("StatusCallbackEvent")) or frozenset({"completed"})
    if not events <= _EVENTS:
        raise RestError(21626, f"Invalid StatusCallbackEvent: {', '.join(sorted(events - _EVENTS))}")
    return StatusCallback(webhook, events) if webhook else None


def _detection(form: Form) -> Detection | None:
    wanted = form.get("MachineDetection")
    if not wanted:
        return None
    if wanted not in ("Enable", "DetectMessageEnd"):
        raise RestError(20001, f"Invalid MachineDetection: '{wanted}' is neither Enable nor DetectMessageEnd.")
    webhook = form.webhook("AsyncAmdStatusCallback", "AsyncAmdStatusCallbackMethod")
    return Detection(wanted == "DetectMessageEnd", blocking=not form.flag("AsyncAmd"), webhook=webhook)


def _record(form: Form) -> Webhook | bool:
    webhook = form.webhook("RecordingStatusCallback", "RecordingStatusCallbackMethod")
    return (webhook or True) if form.flag("Record") else False
