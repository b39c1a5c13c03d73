"""Consent receipts: who agreed to what words when, each call on it, and its withdrawal.

The receipts of one number are a chain. Each entry has a seal over its content, its place and the seal before it, so an
entry that was changed or removed shows. The seal needs HASH_KEY, so access to the bucket is not enough to make one. A chain
never covers two numbers, so that one person's receipts can be erased.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from handover.core.call.booking import ASKED, booking_of
from handover.core.call.events import BACK_OF, Event, EventKind, Timeline, text_fact

_MOST_COMPARED = 1000

#: Makes a seal of a text.
Sign = Callable[[str], str]

#: Events that only a call which was placed can have.
PROVE_PLACED = (EventKind.PLACED, EventKind.RINGING, EventKind.ANSWERED, EventKind.NO_KEY, EventKind.HUNT)


class ReceiptKind(StrEnum):
    GIVEN = "given"  # the customer agreed; with the words
    USED = "used"  # a call was placed
    WITHDRAWN = "withdrawn"  # the customer wants no more calls
    RENEWED = "renewed"  # the customer asked for a call after a withdrawal; with the words


@dataclass(frozen=True)
class Receipt:
    """One entry. `subject` is the handover's id for given and used, the withdrawal's number for the others; kind and subject
    identify the entry. `facts` has `question`, `answer`, `label`, `language`, `channel` and `session` (a hash), where
    known."""

    kind: ReceiptKind
    at: datetime
    subject: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        return {"kind": self.kind, "at": self.at.isoformat(), "subject": self.subject, "facts": dict(self.facts)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Receipt:
        """Reads an entry; further keys, such as those of its seal, are ignored."""
        at = datetime.fromisoformat(record["at"])
        return cls(ReceiptKind(record["kind"]), at, record["subject"], record.get("facts", {}))

    @property
    def identity(self) -> tuple[str, str]:
        return self.kind, self.subject


def receipts_of(handover_id: str, session: str, events: Iterable[Event]) -> list[Receipt]:
    """Returns the receipts that follow from a handover's events: none without a booking or a permit, or without consent.
    `session` is the session's hash. The consent to a booked call was given when it was booked; a retry and a call back use
    the consent of the call before them."""
    timeline = Timeline(events)
    booking = booking_of(timeline.all(EventKind.BOOKED))
    first = timeline.one(EventKind.BOOKED if booking else EventKind.REQUESTED)
    request = first.facts.get("wish", {}) if first else {}
    consent = request.get("consent")
    if first is None or not consent or timeline.one(EventKind.VOID):
        return []
    language = first.facts.get("language", "")
    facts = facts_of(consent, session=session, language=language, channel=request.get("channel", ""))
    given = not text_fact(first.facts, BACK_OF) and (booking is None or booking.why == ASKED)
    receipts = [Receipt(ReceiptKind.GIVEN, first.at, handover_id, facts)] if given else []
    placed = _placed(timeline)
    if placed:
        receipts.append(Receipt(ReceiptKind.USED, placed.at, handover_id))
    return receipts


def facts_of(consent: Any, **more: str) -> dict[str, str]:
    """Returns the facts of a receipt: the consent's words, and `more` where it is not empty."""
    words = consent if isinstance(consent, Mapping) else {"answer": consent}
    known = {name: words.get(name) for name in ("question", "answer", "label")}
    return {name: str(text) for name, text in {**known, **more}.items() if text}


def sealed(receipt: Receipt, person: str, n: int, previous: str, sign: Sign) -> dict[str, Any]:
    """Returns the receipt as it is stored as the n-th entry of the chain of `person` (the number's hash), after the entry
    with the seal `previous` (`""` for the first one)."""
    body = {**receipt.as_record(), "number": person, "previous": previous}
    return {**body, "seal": sign(_content(body, n))}


def broken_at(chain: Sequence[tuple[int, Mapping[str, Any]]], person: str, sign: Sign) -> int | None:
    """Returns the number of the first entry that was changed, moved, or whose predecessor was removed; None if the chain is
    whole. `chain` has each entry with its number, in order. It may begin after 1: storage deletes the oldest entries when
    their time is over."""
    before: tuple[int, str] | None = None
    for n, body in chain:
        follows = (
            (n == 1) == (body.get("previous") == "") if before is None else before == (n - 1, body.get("previous"))
        )
        if not follows or body.get("number") != person or body.get("seal") != sign(_content(body, n)):
            return n
        before = (n, str(body["seal"]))
    return None


def words_of(consent: Mapping[str, str]) -> str:
    """Returns what a consent is compared by: its question, else its answer; letters only, because the question may name the
    number in one form or another. `""` if there are none. The label does not count: a button with another name is no new
    consent. Neither does what follows the characters that earlier versions kept of a question, so that a request from then
    is the same when it is sent again."""
    words = (consent.get("question") or consent.get("answer") or "")[:_MOST_COMPARED]
    return re.sub(r"[\W\d_]+", " ", words).strip().casefold()


def agrees(consent: Mapping[str, str], refusals: Iterable[str]) -> bool:
    """Returns whether the consent has an answer, and neither that nor the label of what was pressed begins with a word of
    refusal."""
    words = [re.sub(r"[\W_]+", " ", consent.get(name, "")).strip().casefold() for name in ("answer", "label")]
    refused = {word.casefold() for word in refusals}
    return bool(words[0]) and not any(said.partition(" ")[0] in refused for said in words)


def _placed(timeline: Timeline) -> Event | None:
    """Returns the earliest event that proves that a call was placed, or None if none does."""
    proofs = [event for kind in PROVE_PLACED if (event := timeline.one(kind))]
    ended = timeline.one(EventKind.ENDED)
    if ended and ended.facts.get("sid"):
        proofs.append(ended)
    return min(proofs, key=lambda event: event.at, default=None)


def _content(body: Mapping[str, Any], n: int) -> str:
    """Returns what the seal covers. Storage adds keys of its own, so the keys are named."""
    names = ("kind", "at", "subject", "facts", "number", "previous")
    return json.dumps([n, *[body.get(name) for name in names]], ensure_ascii=False, sort_keys=True)
