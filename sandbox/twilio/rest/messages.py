"""The Messages resource: create, fetch, list."""

from __future__ import annotations

import re

from sandbox.twilio.numbers import is_number
from sandbox.twilio.rest.errors import RestError, not_found
from sandbox.twilio.rest.paging import page_of
from sandbox.twilio.rest.resource import ResourceRequest, ResourceResponse

_LONGEST = 1600
#: Seconds that a message may wait in Twilio's queue.
_LONGEST_WAIT = 36_000


def create(request: ResourceRequest) -> ResourceResponse:
    """Sends a message. Checks for missing, then invalid, then forbidden parameters, which is the likely order."""
    _check_required(request)
    form, service = request.form, request.form.get("MessagingServiceSid")
    from_ = _chosen(request, service) if service else form.get("From")
    _check_numbers(request, from_)
    form.number("ValidityPeriod", 1, _LONGEST_WAIT, 21624)  # checked only: nothing waits here
    callback = form.webhook("StatusCallback", "StatusCallbackMethod", code=21609)
    message = request.network.message_centre.send(form.get("To"), from_, form.get("Body"), callback, service)
    return ResourceResponse(201, message.to_json())


def fetch(request: ResourceRequest) -> ResourceResponse:
    found = next((message for message in request.network.messages if message.sid == request.sid), None)
    if found is None:
        raise not_found(request.path)
    return ResourceResponse(200, found.to_json())


def list_all(request: ResourceRequest) -> ResourceResponse:
    """Lists messages, the newest first."""
    to, from_ = request.query.get("To"), request.query.get("From")
    found = [
        message.to_json()
        for message in reversed(request.network.messages)
        if to in ("", message.to) and from_ in ("", message.from_)
    ]
    return ResourceResponse(200, page_of("messages", found, request.path, request.query))


def _check_required(request: ResourceRequest) -> None:
    form = request.form
    if not form.get("To"):
        raise RestError(21604, "A 'To' phone number is required.")
    if not (form.get("From") or form.get("MessagingServiceSid")):
        raise RestError(21603, "A 'From' phone number is required.")
    if not form.get("Body"):
        raise RestError(21602, "Message body is required.")
    if len(form.get("Body")) > _LONGEST:
        raise RestError(21617, "The concatenated message body exceeds the 1600 character limit.")


def _chosen(request: ResourceRequest, service: str) -> str:
    """Returns the sender that a messaging service chooses. `From` may name one of its pool."""
    if not re.fullmatch(r"MG[0-9a-f]{32}", service):
        raise RestError(21705, f"The Messaging Service Sid {service} is invalid.")
    pool = request.network.account.messaging_services.get(service)
    if pool is None:
        raise RestError(21701, f"The Messaging Service {service} does not exist.")
    pinned = request.form.get("From")
    if not pool or (pinned and pinned not in pool):
        raise RestError(21703, f"The Messaging Service {service} has no such phone number.")
    return pinned or pool[0]


def _check_numbers(request: ResourceRequest, from_: str) -> None:
    account, to = request.network.account, request.form.get("To")
    owned = account.numbers.get(from_)
    if not is_number(to) or to == from_:
        raise RestError(21211, f"Invalid 'To' Phone Number: {to}")
    if owned is None or not owned.sms_capable:
        raise RestError(21606, f"The 'From' phone number {from_} is not a valid, SMS-capable number of your account.")
    if not account.may_reach(to):
        raise RestError(21408, f"Permission to send an SMS has not been enabled for the region of {to}.")
    if account.trial and to not in account.verified_numbers:
        raise RestError(
            21608, f"The number {to} is unverified. Trial accounts cannot send messages to unverified numbers."
        )
    if (to, from_) in request.network.message_centre.opted_out:
        raise RestError(21610, "Attempt to send to unsubscribed recipient")
    if to in account.landlines:
        raise RestError(request.network.variants.landline_is, f"'To' number {to} is a landline.")
