"""Twilio's REST API: place a call, end it, look it up, send a text message.

A phone rings when `place` is called, so this module is exact about what it does not know. Twilio has no idempotency key
for calls: a create whose answer was lost may have placed a call, and is never repeated. Only what Twilio surely did not
take may be tried again: 429 and 503, and requests that were never sent because no connection came about.
"""

from handover.services.telephony.client import LEAST_TO_PLACE, Leg, Telephone, TwilioClient
from handover.services.telephony.errors import NotPlacedError, NotTextedError, TelephoneError, UnconfirmedError

__all__ = [
    "LEAST_TO_PLACE",
    "Leg",
    "NotPlacedError",
    "NotTextedError",
    "Telephone",
    "TelephoneError",
    "TwilioClient",
    "UnconfirmedError",
]
