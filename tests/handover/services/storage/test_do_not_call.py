"""The do-not-call list: what says whether a number may be called, and that nothing but hashes is stored."""

from __future__ import annotations

import json

from tests.handover.rig import CUSTOMER, OTHER, Rig, at_once


def add(rig: Rig, *words: str, number: str = CUSTOMER) -> int:
    return rig.storage.do_not_call.add(number, rig.clock.now(), "a-session", words).n


def test_a_number_is_on_the_list_from_its_withdrawal_on(any_rig: Rig) -> None:
    listed = any_rig.storage.do_not_call
    assert not listed.has(CUSTOMER)
    assert add(any_rig) == 1
    assert (listed.has(CUSTOMER), listed.has(OTHER), listed.in_force(CUSTOMER)) == (True, False, 1)


def test_a_lifted_withdrawal_holds_no_longer_and_a_new_one_does(any_rig: Rig) -> None:
    listed = any_rig.storage.do_not_call
    listed.lift(CUSTOMER, add(any_rig), any_rig.clock.now())
    assert not listed.has(CUSTOMER)
    assert add(any_rig) == 2
    assert listed.in_force(CUSTOMER) == 2


def test_a_number_that_was_never_on_the_list_costs_one_read(rig: Rig) -> None:
    add(rig, number=OTHER)
    client = rig.client().separate()
    listed = rig.ctx(rig.app(lambda: client)).storage.do_not_call
    assert not listed.has(CUSTOMER)
    assert [request.partition(" ")[0] for request in client.requests] == ["GET"]
    assert listed.has(OTHER)


def test_a_later_withdrawal_holds_although_the_first_was_lifted(any_rig: Rig) -> None:
    listed = any_rig.storage.do_not_call
    listed.lift(CUSTOMER, add(any_rig), any_rig.clock.now())
    add(any_rig)
    assert any_rig.ctx(any_rig.app()).storage.do_not_call.in_force(CUSTOMER) == 2


def test_a_lift_leaves_a_withdrawal_that_came_meanwhile(rig: Rig) -> None:
    first = add(rig)
    assert add(rig) == 2
    rig.storage.do_not_call.lift(CUSTOMER, first, rig.clock.now())
    assert rig.storage.do_not_call.in_force(CUSTOMER) == 2


def test_withdrawals_at_the_same_moment_all_end_with_the_number_on_the_list(racing_rig: Rig) -> None:
    at_once([lambda: add(racing_rig)] * 8)
    assert racing_rig.storage.do_not_call.has(CUSTOMER)


def test_only_so_many_withdrawals_in_a_row_are_stored(rig: Rig) -> None:
    assert [add(rig) for _ in range(30)][-1] == 20
    assert len(rig.objects("v1/do-not-call/")) == 20
    rig.storage.do_not_call.lift(CUSTOMER, 20, rig.clock.now())
    assert add(rig) == 21


def test_a_withdrawal_remembers_which_words_it_and_earlier_ones_took_back(rig: Rig) -> None:
    add(rig, "may we call you")
    second = add(rig, "shall we call")
    listed = rig.storage.do_not_call
    assert [
        listed.took_back(CUSTOMER, second, words) for words in ("may we call you", "shall we call", "after all")
    ] == [
        *(True, True),
        False,
    ]


def test_the_list_holds_neither_number_nor_words(rig: Rig) -> None:
    add(rig, "may we call you")
    rig.storage.do_not_call.lift(CUSTOMER, 1, rig.clock.now())
    stored = json.dumps(rig.objects("v1/do-not-call/"))
    assert CUSTOMER[1:] not in stored
    assert "may we" not in stored
    assert "a-session" in stored  # given as a hash


def test_a_token_names_one_withdrawal_of_one_number(rig: Rig) -> None:
    listed = rig.storage.do_not_call
    tokens = {listed.token(number, n) for number in (CUSTOMER, OTHER) for n in (1, 2)}
    assert len(tokens) == 4
