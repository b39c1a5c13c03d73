"""Quotas are claimed once, under any race. What is given back is marked, and nothing is deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from handover.services.storage.quotas import QuotaClaim, Quotas
from tests.handover.rig import CUSTOMER, OTHER, Rig, at_once

DAY = date(2026, 11, 23)


@pytest.fixture
def quotas(rig: Rig) -> Quotas:
    return rig.storage.quotas


def of_customer(rig: Rig) -> str:
    return rig.storage.keys.number(CUSTOMER)


def test_a_number_that_another_request_just_claimed_is_none(rig: Rig, quotas: Quotas) -> None:
    calls = quotas.calls_to(CUSTOMER)
    mine = QuotaClaim(f"{of_customer(rig)}000001", 1, "a", rig.clock.now(), created=True)
    assert calls.claim(1, "a", rig.clock.now()) == mine
    assert calls.claim(1, "a", rig.clock.now()) == replace(mine, created=False), "it belongs to the handover"
    assert calls.claim(1, "b", rig.clock.now()) is None
    assert rig.objects(of_customer(rig))[f"{of_customer(rig)}000001"]["hid"] == "a"


def test_a_numbers_claims_are_read_in_the_requested_order(rig: Rig, quotas: Quotas) -> None:
    calls = quotas.calls_to(CUSTOMER)
    for n in range(1, 13):
        calls.claim(n, f"h{n}", rig.clock.now())
    assert calls.taken().held == list(range(12, 0, -1))
    assert [claim.owner for claim in calls.read([12, 11, 99, 10])] == ["h12", "h11", "h10"]
    assert quotas.calls_to(OTHER).taken().held == []


def test_a_claim_keeps_its_own_time(rig: Rig, quotas: Quotas) -> None:
    at = rig.clock.now()
    quotas.calls_to(CUSTOMER).claim(1, "a", at)
    rig.clock.step(99)
    assert rig.storage.quotas.calls_to(CUSTOMER).read([1])[0].at == at


def claim(rig: Rig, quotas: Quotas, n: int) -> QuotaClaim:
    claimed = quotas.calls_on(DAY).claim(n, f"h{n}", rig.clock.now())
    assert claimed is not None
    return claimed


def test_what_is_given_back_is_marked_and_makes_room_for_one_more(rig: Rig, quotas: Quotas) -> None:
    claims = [claim(rig, quotas, n) for n in (1, 2, 3)]
    assert quotas.calls_on(DAY).taken().free(3) == []
    for _ in range(2):  # a repeated request marks the same claim
        quotas.release(claims[1])
    taken = quotas.calls_on(DAY).taken()
    assert (taken.held, taken.free(3), taken.latest) == ([3, 1], [4], 3)
    assert "DELETE" not in " ".join(rig.client().requests)


def test_a_repeated_release_takes_nothing_from_the_next_claim(rig: Rig, quotas: Quotas) -> None:
    first = claim(rig, quotas, 1)
    quotas.release(first)
    claim(rig, quotas, 2)
    quotas.release(first)
    taken = quotas.calls_on(DAY).taken()
    assert (taken.held, taken.free(1)) == ([2], [])


def test_the_holes_that_deleted_claims_left_are_filled(rig: Rig, quotas: Quotas) -> None:
    """Version 0.2.0 gave claims back by deleting them."""
    for n in (1, 3, 4):
        claim(rig, quotas, n)
    assert quotas.calls_on(DAY).taken().free(5) == [2, 5]


def test_a_limit_that_was_lowered_gives_none(rig: Rig, quotas: Quotas) -> None:
    for n in (1, 4, 5):
        claim(rig, quotas, n)
    assert quotas.calls_on(DAY).taken().free(3) == []


def test_a_listing_from_before_a_release_allows_too_few_and_not_too_many(rig: Rig, quotas: Quotas) -> None:
    claims = [claim(rig, quotas, n) for n in (1, 2)]
    before = quotas.calls_on(DAY).taken()
    quotas.release(claims[0])
    assert before.free(2) == []
    assert quotas.calls_on(DAY).taken().free(2) == [3]


def test_of_many_that_claim_the_same_number_one_gets_it(racing_rig: Rig) -> None:
    calls = racing_rig.ctx().storage.quotas.calls_to(CUSTOMER)
    given = at_once([partial(calls.claim, 8, f"h{n}", racing_rig.clock.now()) for n in range(12)])
    assert len([claim for claim in given if claim]) == 1


def test_of_identical_claims_one_creates_the_number(racing_rig: Rig) -> None:
    calls = racing_rig.ctx().storage.quotas.calls_to(CUSTOMER)
    given = at_once([lambda: calls.claim(8, "h", racing_rig.clock.now())] * 12)
    assert sum(claim.created for claim in given if claim) == 1
    assert {claim.owner for claim in given if claim} == {"h"}


def test_number_1_of_a_set_is_claimed_again_when_storage_has_removed_it(rig: Rig, quotas: Quotas) -> None:
    """Its mark may be left, and says nothing about the later claim."""
    calls, first = quotas.calls_to(CUSTOMER), quotas.calls_to(CUSTOMER).claim(1, "a", rig.clock.now())
    assert first
    quotas.release(first)
    calls.claim(2, "b", rig.clock.now())
    assert calls.taken().next == 3
    rig.storage.bucket.delete(first.key)
    assert calls.taken().next == 1
    calls.claim(1, "c", rig.clock.now())
    assert [claim.owner for claim in calls.read_latest(calls.taken(), 6)] == ["b", "c"]


def test_the_calls_to_a_country_are_counted_by_the_hour_of_the_clock(rig: Rig, quotas: Quotas) -> None:
    quotas.calls_to_country("DE", rig.clock.now()).claim(1, "a", rig.clock.now())
    assert list(rig.objects("v1/country/")) == ["v1/country/2026112309/de/000001"]
    assert quotas.calls_to_country("US", rig.clock.now()).taken().held == []
    assert quotas.calls_to_country("DE", rig.clock.now() + timedelta(hours=1)).taken().held == []


def test_a_phone_number_is_no_part_of_its_claims_names(rig: Rig) -> None:
    assert not {CUSTOMER[1:], CUSTOMER[3:], CUSTOMER[-4:]} & set(rig.storage.keys.number(CUSTOMER).split("/"))


def test_calls_are_counted_by_day(rig: Rig, quotas: Quotas) -> None:
    claims = [claim(rig, quotas, n) for n in (1, 2, 3)]
    quotas.release(claims[0])
    assert quotas.count_calls_on(DAY) == 2
    assert quotas.count_calls_on(date(2026, 11, 24)) == 0
