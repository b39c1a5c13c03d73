"""Conferences: rooms in which several legs hear each other, each with a name that is unique while it is in progress.

A conference begins with its second participant, and ends when somebody leaves whose exit ends it, or when nobody is left.
Participants' legs hear of it through their inboxes. The verb is in `twiml/verbs/conferencing.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sandbox.twilio.call import API_VERSION, Call, rfc2822
from sandbox.twilio.flow import Inbox
from sandbox.twilio.sids import Sids


class Participant(Protocol):
    """A leg, as far as a conference knows it."""

    call: Call
    inbox: Inbox

    def in_company(self, others: list[Any]) -> None:
        """The leg hears those others, and they hear it."""


@dataclass(frozen=True)
class RoomNews:
    """What a participant's inbox gets: `began` when they are no longer alone, `over` when the conference has ended."""

    conference: Conference
    began: bool = False
    over: bool = False


@dataclass
class Conference:
    """`ending` are the legs whose exit ends it. `began`: there were two participants."""

    sid: str
    name: str
    account_sid: str
    created: datetime
    legs: list[Participant] = field(default_factory=list)
    ending: list[Participant] = field(default_factory=list)
    began: bool = False
    ended: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Returns the Conferences resource."""
        uri = f"/{API_VERSION}/Accounts/{self.account_sid}/Conferences/{self.sid}"
        status = "completed" if self.ended else "in-progress" if self.began else "init"
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "friendly_name": self.name,
            "status": status,
            "api_version": API_VERSION,
            "region": "us1",
            "date_created": rfc2822(self.created),
            "date_updated": rfc2822(self.ended or self.created),
            "reason_conference_ended": None,
            "call_sid_ending_conference": None,
            "uri": f"{uri}.json",
            "subresource_uris": {"participants": f"{uri}/Participants.json", "recordings": f"{uri}/Recordings.json"},
        }


class Conferences:
    """All conferences of the account. `all` are those since the start, oldest first."""

    def __init__(self, now: Callable[[], datetime], sids: Sids, account_sid: str) -> None:
        self.all: list[Conference] = []
        self._now = now
        self._sids = sids
        self._account_sid = account_sid

    def enter(self, name: str, leg: Participant, ends_on_exit: bool) -> Conference:
        """Returns the conference of that name, which the leg is now in."""
        room = next((each for each in self.all if each.name == name and not each.ended), None)
        if room is None:
            room = Conference(self._sids.new("CF"), name, self._account_sid, self._now())
            self.all.append(room)
        room.legs.append(leg)
        if ends_on_exit:
            room.ending.append(leg)
        if len(room.legs) > 1:
            alone = [] if room.began else room.legs
            room.began = True
            for each in alone or [leg]:
                each.inbox.put(RoomNews(room, began=True))
        self._tell(room)
        return room

    def leave(self, room: Conference, leg: Participant) -> None:
        """The leg leaves; does nothing if it is not in. Its exit may end the conference."""
        if leg not in room.legs:
            return
        room.legs.remove(leg)
        leg.in_company([])
        if leg in room.ending or not room.legs:
            room.ended = self._now()
            for each in room.legs:
                each.in_company([])
                each.inbox.put(RoomNews(room, over=True))
            room.legs = []
        self._tell(room)

    def with_sid(self, sid: str) -> Conference | None:
        return next((room for room in self.all if room.sid == sid), None)

    def _tell(self, room: Conference) -> None:
        for leg in room.legs:
            leg.in_company([other for other in room.legs if other is not leg])
