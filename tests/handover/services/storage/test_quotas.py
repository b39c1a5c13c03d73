"""Quotas are claimed once, by the lowest free number or right after the latest, under any race."""

from __future__ import annotations

from datetime import date

import pytest

from handover.services.storage import keys
from handover.services.storage.quotas import QuotaClaim, Quotas
from tests.handover.rig import CUSTOMER, OTHER, Rig, at_once

DAY = date(2026, 11, 23)
OF_DAY = keys.total("20261123")


@pytest.fixture
def quotas(rig: Rig) -> Quotas:
    return rig.storage.quotas


def taken(rig: Rig, prefix: str) -> list[int]:
    return [keys.number_in(key) for key in rig.objects(prefix)]


def of_customer(rig: Rig) -> str:
    return rig.storage.keys.number(CUSTOMER)


def test_the_next_claim_follows_the_latest(rig: Rig, quotas: Quotas) -> None:
    first = quotas.claim_call_to(CUSTOMER, 0, "a", rig.clock.now())
    assert first == QuotaClaim(f"{of_customer(rig)}000001", 1, "a", rig.clock.now())
    assert quotas.claim_call_to(CUSTOMER, 1, "b", rig.clock.now()) is not None
    assert taken(rig, of_customer(rig)) == [1, 2]


def test_a_number_that_another_request_just_claimed_is_none(rig: Rig, quotas: Quotas) -> None:
    quotas.claim_call_to(CUSTOMER, 0, "a", rig.clock.now())
    assert quotas.claim_call_to(CUSTOMER, 0, "b", rig.clock.now()) is None
    assert rig.objects(of_customer(rig))[f"{of_customer(rig)}000001"]["hid"] == "a"


def test_a_numbers_latest_claims_come_first_up_to_the_limit(rig: Rig, quotas: Quotas) -> None:
    for n in range(12):
        quotas.claim_call_to(CUSTOMER, n, f"h{n + 1}", rig.clock.now())
    assert [claim.owner for claim in quotas.calls_to(CUSTOMER, 3)] == ["h12", "h11", "h10"]
    assert [claim.n for claim in quotas.calls_to(CUSTOMER, 99)] == list(range(12, 0, -1))
    assert quotas.calls_to(OTHER, 6) == []


def test_a_claim_keeps_its_own_time(rig: Rig, quotas: Quotas) -> None:
    at = rig.clock.now()
    quotas.claim_call_to(CUSTOMER, 0, "a", at)
    rig.clock.step(99)
    assert rig.storage.quotas.calls_to(CUSTOMER, 6)[0].at == at


def test_of_the_days_numbers_the_lowest_free_one_is_claimed(rig: Rig, quotas: Quotas) -> None:
    given = [quotas.claim_call_on(DAY, 3, handover_id, rig.clock.now()) for handover_id in "abcd"]
    assert [claim and claim.n for claim in given] == [1, 2, 3, None]
    assert given[1] is not None
    quotas.release(given[1])
    assert taken(rig, OF_DAY) == [1, 3]
    again = quotas.claim_call_on(DAY, 3, "e", rig.clock.now())
    assert again is not None
    assert again.n == 2


def test_a_limit_that_was_lowered_gives_none(rig: Rig, quotas: Quotas) -> None:
    for handover_id in "abc":
        quotas.claim_call_on(DAY, 5, handover_id, rig.clock.now())
    assert quotas.claim_call_on(DAY, 2, "d", rig.clock.now()) is None


def test_of_many_at_once_each_gets_a_number_of_its_own(racing_rig: Rig) -> None:
    quotas = racing_rig.ctx().storage.quotas
    given = at_once([lambda: quotas.claim_call_on(DAY, 6, "h", racing_rig.clock.now())] * 12)
    assert sorted(claim.n for claim in given if claim) == [1, 2, 3, 4, 5, 6]


def test_of_many_that_claim_the_next_number_one_gets_it(racing_rig: Rig) -> None:
    quotas = racing_rig.ctx().storage.quotas
    given = at_once([lambda: quotas.claim_call_to(CUSTOMER, 7, "h", racing_rig.clock.now())] * 12)
    assert len([claim for claim in given if claim]) == 1


def test_a_phone_number_is_no_part_of_its_claims_names(rig: Rig) -> None:
    assert not {CUSTOMER[1:], CUSTOMER[3:], CUSTOMER[-4:]} & set(rig.storage.keys.number(CUSTOMER).split("/"))


def test_calls_are_counted_by_day(rig: Rig, quotas: Quotas) -> None:
    for handover_id in "ab":
        quotas.claim_call_on(DAY, 5, handover_id, rig.clock.now())
    assert quotas.count_calls_on(DAY) == 2
    assert quotas.count_calls_on(date(2026, 11, 24)) == 0
