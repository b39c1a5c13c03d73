"""The parameters of a status callback. Pure."""

from __future__ import annotations

from datetime import datetime
from math import ceil

from sandbox.twilio.call import Call, Event, rfc2822


def status_params(call: Call, event: Event, sequence: int, at: datetime, extras: bool) -> dict[str, str]:
    """Returns the parameters of one event. `extras` adds Duration and SipResponseCode, documented for REST only."""
    params = call.params() | {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(sequence),
        "Timestamp": rfc2822(at) or "",
    }
    if event == "completed":
        seconds = call.duration()
        params["CallDuration"] = str(seconds)
        if extras:
            params["Duration"] = str(ceil(seconds / 60))
            params["SipResponseCode"] = str(call.sip_code or 200)
        if call.answered_by:
            params["AnsweredBy"] = call.answered_by
        params |= call.recorded
    elif event in ("ringing", "answered") and call.direction == "outbound-api":
        params["StirStatus"] = "A"
    return params
