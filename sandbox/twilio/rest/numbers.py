"""The IncomingPhoneNumbers resource: list, fetch, update. Numbers are not bought here."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from sandbox.twilio.account import OwnedNumber
from sandbox.twilio.call import API_VERSION, formatted
from sandbox.twilio.rest.errors import RestError, not_found
from sandbox.twilio.rest.paging import page_of
from sandbox.twilio.rest.resource import ResourceRequest, ResourceResponse

#: What an update may set: parameter, field, and whether it is an address.
_SETTABLE = (
    ("FriendlyName", "friendly_name", False),
    ("VoiceUrl", "voice_url", True),
    ("VoiceMethod", "voice_method", False),
    ("VoiceFallbackUrl", "voice_fallback_url", True),
    ("VoiceFallbackMethod", "voice_fallback_method", False),
    ("StatusCallback", "status_callback", True),
    ("StatusCallbackMethod", "status_callback_method", False),
    ("SmsUrl", "sms_url", True),
    ("SmsMethod", "sms_method", False),
)


def list_all(request: ResourceRequest) -> ResourceResponse:
    """Lists the numbers that match PhoneNumber (* matches anything) and FriendlyName, if given."""
    pattern, name = request.query.get("PhoneNumber", "*"), request.query.get("FriendlyName")
    found = [
        _to_json(request, owned)
        for owned in request.network.account.numbers.values()
        if fnmatchcase(owned.number, pattern) and name in ("", owned.friendly_name)
    ]
    return ResourceResponse(200, page_of("incoming_phone_numbers", found, request.path, request.query))


def fetch(request: ResourceRequest) -> ResourceResponse:
    return ResourceResponse(200, _to_json(request, _find(request)))


def update(request: ResourceRequest) -> ResourceResponse:
    """Updates a number. An empty address removes one."""
    owned = _find(request)
    for parameter, name, is_address in _SETTABLE:
        if not request.form.has(parameter):
            continue
        if is_address:
            webhook = request.form.webhook(parameter, "")
            setattr(owned, name, webhook.url if webhook else "")
        else:
            setattr(owned, name, request.form.get(parameter))
    return ResourceResponse(200, _to_json(request, owned))


def create(_: ResourceRequest) -> ResourceResponse:
    raise RestError(20001, "The sandbox sells no phone numbers: set them in Account.")


def _find(request: ResourceRequest) -> OwnedNumber:
    for owned in request.network.account.numbers.values():
        if owned.sid == request.sid:
            return owned
    raise not_found(request.path)


def _to_json(request: ResourceRequest, owned: OwnedNumber) -> dict[str, Any]:
    account = request.network.account
    return {
        "sid": owned.sid,
        "account_sid": account.sid,
        "phone_number": owned.number,
        "friendly_name": formatted(owned.friendly_name),
        "capabilities": {"voice": True, "sms": owned.sms_capable, "mms": False, "fax": False},
        "voice_url": owned.voice_url,
        "voice_method": owned.voice_method,
        "voice_fallback_url": owned.voice_fallback_url,
        "voice_fallback_method": owned.voice_fallback_method,
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_receive_mode": "voice",
        "trunk_sid": None,
        "status_callback": owned.status_callback,
        "status_callback_method": owned.status_callback_method,
        "sms_url": owned.sms_url,
        "sms_method": owned.sms_method,
        "api_version": API_VERSION,
        "status": "in-use",
        "uri": f"/{API_VERSION}/Accounts/{account.sid}/IncomingPhoneNumbers/{owned.sid}.json",
    }
