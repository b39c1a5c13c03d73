"""What a person gets: everything that was found about them, as plain data. Pure but for reading the objects.

Other persons' data is left out: of the agents only the names stay, not their phone numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from handover.core.call.consent import broken_at
from handover.core.call.events import Event
from handover.core.chat.transcript import Turn
from handover.services.storage import RequestStorage
from handover.services.storage.keys import handover_keys
from operate.privacy.search import Found, FoundHandover
from operate.privacy.twilio_records import Record

#: Of an agent in a stored fact, what the person may see.
_OF_AGENTS = ("name",)


def contents(found: Found, records: Sequence[Record], storage: RequestStorage, now: datetime) -> dict[str, Any]:
    """Returns all that is kept about the person, as JSON. Raises StorageError."""
    person = found.person
    return {
        "written_at": now.isoformat(timespec="seconds"),
        "about": {"number": person.number} if person.number else {"session": person.session},
        "handovers": [_handover(storage, handover) for handover in found.handovers],
        "chat": _chat(found, storage),
        "consent": _consent(found, storage),
        "counted_calls": len(found.quotas),
        "at_twilio": [
            {"kind": record.kind, "sid": record.sid, "status": record.status, "at": record.at} for record in records
        ],
        "left_out": {"shared_chats": len(found.shared), "consents_of_numbers": found.consents_elsewhere},
    }


def _chat(found: Found, storage: RequestStorage) -> list[dict[str, Any]]:
    bodies = storage.bucket.get_many(list(found.turns))
    turns = sorted((Turn.from_record(body) for body in bodies if body), key=lambda turn: turn.order)
    return [turn.as_record() for turn in turns]


def _handover(storage: RequestStorage, found: FoundHandover) -> dict[str, Any]:
    events = sorted(storage.handovers.read(found.events), key=lambda event: event.at)
    reports = [name for name in found.others if name.startswith(handover_keys.legs(found.id))]
    return {
        "id": found.id,
        "state": found.state or "",
        "number": found.phone,
        "language": found.language,
        "request": _request(events),
        "events": [
            {"kind": event.kind, "at": event.at.isoformat(), "attempt": event.attempt, "facts": _facts(event)}
            for event in events
        ],
        "reports": [
            {"fact": report.fact, "at": report.at.isoformat(), "attempt": report.attempt, "facts": dict(report.facts)}
            for report in storage.handovers.read_legs(reports)
        ],
        "messages": [file_of(name) for name in found.sounds if not _is_call(name)],
        "recordings": [file_of(name) for name in found.sounds if _is_call(name)],
    }


def file_of(name: str) -> str:
    """Returns the name of the file for the sound of a message or of a call, by the sound's name in the bucket."""
    return f"{'call' if _is_call(name) else 'message'}-{name.rpartition('/')[2]}"


def _is_call(name: str) -> bool:
    return name.rpartition("/")[0].endswith("/call")


def _request(events: Iterable[Event]) -> dict[str, Any]:
    """Returns the first call request among the events: what the person wanted, in their own words."""
    return next((dict(event.facts["wish"]) for event in events if event.facts.get("wish")), {})


def _facts(event: Event) -> dict[str, Any]:
    """Returns an event's facts without the call request, which stands by itself, and without the agents' numbers."""
    facts = {name: fact for name, fact in event.facts.items() if name not in ("wish", "owner")}
    if isinstance(facts.get("agents"), list):
        facts["agents"] = [
            {name: agent[name] for name in _OF_AGENTS if name in agent}
            for agent in facts["agents"]
            if isinstance(agent, Mapping)
        ]
    return facts


def _consent(found: Found, storage: RequestStorage) -> dict[str, Any]:
    """Returns the consent receipts, whether their chain is whole, and whether the number is on the do-not-call list."""
    if not found.person.number:
        return {"entries": [], "whole": None, "do_not_call": None}
    hash_of_number = storage.keys.person(found.person.number)
    chain = storage.consents.chain(hash_of_number)
    broken = broken_at(chain, hash_of_number, storage.keys.seal)
    return {
        "entries": [
            {"n": n, **{name: body.get(name) for name in ("kind", "at", "subject", "facts")}} for n, body in chain
        ],
        "whole": broken is None,
        "broken_at": broken,
        "do_not_call": storage.do_not_call.has(found.person.number),
    }
