"""Twilio's REST API: place, end and look up calls, send text messages.

`TwilioClient` lives as long as the container, `Telephone` as long as one request.

`place_call` makes a phone ring, so this package is exact about what it does not know. Twilio has no idempotency key for
calls: a create whose answer was lost may have placed a call, and is never repeated. Only what Twilio surely did not take
may be tried again: 429 and 503, and requests that were never sent because there was no connection.
"""

from handover.services.telephony.client import TwilioClient
from handover.services.telephony.errors import NotPlacedError, SmsRefusedError, TelephoneError, UnconfirmedError
from handover.services.telephony.telephone import LEAST_TO_PLACE, Telephone

__all__ = [
    "LEAST_TO_PLACE",
    "NotPlacedError",
    "SmsRefusedError",
    "Telephone",
    "TelephoneError",
    "TwilioClient",
    "UnconfirmedError",
]
