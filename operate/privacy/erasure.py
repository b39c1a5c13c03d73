"""Deletes what was found about a person, and leaves a receipt.

The order makes an erasure that failed half-way repeatable: caches first, then what can be found again through a handover,
then Twilio's records, and each handover's first event last of all. As long as that is there the next run finds the rest.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol

from handover.services.storage import RequestStorage, StorageError
from handover.services.storage.keys import consent_keys
from operate.errors import OperatorError
from operate.privacy.search import Found
from operate.privacy.twilio_records import Record

#: The kinds of objects in the order in which they are deleted; the handovers' events follow.
_BEFORE_EVENTS = ("others", "sounds", "quotas", "turns", "pointers", "consents")

_WORDS = {
    "others": "reports of legs, rows and markers",
    "sounds": "recorded messages and calls",
    "quotas": "quota claims",
    "turns": "turns of the chat",
    "pointers": "pointers from the chat to its handovers",
    "consents": "consent receipts",
    "events": "events of handovers",
    "recording": "recordings at Twilio",
    "message": "messages at Twilio",
    "call": "calls at Twilio",
}


class Records(Protocol):
    """Twilio's records: `TwilioRecords`."""

    def find(self, number: str, sids: Iterable[str], /) -> list[Record]: ...
    def delete(self, record: Record, /) -> None: ...


@dataclass(frozen=True)
class Plan:
    """What would be deleted: names of objects by kind, and Twilio's records."""

    found: Found
    records: Sequence[Record] = ()

    @property
    def objects(self) -> dict[str, tuple[str, ...]]:
        """The names of all objects by kind, each once, in the order in which they are deleted."""
        found = self.found
        others = dict.fromkeys(name for handover in found.handovers for name in handover.others)
        by_kind = {
            "others": tuple(others),
            "sounds": tuple(name for handover in found.handovers for name in handover.sounds),
            "quotas": found.quotas,
            "turns": found.turns,
            "pointers": found.pointers,
            "consents": found.consents,
        }
        events = tuple(name for handover in found.handovers for name in handover.events)
        return {**{kind: by_kind[kind] for kind in _BEFORE_EVENTS}, "events": events}

    @property
    def sentences(self) -> list[str]:
        """What would be deleted, and what stays and why, in lines for the operator."""
        found = self.found
        counts = {kind: len(names) for kind, names in self.objects.items()}
        for record in self.records:
            counts[record.kind] = counts.get(record.kind, 0) + 1
        lines = [f"  {n} {_WORDS[kind]}" for kind, n in counts.items() if n]
        lines.insert(0, f"  {len(found.handovers)} handovers, with:")
        return [*lines, *(f"  Stays: {sentence}" for sentence in _stays(found))]


@dataclass
class Outcome:
    """What was deleted, by kind, and a sentence for each thing that was not."""

    deleted: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def plan(found: Found, records: Records) -> Plan:
    """Returns what an erasure would delete. Raises OperatorError when a handover is live: the person is on the phone, or
    about to be, and what the call still writes would be left over."""
    live = [handover.id for handover in found.handovers if handover.live]
    if live:
        raise OperatorError(
            f"The handover {live[0]} is not over. Wait until it is, or let the chat cancel it (`cancel_call`); then run this"
            " again."
        )
    sids = [handover.sid for handover in found.handovers if handover.sid]
    return Plan(found, records.find(found.person.number, sids))


def erase(plan: Plan, storage: RequestStorage, records: Records, now: datetime) -> Outcome:
    """Deletes what the plan names. Returns what was deleted and what could not be. The receipt has no hash of the number:
    who has HASH_KEY and the number could find it by that. Raises StorageError if the receipt cannot be written."""
    outcome = Outcome()
    objects = plan.objects
    for kind in _BEFORE_EVENTS:
        _delete(storage, kind, objects[kind], outcome)
    if not outcome.problems:
        refused = {sid for record in plan.records if (sid := _delete_record(records, record, outcome))}
        done = [handover for handover in plan.found.handovers if handover.sid not in refused]
        last = [handover.events[-1] for handover in done]
        before = [name for handover in done for name in handover.events[:-1]]
        if _delete(storage, "events", before, outcome) and _delete(storage, "events", last, outcome):
            _delete_leftovers(storage, [handover.id for handover in done if handover.whole], outcome)
    if outcome.deleted:
        receipt = {"at": now.isoformat(), "deleted": outcome.deleted, "not_deleted": len(outcome.problems)}
        storage.bucket.put_once(consent_keys.erased(f"{now:%Y%m%d}", secrets.token_hex(8)), receipt)
    return outcome


def _delete_leftovers(storage: RequestStorage, handover_ids: Sequence[str], outcome: Outcome) -> None:
    """Deletes what was stored of these handovers after they were listed: a recording may just have been fetched. Whatever
    is stored from now on finds no permit, and is removed by who stores it (usecases/erased_meanwhile.py)."""
    for handover_id in handover_ids:
        try:
            storage.handovers.remove_leftovers(handover_id)
        except StorageError as error:
            outcome.problems.append(f"What came later of {handover_id} was not deleted: {error}")


def _delete(storage: RequestStorage, kind: str, names: Sequence[str], outcome: Outcome) -> bool:
    """Deletes objects, several at once. Returns whether all were."""

    def one(name: str) -> str:
        try:
            storage.bucket.delete(name)
        except StorageError as error:
            return f"One of the {_WORDS[kind]} was not deleted: {error}"
        return ""

    problems: list[str] = storage.in_parallel(*[partial(one, name) for name in names])
    if names:
        outcome.deleted[kind] = outcome.deleted.get(kind, 0) + problems.count("")
    outcome.problems += [problem for problem in problems if problem]
    return not any(problems)


def _delete_record(records: Records, record: Record, outcome: Outcome) -> str:
    """Deletes one of Twilio's records. Returns the sid of its call if that did not work, else ""."""
    try:
        if record.over:
            records.delete(record)
        problem = "" if record.over else "it is still under way."
    except OperatorError as error:
        problem = str(error)
    if problem:
        outcome.problems.append(f"The {record.kind} {record.sid} at Twilio was not deleted: {problem}")
        return record.call or record.sid
    outcome.deleted[record.kind] = outcome.deleted.get(record.kind, 0) + 1
    return ""


def _stays(found: Found) -> list[str]:
    stays = []
    if found.do_not_call:
        stays.append("the entry on the do-not-call list, a hash: without it the number could be called again.")
    if found.shared:
        stays.append(
            f"the turns of {len(found.shared)} chats that another number shares; --session deletes a whole chat."
        )
    if found.consents_elsewhere:
        stays.append(f"{found.consents_elsewhere} consent receipts of the chat's numbers; --number deletes them.")
    return stays
