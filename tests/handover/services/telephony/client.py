"""A telephone for tests, over a stub of Twilio's REST API."""

from __future__ import annotations

from handover.deadline import Deadline
from handover.services.telephony import Telephone, TwilioClient
from handover.services.telephony.http_client import Connect
from tests.handover.rig import HandClock, settings


def telephone(
    url: str, clock: HandClock | None = None, seconds: float = 6.0, connect: Connect | None = None
) -> Telephone:
    """Returns the telephone of one request that has `seconds` left; its pauses move the clock."""
    clock = clock or HandClock()
    client = TwilioClient(settings(TWILIO_API_BASE=url), sleep=clock.step, connect=connect)
    return client.within(Deadline(clock, seconds))
