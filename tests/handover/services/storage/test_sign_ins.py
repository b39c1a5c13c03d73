"""A seat is there from the sign-in until somebody leaves it; its secret is kept nowhere."""

from __future__ import annotations

from tests.handover.rig import ANNA, BEN, MONDAY, Rig


def test_a_seat_is_taken_found_and_left(rig: Rig) -> None:
    seats = rig.storage.seats
    assert seats.since(ANNA, "secret") is None
    seats.take(ANNA, "secret", MONDAY)
    assert seats.since(ANNA, "secret") == MONDAY
    assert seats.since(ANNA, "another") is None
    assert seats.since(BEN, "secret") is None
    seats.leave(ANNA, "secret")
    assert seats.since(ANNA, "secret") is None
    seats.leave(ANNA, "secret")


def test_all_seats_of_an_agent_are_left_and_nobody_elses(rig: Rig) -> None:
    seats = rig.storage.seats
    for agent, seat in ((ANNA, "1"), (ANNA, "2"), (BEN, "3")):
        seats.take(agent, seat, MONDAY)
    seats.leave_all(ANNA)
    assert [seats.since(ANNA, seat) for seat in "12"] == [None, None]
    assert seats.since(BEN, "3") == MONDAY


def test_neither_the_secret_nor_the_agents_id_can_be_read_from_the_bucket(rig: Rig) -> None:
    rig.storage.seats.take(ANNA, "the-seats-secret", MONDAY)
    kept = str(rig.objects("v1/seat/"))
    assert "v1/seat/" in kept
    assert ANNA not in kept
    assert "the-seats-secret" not in kept
