"""The chain of a number's receipts does not fork, holds each receipt once, and shows what was changed."""

from __future__ import annotations

import json
from functools import partial

import pytest

from handover.core.call.consent import Receipt, ReceiptKind
from tests.fakes.bucket import CUT_AFTER, CUT_BEFORE
from tests.handover.rig import CUSTOMER, OTHER, Rig, at_once


def receipt(rig: Rig, subject: str) -> Receipt:
    return Receipt(ReceiptKind.GIVEN, rig.clock.now(), subject, {"question": "OK?", "answer": "yes"})


def person(rig: Rig, number: str = CUSTOMER) -> str:
    return rig.storage.consents.person(number)


def test_receipts_are_appended_in_order_and_once(any_rig: Rig) -> None:
    chains, who = any_rig.storage.consents, person(any_rig)
    assert chains.append(who, [receipt(any_rig, "a"), receipt(any_rig, "b")]) == 2
    assert chains.append(who, [receipt(any_rig, "b"), receipt(any_rig, "c")]) == 1
    assert [(n, body["subject"]) for n, body in chains.chain(who)] == [(1, "a"), (2, "b"), (3, "c")]
    assert chains.broken_at(who) is None


def test_requests_at_the_same_moment_make_one_chain(racing_rig: Rig) -> None:
    who, subjects = person(racing_rig), [f"{n % 4}" for n in range(8)]
    works = [partial(racing_rig.ctx().storage.consents.append, who, [receipt(racing_rig, word)]) for word in subjects]
    assert sum(at_once(works)) == 4
    chain = racing_rig.storage.consents.chain(who)
    assert [n for n, _ in chain] == [1, 2, 3, 4]
    assert sorted(body["subject"] for _, body in chain) == ["0", "1", "2", "3"]
    assert racing_rig.storage.consents.broken_at(who) is None


def test_a_lost_answer_does_not_write_a_receipt_twice(rig: Rig) -> None:
    for subject, fault in (("a", CUT_AFTER), ("b", CUT_BEFORE)):
        rig.client().faults.add(fault, lambda method, _: method == "PUT")
        assert rig.storage.consents.append(person(rig), [receipt(rig, subject)]) == 1
    assert [body["subject"] for _, body in rig.storage.consents.chain(person(rig))] == ["a", "b"]


@pytest.mark.parametrize("n", [1, 2])
def test_an_entry_that_was_changed_or_removed_in_the_bucket_shows(rig: Rig, n: int) -> None:
    rig.storage.consents.append(person(rig), [receipt(rig, word) for word in "abc"])
    name = sorted(rig.objects("v1/consent/"))[n - 1]
    rig.server.put(rig.bucket, name, json.dumps({**rig.objects()[name], "subject": "other"}).encode())
    assert rig.storage.consents.broken_at(person(rig)) == n
    rig.storage.bucket.delete(name)
    assert rig.storage.consents.broken_at(person(rig)) == (None if n == 1 else 3)


def test_each_number_has_a_chain_of_its_own(rig: Rig) -> None:
    for number in (CUSTOMER, OTHER):
        rig.storage.consents.append(person(rig, number), [receipt(rig, number[-2:])])
    assert [len(rig.storage.consents.chain(person(rig, number))) for number in (CUSTOMER, OTHER)] == [1, 1]
    assert not [name for name in rig.objects("v1/consent/") if CUSTOMER[-6:] in name]
