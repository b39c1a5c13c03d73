"""Numbered slots are claimed once, by the lowest free number or right after the latest, under any race."""

from __future__ import annotations

import pytest

from handover.services.storage import keys
from handover.services.storage.quotas import QuotaClaim, Quotas
from tests.handover.rig import CUSTOMER, Rig, at_once

PREFIX = "v1/number/x/"


@pytest.fixture
def quotas(rig: Rig) -> Quotas:
    return rig.storage.quotas


def taken(rig: Rig, prefix: str = PREFIX) -> list[int]:
    return [keys.number_in(key) for key in rig.objects(prefix)]


def test_the_next_slot_follows_the_latest(rig: Rig, quotas: Quotas) -> None:
    first = quotas.claim_next(PREFIX, 0, "a", rig.clock.now())
    assert first == QuotaClaim(f"{PREFIX}000001", 1, "a", rig.clock.now())
    assert quotas.claim_next(PREFIX, 1, "b", rig.clock.now()) is not None
    assert taken(rig) == [1, 2]


def test_a_slot_that_somebody_just_took_is_none(rig: Rig, quotas: Quotas) -> None:
    quotas.claim_next(PREFIX, 0, "a", rig.clock.now())
    assert quotas.claim_next(PREFIX, 0, "b", rig.clock.now()) is None
    assert rig.objects(PREFIX)[f"{PREFIX}000001"]["hid"] == "a"


def test_a_numbers_latest_come_first_and_no_more_than_asked_for(rig: Rig, quotas: Quotas) -> None:
    for n in range(12):
        quotas.claim_next(PREFIX, n, f"h{n + 1}", rig.clock.now())
    assert [slot.handover_id for slot in quotas.of_number(PREFIX, 3)] == ["h12", "h11", "h10"]
    assert [slot.n for slot in quotas.of_number(PREFIX, 99)] == list(range(12, 0, -1))
    assert quotas.of_number("v1/number/nobody/", 6) == []


def test_a_slot_keeps_its_own_time(rig: Rig, quotas: Quotas) -> None:
    at = rig.clock.now()
    quotas.claim_next(PREFIX, 0, "a", at)
    rig.clock.step(99)
    assert rig.storage.quotas.of_number(PREFIX, 6)[0].at == at


def test_of_the_days_slots_the_lowest_free_one_is_taken(rig: Rig, quotas: Quotas) -> None:
    prefix = keys.total("20261123")
    given = [quotas.claim_any(prefix, 3, handover_id, rig.clock.now()) for handover_id in "abcd"]
    assert [slot and slot.n for slot in given] == [1, 2, 3, None]
    assert given[1] is not None
    quotas.give_back(given[1])
    assert taken(rig, prefix) == [1, 3]
    again = quotas.claim_any(prefix, 3, "e", rig.clock.now())
    assert again is not None
    assert again.n == 2


def test_a_lower_limit_than_yesterday_gives_none(rig: Rig, quotas: Quotas) -> None:
    for handover_id in "abc":
        quotas.claim_any(PREFIX, 5, handover_id, rig.clock.now())
    assert quotas.claim_any(PREFIX, 2, "d", rig.clock.now()) is None


def test_of_many_at_once_each_gets_a_slot_of_its_own(racing_rig: Rig) -> None:
    quotas = racing_rig.ctx().storage.quotas
    given = at_once([lambda: quotas.claim_any(PREFIX, 6, "h", racing_rig.clock.now())] * 12)
    assert sorted(slot.n for slot in given if slot) == [1, 2, 3, 4, 5, 6]


def test_of_many_that_want_the_next_one_gets_it(racing_rig: Rig) -> None:
    quotas = racing_rig.ctx().storage.quotas
    given = at_once([lambda: quotas.claim_next(PREFIX, 7, "h", racing_rig.clock.now())] * 12)
    assert len([slot for slot in given if slot]) == 1


def test_a_pointer_names_the_handover_that_was_first(rig: Rig, quotas: Quotas) -> None:
    assert quotas.claim_pointer("s", 1, "mine", rig.clock.now()).mine
    second = quotas.claim_pointer("s", 1, "theirs", rig.clock.now())
    assert (second.mine, second.body["hid"]) == (False, "mine")
    quotas.claim_pointer("s", 2, "next", rig.clock.now())
    latest = quotas.latest_pointer("s")
    assert latest is not None
    assert (latest.n, latest.handover_id) == (2, "next")
    assert quotas.latest_pointer("nobody") is None


def test_sessions_whose_names_begin_alike_are_not_mixed_up(rig: Rig, quotas: Quotas) -> None:
    quotas.claim_pointer("ab", 1, "h", rig.clock.now())
    assert quotas.latest_pointer("a") is None


def test_a_number_is_no_part_of_its_slots_name(rig: Rig) -> None:
    assert not {CUSTOMER[1:], CUSTOMER[3:], CUSTOMER[-4:]} & set(rig.storage.keys.number(CUSTOMER).split("/"))
