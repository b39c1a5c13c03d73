"""A recording as Twilio stores it: the record, and how webhooks and REST show it. `recordings.py` has the behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sandbox.twilio.call import API_VERSION, rfc2822
from sandbox.twilio.webhook import Webhook

Source = Literal["DialVerb", "RecordVerb", "OutboundAPI"]
RecordingStatus = Literal["in-progress", "processing", "completed", "absent"]


@dataclass(frozen=True)
class RecordingCallback:
    """The webhook about a recording, and the statuses that it gets."""

    webhook: Webhook
    events: frozenset[str] = frozenset({"completed"})


@dataclass
class Recording:
    """`seconds`: its length, known at its end. `words`: what was said; the file is a tone. `callback`: None if there is
    none."""

    sid: str
    account_sid: str
    call_sid: str
    source: Source
    began: datetime
    callback: RecordingCallback | None = None
    status: RecordingStatus = "in-progress"
    seconds: int = 0
    words: str = ""

    @property
    def url(self) -> str:
        return f"https://api.twilio.com{self._path}"

    def params(self) -> dict[str, str]:
        """Returns the parameters of the action and of the call's last status callback."""
        return {"RecordingSid": self.sid, "RecordingUrl": self.url, "RecordingDuration": str(self.seconds)}

    def callback_params(self) -> dict[str, str]:
        """Returns the parameters of its callback. Only a finished one has an address and a length."""
        return {
            **(self.params() if self.status == "completed" else {"RecordingSid": self.sid}),
            "AccountSid": self.account_sid,
            "CallSid": self.call_sid,
            "RecordingStatus": self.status,
            "RecordingChannels": "1",
            "RecordingStartTime": rfc2822(self.began) or "",
            "RecordingSource": self.source,
            "RecordingTrack": "both",
        }

    def to_json(self) -> dict[str, Any]:
        """Returns the Recordings resource."""
        over = self.status in ("processing", "completed")
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "call_sid": self.call_sid,
            "conference_sid": None,
            "api_version": API_VERSION,
            "channels": 1,
            "date_created": rfc2822(self.began),
            "date_updated": rfc2822(self.began),
            "start_time": rfc2822(self.began),
            "duration": str(self.seconds) if over else None,
            "price": None,
            "price_unit": "USD",
            "source": self.source,
            "status": self.status,
            "error_code": None,
            "encryption_details": None,
            "media_url": self.url,
            "uri": f"{self._path}.json",
            "subresource_uris": {
                name: f"{self._path}/{path}.json"
                for name, path in (("add_on_results", "AddOnResults"), ("transcriptions", "Transcriptions"))
            },
        }

    @property
    def _path(self) -> str:
        return f"/{API_VERSION}/Accounts/{self.account_sid}/Recordings/{self.sid}"
