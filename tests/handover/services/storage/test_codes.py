"""What happened to a challenge is claimed before it happens, so that no race makes more of it."""

from __future__ import annotations

from handover.core.access.sign_in_code import CodeRequest
from handover.services.storage import keys
from tests.handover.rig import MONDAY, Rig, at_once
from tests.handover.usecases.faulty import FaultyClient

CHALLENGE = "abcdefghijklmnopqrstuvwxyz"


def test_what_was_asked_for_is_found_with_whether_it_was_used(rig: Rig) -> None:
    codes = rig.storage.codes
    assert codes.asked(CHALLENGE) is None
    codes.ask(CHALLENGE, "anna", MONDAY)
    assert codes.asked(CHALLENGE) == CodeRequest(MONDAY, "anna")
    assert codes.claim(CHALLENGE, "used", MONDAY)
    assert codes.asked(CHALLENGE) == CodeRequest(MONDAY, "anna", used=True)


def test_no_object_is_named_by_what_is_no_challenge(rig: Rig) -> None:
    client = FaultyClient(rig.client())
    assert rig.ctx(rig.app(lambda: client)).storage.codes.asked("../../desk.json") is None
    assert client.requests == 0


def test_of_many_who_use_a_code_at_once_one_does(racing_rig: Rig) -> None:
    codes = racing_rig.ctx().storage.codes
    assert at_once([lambda: codes.claim(CHALLENGE, "used", MONDAY)] * 20).count(True) == 1


def test_tries_are_counted_up_to_the_last(rig: Rig) -> None:
    codes = rig.storage.codes
    assert [codes.claim_try(CHALLENGE, 3, MONDAY) for _ in range(5)] == [1, 2, 3, 0, 0]
    assert codes.claim_try(CHALLENGE[::-1], 3, MONDAY) == 1, "each challenge has its own"


def test_of_many_tries_at_once_each_is_counted_once(racing_rig: Rig) -> None:
    codes = racing_rig.ctx().storage.codes
    tries = at_once([lambda: codes.claim_try(CHALLENGE, 5, MONDAY)] * 20)
    assert sorted(n for n in tries if n) == [1, 2, 3, 4, 5]
    assert len(racing_rig.objects(keys.code(CHALLENGE, "try"))) == 5
