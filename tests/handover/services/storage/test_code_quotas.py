"""Sign-in codes are claimed: exactly so many for a number, and so many for the whole desk in an hour."""

from __future__ import annotations

from datetime import timedelta

from handover.core.access.sign_in_code import MOST_A_DAY
from tests.handover.rig import ANNA, BEN, MONDAY, Rig, at_once

HOUR = timedelta(hours=1)


def test_a_numbers_codes_are_claimed_one_after_the_other(rig: Rig) -> None:
    quotas = rig.storage.code_quotas
    assert quotas.requests_for(ANNA, False, MOST_A_DAY).latest == 0
    assert quotas.claim_request_for(ANNA, False, 0, MONDAY)
    assert not quotas.claim_request_for(ANNA, False, 0, MONDAY)
    assert quotas.claim_request_for(ANNA, False, 1, MONDAY + HOUR)
    claims = quotas.requests_for(ANNA, False, MOST_A_DAY)
    assert (claims.latest, claims.at) == (2, (MONDAY, MONDAY + HOUR))
    assert quotas.requests_for(ANNA, False, 1).at == (MONDAY + HOUR,)


def test_each_number_and_each_kind_of_browser_has_its_own(rig: Rig) -> None:
    quotas = rig.storage.code_quotas
    quotas.claim_request_for(ANNA, False, 0, MONDAY)
    assert quotas.requests_for(ANNA, True, MOST_A_DAY).latest == 0
    assert quotas.requests_for(BEN, False, MOST_A_DAY).latest == 0
    quotas.claim_request_for(ANNA, True, 0, MONDAY)
    assert quotas.requests_for(ANNA, False, MOST_A_DAY).latest == 1


def test_an_hour_has_so_many_requests(rig: Rig) -> None:
    quotas = rig.storage.code_quotas
    assert [quotas.claim_request(MONDAY, 3) for _ in range(5)] == [True, True, True, False, False]
    assert quotas.claim_request(MONDAY + HOUR, 3)


def test_what_is_not_sent_costs_the_same_requests_and_counts_nothing(rig: Rig) -> None:
    client = rig.client().separate()
    quotas = rig.ctx(rig.app(lambda: client)).storage.code_quotas
    kinds = []
    for wanted in (True, False):
        assert quotas.claim_sending(MONDAY, 2, wanted) is wanted
        kinds.append([request.rpartition("/")[0] for request in client.requests])
        client.requests.clear()
    assert kinds[0] == kinds[1]
    assert quotas.claim_sending(MONDAY, 2, True)
    assert not quotas.claim_sending(MONDAY, 2, True)


def test_of_many_at_once_exactly_so_many_are_claimed(racing_rig: Rig) -> None:
    quotas = racing_rig.ctx().storage.code_quotas
    assert at_once([lambda: quotas.claim_sending(MONDAY, 5, True)] * 20).count(True) == 5
    assert at_once([lambda: quotas.claim_request(MONDAY, 5)] * 20).count(True) == 5


def test_no_name_holds_a_number(rig: Rig) -> None:
    for known in (False, True):
        rig.storage.code_quotas.claim_request_for(ANNA, known, 0, MONDAY)
    assert ANNA[-6:] not in str(rig.objects("v1/ask/"))
