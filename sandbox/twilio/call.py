"""A call as Twilio stores it: the record, and how webhooks and REST show it. `leg.py` has the behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from math import ceil
from typing import Any, Literal

import phonenumbers

from sandbox.twilio.webhook import Webhook

Status = Literal[
    "queued", "initiated", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"
]
Direction = Literal["inbound", "outbound-api", "outbound-dial"]
Event = Literal["initiated", "ringing", "answered", "completed"]

API_VERSION = "2010-04-01"
OVER: frozenset[str] = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


@dataclass(frozen=True)
class StatusCallback:
    """The webhook for status events, and the events it gets."""

    webhook: Webhook
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True)
class Detection:
    """Answering machine detection as requested. `webhook` is None when there is no callback."""

    until_message_end: bool
    blocking: bool
    webhook: Webhook | None


@dataclass(frozen=True)
class CallOrder:
    """A checked request of REST for a call. Either `url` or `twiml` is set. Times are seconds."""

    to: str
    from_: str
    url: Webhook | None = None
    twiml: str = ""
    fallback: Webhook | None = None
    status: StatusCallback | None = None
    timeout: int = 60
    time_limit: int | None = None
    detection: Detection | None = None
    send_digits: str = ""
    record: Webhook | bool = False
    reason: str = ""


@dataclass
class Call:
    """`started`: when dialling began. `answered`: when the phone was picked up. `history`: each status with its time.
    `reason`: why it is made, as the called phone may show it. `recorded`: the parameters of its own recording, by REST."""

    sid: str
    account_sid: str
    to: str
    from_: str
    direction: Direction
    created: datetime
    parent_sid: str | None = None
    phone_number_sid: str | None = None
    status: Status = "queued"
    queue_time: int = 0
    started: datetime | None = None
    answered: datetime | None = None
    ended: datetime | None = None
    answered_by: str | None = None
    sip_code: int | None = None
    bridged: bool = False
    fired: int = 0
    reason: str = ""
    recorded: Mapping[str, str] = field(default_factory=dict)
    history: list[tuple[datetime, Status]] = field(default_factory=list)

    @property
    def over(self) -> bool:
        return self.status in OVER

    def duration(self, at: datetime | None = None) -> int:
        """Returns whole seconds from the answer to the call's end, or to `at`; 0 if it was not answered."""
        end = self.ended or at
        return ceil((end - self.answered).total_seconds()) if self.answered and end else 0

    def move(self, status: Status, at: datetime) -> None:
        self.status = status
        self.history.append((at, status))

    def params(self) -> dict[str, str]:
        """Returns the parameters of every webhook about this call."""
        params = {
            "CallSid": self.sid,
            "AccountSid": self.account_sid,
            "From": self.from_,
            "To": self.to,
            "Caller": self.from_,
            "Called": self.to,
            "CallStatus": self.status,
            "ApiVersion": API_VERSION,
            "Direction": self.direction,
        }
        for names, number in ((("From", "Caller"), self.from_), (("To", "Called"), self.to)):
            for name in names:
                params |= {f"{name}City": "", f"{name}State": "", f"{name}Zip": "", f"{name}Country": country(number)}
        if self.parent_sid:
            params["ParentCallSid"] = self.parent_sid
        return params

    def to_json(self, as_of: datetime) -> dict[str, Any]:
        """Returns the Calls resource, with the status at `as_of`."""
        uri = f"/{API_VERSION}/Accounts/{self.account_sid}/Calls/{self.sid}"
        status = next((status for at, status in reversed(self.history) if at <= as_of), "queued")
        over = status in OVER
        duration = self.duration()
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "parent_call_sid": self.parent_sid,
            "phone_number_sid": self.phone_number_sid,
            "trunk_sid": None,
            "group_sid": None,
            "to": self.to,
            "to_formatted": formatted(self.to),
            "from": self.from_,
            "from_formatted": formatted(self.from_),
            "status": "queued" if status == "initiated" else status,
            "direction": self.direction,
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.history[-1][0] if self.history else self.created),
            "start_time": rfc2822(self.started),
            "end_time": rfc2822(self.ended) if over else None,
            "duration": str(duration) if over and duration else None,
            "price": None,
            "price_unit": "USD",
            "answered_by": self.answered_by,
            "api_version": API_VERSION,
            "forwarded_from": None,
            "caller_name": None,
            "queue_time": str(self.queue_time),
            "uri": f"{uri}.json",
            "subresource_uris": {name: f"{uri}/{path}.json" for name, path in _SUBRESOURCES.items()},
        }


_SUBRESOURCES = {
    "notifications": "Notifications",
    "recordings": "Recordings",
    "payments": "Payments",
    "events": "Events",
    "siprec": "Siprec",
    "streams": "Streams",
    "transcriptions": "Transcriptions",
    "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions",
    "user_defined_messages": "UserDefinedMessages",
}


def rfc2822(at: datetime | None) -> str | None:
    """Returns a time like `Tue, 31 Aug 2010 20:36:28 +0000`."""
    return format_datetime(at.replace(microsecond=0)) if at else None


def formatted(number: str) -> str:
    """Returns the number as REST shows it: North American ones like (415) 555-0132, others unchanged."""
    if len(number) == 12 and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


def country(number: str) -> str:
    """Returns the number's country in two letters, or "" if it has none."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    region = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(
        parsed.country_code or 0
    )
    return "" if region in ("ZZ", "001") else str(region)
