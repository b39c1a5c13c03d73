"""A sign-in lasts until it is removed, and its secret is stored nowhere. Uses and tries of a code are claimed first."""

from __future__ import annotations

from handover.core.access.sign_in_code import CodeRequest
from handover.services.storage.keys import sign_in_keys
from tests.handover.rig import ANNA, BEN, MONDAY, Rig, at_once

CHALLENGE = "abcdefghijklmnopqrstuvwxyz"


def test_a_sign_in_is_added_found_and_removed(rig: Rig) -> None:
    sign_ins = rig.storage.sign_ins
    assert sign_ins.signed_in_since(ANNA, "secret") is None
    sign_ins.add(ANNA, "secret", MONDAY)
    assert sign_ins.signed_in_since(ANNA, "secret") == MONDAY
    assert sign_ins.signed_in_since(ANNA, "another") is None
    assert sign_ins.signed_in_since(BEN, "secret") is None
    sign_ins.remove(ANNA, "secret")
    assert sign_ins.signed_in_since(ANNA, "secret") is None
    sign_ins.remove(ANNA, "secret")


def test_all_sign_ins_of_an_agent_are_removed_and_nobody_elses(rig: Rig) -> None:
    sign_ins = rig.storage.sign_ins
    for agent, sign_in in ((ANNA, "1"), (ANNA, "2"), (BEN, "3")):
        sign_ins.add(agent, sign_in, MONDAY)
    sign_ins.remove_all(ANNA)
    assert [sign_ins.signed_in_since(ANNA, sign_in) for sign_in in "12"] == [None, None]
    assert sign_ins.signed_in_since(BEN, "3") == MONDAY


def test_neither_the_secret_nor_the_agents_id_can_be_read_from_the_bucket(rig: Rig) -> None:
    rig.storage.sign_ins.add(ANNA, "the-sign-ins-secret", MONDAY)
    kept = str(rig.objects("v1/seat/"))
    assert "v1/seat/" in kept
    assert ANNA not in kept
    assert "the-sign-ins-secret" not in kept


def test_a_request_is_found_with_whether_it_was_used(rig: Rig) -> None:
    codes = rig.storage.sign_in_codes
    assert codes.requested(CHALLENGE) is None
    codes.record_request(CHALLENGE, "anna", MONDAY)
    assert codes.requested(CHALLENGE) == CodeRequest(MONDAY, "anna")
    assert codes.claim(CHALLENGE, "used", MONDAY)
    assert codes.requested(CHALLENGE) == CodeRequest(MONDAY, "anna", used=True)


def test_no_object_is_named_by_what_is_no_challenge(rig: Rig) -> None:
    client = rig.client().separate()
    assert rig.ctx(rig.app(lambda: client)).storage.sign_in_codes.requested("../../desk.json") is None
    assert len(client.requests) == 0


def test_of_many_uses_of_a_code_at_once_one_wins(racing_rig: Rig) -> None:
    codes = racing_rig.ctx().storage.sign_in_codes
    assert at_once([lambda: codes.claim(CHALLENGE, "used", MONDAY)] * 20).count(True) == 1


def test_tries_are_counted_up_to_the_last(rig: Rig) -> None:
    codes = rig.storage.sign_in_codes
    assert [codes.claim_try(CHALLENGE, 3, MONDAY) for _ in range(5)] == [1, 2, 3, 0, 0]
    assert codes.claim_try(CHALLENGE[::-1], 3, MONDAY) == 1, "each challenge has its own"


def test_of_many_tries_at_once_each_is_counted_once(racing_rig: Rig) -> None:
    codes = racing_rig.ctx().storage.sign_in_codes
    tries = at_once([lambda: codes.claim_try(CHALLENGE, 5, MONDAY)] * 20)
    assert sorted(n for n in tries if n) == [1, 2, 3, 4, 5]
    assert len(racing_rig.objects(sign_in_keys.code(CHALLENGE, "try"))) == 5
