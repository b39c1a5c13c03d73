"""Consent receipts follow from a handover's events. A chain shows which of its entries was changed or removed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handover.core.call.consent import (
    Receipt,
    ReceiptKind,
    agrees,
    broken_at,
    receipts_of,
    sealed,
    words_of,
)
from handover.core.call.events import Event, EventKind

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONSENT = {"question": "We will call +49 30 12345678 now. OK?", "answer": "yes"}
ID = "20261123-abc-1"


def sign(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def permit(consent: Any = CONSENT) -> Event:
    record = {"wish": {"consent": consent, "channel": "web"}, "phone": "+493012345678", "language": "en"}
    return Event(EventKind.REQUESTED, AT, facts=record)


def later(kind: EventKind, seconds: int = 1, **facts: Any) -> Event:
    return Event(kind, AT + timedelta(seconds=seconds), facts=facts)


def kinds(*events: Event) -> list[str]:
    return [receipt.kind for receipt in receipts_of(ID, "abc", events)]


def test_a_consent_is_kept_in_its_words_with_time_language_channel_and_session() -> None:
    (receipt,) = receipts_of(ID, "abc", [permit()])
    expected = {**CONSENT, "session": "abc", "language": "en", "channel": "web"}
    assert receipt == Receipt(ReceiptKind.GIVEN, AT, ID, expected)


def test_a_call_that_was_placed_is_a_use() -> None:
    assert kinds(permit(), later(EventKind.PLACED, sid="CA1")) == ["given", "used"]


@pytest.mark.parametrize("kind", [EventKind.RINGING, EventKind.ANSWERED, EventKind.HUNT])
def test_a_call_whose_answer_was_lost_is_a_use_once_a_report_proves_it(kind: EventKind) -> None:
    assert kinds(permit(), later(EventKind.UNCONFIRMED)) == ["given"]
    assert kinds(permit(), later(EventKind.UNCONFIRMED), later(kind)) == ["given", "used"]


def test_a_call_that_twilio_knows_only_by_its_end_is_a_use() -> None:
    assert kinds(permit(), later(EventKind.ENDED, status="busy", sid="CA1")) == ["given", "used"]
    assert kinds(permit(), later(EventKind.ENDED, status="failed")) == ["given"]


@pytest.mark.parametrize("consent", [{}, None, ""])
def test_without_consent_there_is_no_receipt(consent: Any) -> None:
    assert kinds(permit(consent), later(EventKind.PLACED)) == []


def test_a_void_permit_and_a_refusal_without_a_permit_have_no_receipt() -> None:
    assert kinds(permit(), later(EventKind.VOID)) == []
    assert kinds(later(EventKind.REFUSED, wish={"consent": CONSENT})) == []


def test_a_consent_that_an_older_version_stored_as_text_is_kept() -> None:
    (receipt,) = receipts_of(ID, "abc", [permit("yes, call me")])
    assert receipt.facts["answer"] == "yes, call me"


def chain(length: int = 4) -> list[tuple[int, dict[str, Any]]]:
    made: list[tuple[int, dict[str, Any]]] = []
    for n in range(1, length + 1):
        receipt = Receipt(ReceiptKind.GIVEN, AT + timedelta(days=n), f"{ID}{n}", CONSENT)
        made.append((n, sealed(receipt, "person", n, made[-1][1]["seal"] if made else "", sign)))
    return made


def test_a_chain_that_nobody_touched_is_whole() -> None:
    assert broken_at(chain(), "person", sign) is None
    assert broken_at([], "person", sign) is None


@pytest.mark.parametrize("name", ["kind", "at", "subject", "facts", "number", "previous", "seal"])
@pytest.mark.parametrize("n", [1, 2, 4])
def test_a_changed_entry_shows(name: str, n: int) -> None:
    changed = chain()
    changed[n - 1][1][name] = "changed"
    assert broken_at(changed, "person", sign) == n


@pytest.mark.parametrize("n", [2, 3])
def test_a_removed_entry_shows_at_its_successor(n: int) -> None:
    left = [entry for entry in chain() if entry[0] != n]
    assert broken_at(left, "person", sign) == n + 1


def test_a_chain_whose_oldest_entries_expired_is_whole() -> None:
    assert broken_at(chain()[2:], "person", sign) is None


def test_an_entry_of_another_number_or_place_shows() -> None:
    assert broken_at(chain(), "other", sign) == 1
    assert broken_at([(n + 1, body) for n, body in chain()], "person", sign) == 2


def test_what_storage_adds_to_an_entry_is_not_sealed() -> None:
    assert broken_at([(n, {**body, "owner": "x"}) for n, body in chain()], "person", sign) is None


def test_a_receipt_is_read_as_it_was_stored() -> None:
    receipt = Receipt(ReceiptKind.WITHDRAWN, AT, "3", {"session": "abc"})
    assert Receipt.from_record(sealed(receipt, "person", 1, "", sign)) == receipt
    assert replace(receipt, subject="4").identity != receipt.identity


def test_words_are_compared_without_the_number_in_them() -> None:
    other = {"question": "We will call +493012345678 now.  ok?", "answer": "sure"}
    assert words_of(CONSENT) == words_of(other) != ""
    assert words_of({"answer": "Yes!"}) == "yes"
    assert words_of({"question": "+49 30 1234567?"}) == words_of({}) == ""


@pytest.mark.parametrize(
    ("answer", "agreed"),
    [("yes", True), ("Sure.", True), ("no", False), ("No, thanks", False), ("", False), ("?", False)],
)
def test_an_answer_of_refusal_is_no_consent(answer: str, agreed: bool) -> None:
    assert agrees({"question": "OK?", "answer": answer}, ["no", "never"]) is agreed


def test_a_long_question_is_the_same_as_when_its_end_was_not_kept() -> None:
    question = "We record nothing and delete everything. " * 40
    assert words_of({"question": question}) == words_of({"question": question[:1000]})


def test_the_label_of_what_was_pressed_is_kept_and_makes_no_new_consent() -> None:
    pressed = {**CONSENT, "label": "Yes, call me"}
    (receipt,) = receipts_of(ID, "abc", [permit(pressed)])
    assert receipt.facts["label"] == "Yes, call me"
    assert words_of(pressed) == words_of({**CONSENT, "label": "Sure"}) == words_of(CONSENT)
    assert words_of({"answer": "yes", "label": "Yes, call me"}) == "yes"
    assert words_of({"label": "Yes, call me"}) == ""


@pytest.mark.parametrize(
    ("answer", "label", "agreed"),
    [
        ("yes", "Yes, call me", True),
        ("yes", "", True),
        ("yes", "No, thanks", False),
        ("no", "Yes, call me", False),
        ("", "Yes, call me", False),
    ],
)
def test_a_label_is_no_answer_and_a_label_of_refusal_is_no_consent(answer: str, label: str, agreed: bool) -> None:
    assert agrees({"question": "OK?", "answer": answer, "label": label}, ["no", "never"]) is agreed
