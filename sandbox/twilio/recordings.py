"""Recordings of calls: their parameters and callback. There is no sound; a recording is an address only."""

from __future__ import annotations

from typing import Literal

from sandbox.twilio.call import Call, rfc2822
from sandbox.twilio.context import NetworkContext
from sandbox.twilio.webhook import Webhook

Source = Literal["DialVerb", "RecordVerb", "OutboundAPI"]

#: Seconds until a finished recording is ready.
_READY_AFTER = 2.0


def add_recording(
    context: NetworkContext, call: Call, source: Source, seconds: float, webhook: Webhook | None
) -> dict[str, str]:
    """Adds a recording to `call` that just ended. Returns its parameters. `webhook` is requested when the file is ready."""
    sid = context.sids.new("RE")
    recording = {
        "RecordingSid": sid,
        "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{call.account_sid}/Recordings/{sid}",
        "RecordingDuration": str(max(1, round(seconds))),
    }
    call.recordings.append(recording)
    if webhook:
        began = rfc2822(context.agenda.now())
        params = recording | {
            "AccountSid": call.account_sid,
            "CallSid": call.sid,
            "RecordingStatus": "completed",
            "RecordingChannels": "1",
            "RecordingStartTime": began or "",
            "RecordingSource": source,
            "RecordingTrack": "both",
        }
        context.agenda.after(_READY_AFTER, lambda: context.callbacks.send("recording", webhook, params, call.sid))
    return recording
