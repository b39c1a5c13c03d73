"""The right code signs in once, wrong codes are counted, and requests at the same moment gain nothing."""

from __future__ import annotations

import pytest

from handover.core.access.sign_in_code import CodeError, code_of
from handover.core.access.viewer import Viewer
from handover.core.desk.config import Agent
from handover.services.storage import StorageError
from handover.usecases.sign_in import redeem_code, sign_in, sign_out
from tests.handover.browser import DASHBOARD_SECRET
from tests.handover.rig import DESK, OTHER, Rig, at_once
from tests.handover.signing import ask, right, with_secret, wrong

NEW_SECRET = "the-dashboard-secret-after-rotation!"


@pytest.fixture
def rig(rig: Rig) -> Rig:
    return with_secret(rig)


def use(rig: Rig, challenge: str, typed: str) -> Agent:
    ctx = rig.ctx()
    return redeem_code(ctx, ctx.storage.desk(), challenge, typed)


def why(rig: Rig, challenge: str, typed: str) -> tuple[str, int]:
    """Returns why the code is refused and how many tries are left."""
    try:
        use(rig, challenge, typed)
    except CodeError as error:
        return error.why, error.left
    return "", 0


def test_the_right_code_signs_its_agent_in_once(rig: Rig) -> None:
    challenge = ask(rig)
    assert use(rig, challenge, f" {right(challenge)[:3]} {right(challenge)[3:]}").id == "anna"
    assert why(rig, challenge, right(challenge)) == ("used", 0)


def test_a_code_is_wrong_for_another_challenge(rig: Rig) -> None:
    mine, theirs = ask(rig), ask(rig)
    assert why(rig, theirs, right(mine)) == ("wrong", 4)
    assert why(rig, "a" * 26, right("a" * 26)) == ("none", 0)
    assert why(rig, "", right("")) == ("none", 0)


def test_after_five_wrong_codes_the_right_one_is_refused(rig: Rig) -> None:
    challenge = ask(rig)
    tries = [why(rig, challenge, wrong(challenge)) for _ in range(5)]
    assert tries == [("wrong", 4), ("wrong", 3), ("wrong", 2), ("wrong", 1), ("spent", 0)]
    assert why(rig, challenge, right(challenge)) == ("spent", 0)


def test_text_without_six_digits_costs_no_try(rig: Rig) -> None:
    challenge = ask(rig)
    assert [why(rig, challenge, "12")[0] for _ in range(9)] == ["unreadable"] * 9
    assert use(rig, challenge, right(challenge)).id == "anna"


def test_a_code_is_good_for_ten_minutes(rig: Rig) -> None:
    first, second = ask(rig), ask(rig)
    rig.clock.step(599)
    assert use(rig, first, right(first)).id == "anna"
    rig.clock.step(1)
    assert why(rig, second, right(second)) == ("expired", 0)


def test_a_code_for_a_number_of_nobody_is_wrong_like_any_other(rig: Rig) -> None:
    challenge = ask(rig, OTHER)
    assert why(rig, challenge, right(challenge)) == ("wrong", 4)
    assert [why(rig, challenge, wrong(challenge))[0] for _ in range(5)] == ["wrong"] * 3 + ["spent"] * 2


def test_an_agent_who_left_the_desk_cannot_sign_in(rig: Rig) -> None:
    challenge = ask(rig)
    rig.desk(agents=DESK["agents"][1:])
    assert why(rig, challenge, right(challenge)) == ("wrong", 4)


def test_of_many_right_codes_at_once_one_is_accepted(rig: Rig) -> None:
    with_secret(rig)
    challenge = ask(rig)
    outcomes = at_once([lambda: why(rig, challenge, right(challenge))[0]] * 20)
    assert outcomes.count("") == 1
    assert set(outcomes) <= {"", "used", "spent"}


def test_of_many_wrong_codes_at_once_five_count_as_tries(rig: Rig) -> None:
    with_secret(rig)
    challenge = ask(rig)
    outcomes = at_once([lambda: why(rig, challenge, wrong(challenge))] * 20)
    assert sorted(outcomes)[-4:] == [("wrong", 1), ("wrong", 2), ("wrong", 3), ("wrong", 4)]
    assert outcomes.count(("spent", 0)) == 16
    assert why(rig, challenge, right(challenge)) == ("spent", 0)


def test_codes_sent_before_a_rotation_are_accepted_during_it(rig: Rig) -> None:
    before, after = ask(rig), ask(rig)
    with_secret(rig, DASHBOARD_SECRET=NEW_SECRET, DASHBOARD_SECRET_PREVIOUS=DASHBOARD_SECRET)
    assert use(rig, before, right(before)).id == "anna"
    assert use(rig, after, code_of(NEW_SECRET, after)).id == "anna"


def test_when_the_rotation_is_over_old_codes_are_wrong(rig: Rig) -> None:
    challenge = ask(rig)
    with_secret(rig, DASHBOARD_SECRET=NEW_SECRET)
    assert why(rig, challenge, right(challenge)) == ("wrong", 4)


@pytest.mark.parametrize("fact", ["try", "used", "asked"])
def test_a_code_whose_record_fails_is_not_accepted(rig: Rig, fact: str) -> None:
    challenge = ask(rig)
    client = rig.client().failing(lambda _, key: f"/{fact}" in key)
    ctx = rig.ctx(rig.app(lambda: client))
    with pytest.raises(StorageError):
        redeem_code(ctx, ctx.storage.desk(), challenge, right(challenge))


def test_an_agent_signs_out_of_one_browser_or_all(rig: Rig) -> None:
    ctx = rig.ctx()
    anna = ctx.storage.desk().agents[0]
    for sign_in_id in ("one", "two", "three"):
        sign_in(ctx, anna, sign_in_id)
    sign_out(ctx, Viewer(anna, sign_in_id="one"))
    sign_ins = rig.storage.sign_ins
    assert [bool(sign_ins.signed_in_since(anna.phone, sign_in_id)) for sign_in_id in ("one", "two", "three")] == [
        False,
        True,
        True,
    ]
    sign_out(ctx, Viewer(anna, sign_in_id="two"), everywhere=True)
    assert not any(sign_ins.signed_in_since(anna.phone, sign_in_id) for sign_in_id in ("one", "two", "three"))
