"""A deployed Handover with several persons in it: storage in memory, and records of Twilio that a test chooses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from handover.core.call.events import EventKind
from handover.core.chat.transcript import ChatLine, Turn
from handover.usecases.start_call import start_call
from operate.errors import OperatorError
from operate.privacy.search import Person
from operate.privacy.twilio_records import Record
from tests.handover.rig import CUSTOMER, OTHER, Rig, call_request

ADA, BOB = CUSTOMER, OTHER


@dataclass
class FakeRecords:
    """Twilio's records by the number they belong to. `refuses` are the sids that cannot be deleted."""

    by_number: dict[str, list[Record]] = field(default_factory=dict)
    refuses: set[str] = field(default_factory=set)
    deleted: list[str] = field(default_factory=list)

    def find(self, number: str, sids: Iterable[str]) -> list[Record]:
        wanted = set(sids)
        everything = [(owner, record) for owner, records in self.by_number.items() for record in records]
        found = [record for owner, record in everything if owner == number or {record.sid, record.call} & wanted]
        return [record for record in found if record.sid not in self.deleted]

    def delete(self, record: Record) -> None:
        if record.sid in self.refuses:
            raise OperatorError("Twilio refused (500).")
        self.deleted.append(record.sid)


def whose(number: str = "", session: str = "") -> Person:
    return Person(number, session)


def called(rig: Rig, session: str, number: str, over: bool = True) -> str:
    """A chat of one turn and a call to the number. Returns the handover's id."""
    lines = (ChatLine("customer", f"words of {session}"),)
    at = rig.clock.now().isoformat()
    rig.storage.turns.keep(Turn(f"log-{session}-{number}", session, at, 1, "web", "en", lines))
    consent = {"question": "May we call you?", "answer": "yes"}
    started = start_call(rig.ctx(), call_request(session, number, name=f"name of {session}", consent=consent))
    assert started.ok, started
    handover_id = started.handover_id
    rig.storage.handovers.add_leg(handover_id, 0, "customer-ringing", rig.clock.now(), {})
    if over:
        rig.storage.handovers.add(handover_id, EventKind.ENDED, rig.clock.now(), {"status": "completed"})
        rig.storage.handovers.unmark_live(handover_id)
    rig.clock.step(60)
    return handover_id


def refused(rig: Rig, session: str, number: str) -> None:
    """A request of that chat that is refused because of its number's country or form."""
    reply = start_call(rig.ctx(), call_request(session, number))
    assert not reply.ok
