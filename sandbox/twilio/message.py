"""A text message as Twilio stores it: the record, and how REST shows it. `messages.py` has the behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sandbox.twilio.call import API_VERSION, rfc2822
from sandbox.twilio.segments import segments

MessageStatus = Literal["accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed", "received"]


@dataclass
class Message:
    sid: str
    account_sid: str
    to: str
    from_: str
    body: str
    direction: Literal["inbound", "outbound-api"]
    created: datetime
    service: str = ""
    status: MessageStatus = "queued"
    sent: datetime | None = None
    error_code: int | None = None
    seen: list[MessageStatus] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Returns the Messages resource. While a service's message is only accepted, it has no sender and no segments."""
        chosen = self.status != "accepted"
        uri = f"/{API_VERSION}/Accounts/{self.account_sid}/Messages/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "messaging_service_sid": self.service or None,
            "to": self.to,
            "from": self.from_ if chosen else None,
            "body": self.body,
            "status": self.status,
            "direction": self.direction,
            "num_segments": str(segments(self.body)) if chosen else "0",
            "num_media": "0",
            "price": None,
            "price_unit": None,
            "error_code": self.error_code,
            "error_message": None,
            "api_version": API_VERSION,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.sent or self.created),
            "date_sent": rfc2822(self.sent),
            "uri": f"{uri}.json",
            "subresource_uris": {"media": f"{uri}/Media.json"},
        }
