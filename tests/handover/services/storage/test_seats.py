"""A seat is there from the sign-in until somebody leaves it; its secret is kept nowhere."""

from __future__ import annotations

from tests.handover.rig import MONDAY, Rig


def test_a_seat_is_taken_found_and_left(rig: Rig) -> None:
    seats = rig.storage.seats
    assert seats.since("anna", "secret") is None
    seats.take("anna", "secret", MONDAY)
    assert seats.since("anna", "secret") == MONDAY
    assert seats.since("anna", "another") is None
    assert seats.since("ben", "secret") is None
    seats.leave("anna", "secret")
    assert seats.since("anna", "secret") is None
    seats.leave("anna", "secret")


def test_all_seats_of_an_agent_are_left_and_nobody_elses(rig: Rig) -> None:
    seats = rig.storage.seats
    for agent, seat in (("anna", "1"), ("anna", "2"), ("ben", "3")):
        seats.take(agent, seat, MONDAY)
    seats.leave_all("anna")
    assert [seats.since("anna", seat) for seat in "12"] == [None, None]
    assert seats.since("ben", "3") == MONDAY


def test_neither_the_secret_nor_the_agents_id_can_be_read_from_the_bucket(rig: Rig) -> None:
    rig.storage.seats.take("anna", "the-seats-secret", MONDAY)
    kept = str(rig.objects("v1/seat/"))
    assert "v1/seat/" in kept
    assert "anna" not in kept
    assert "the-seats-secret" not in kept
