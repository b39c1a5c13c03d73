"""Object names end up in other people's logs, so they show no number, session, log id or name."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.call.callback_urls import is_handover_id
from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import Keys, handover_keys, row_keys
from tests.handover.rig import HASH_KEY

NAMES = Keys(HASH_KEY)
ALLOWED = re.compile(r"[a-z0-9/._-]+")

texts = st.text(min_size=1, max_size=60)
numbers = st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True)


def every_name(session: str, number: str, log_id: str, content: str) -> list[str]:
    """Returns one of each name that is made of a caller's data."""
    handover_id = handover_keys.handover_id("20261123", NAMES.session(session), 1)
    refused = handover_keys.handover_id("20261123", NAMES.session(session), f"r{NAMES.content(content)[:8]}")
    return [
        handover_keys.event(handover_id, EventKind.REQUESTED),
        handover_keys.event(handover_id, EventKind.MISSED, 3),
        handover_keys.event(refused, EventKind.REFUSED),
        handover_keys.leg(handover_id, 2, "agent-no-answer"),
        row_keys.row(handover_id, "0123456789abcdef"),
        keys.LIVE + handover_id,
        keys.numbered(handover_keys.pointers(NAMES.session(session)), 7),
        keys.numbered(NAMES.number(number), 7),
        NAMES.turn(session, log_id, 1795424400000, 3),
    ]


@settings(max_examples=30, deadline=None)
@given(session=texts, number=numbers, log_id=texts, content=texts)
def test_names_are_plain_and_short(session: str, number: str, log_id: str, content: str) -> None:
    for name in every_name(session, number, log_id, content):
        assert ALLOWED.fullmatch(name)
        assert len(name) < 120


@settings(max_examples=30, deadline=None)
@given(
    session=st.from_regex(r"[A-Za-z0-9-]{9,40}", fullmatch=True),
    number=numbers,
    log_id=st.from_regex(r"[A-Za-z0-9-]{9,40}", fullmatch=True),
)
def test_no_name_shows_a_callers_data(session: str, number: str, log_id: str) -> None:
    for name in every_name(session, number, log_id, "call Ada Lovelace"):
        for private in (session, session.lower(), number[1:], log_id, log_id.lower(), "lovelace"):
            assert private not in re.sub(r"\d{8}", "", name, count=2)


@settings(max_examples=30, deadline=None)
@given(one=texts, other=texts)
def test_what_differs_has_names_that_differ_and_what_is_the_same_has_the_same(one: str, other: str) -> None:
    assert (NAMES.session(one) == NAMES.session(other)) == (one == other)
    assert (NAMES.turn("s", one, 0, 1) == NAMES.turn("s", other, 0, 1)) == (one == other)


def test_another_hash_key_gives_other_names() -> None:
    other = Keys(HASH_KEY[::-1])
    assert other.session("s") != NAMES.session("s")
    assert other.number("+493012345678") != NAMES.number("+493012345678")


def test_a_session_that_is_also_a_number_shows_no_connection() -> None:
    assert NAMES.session("+493012345678") not in NAMES.number("+493012345678")


def test_a_handovers_id_is_one_that_addresses_may_carry() -> None:
    assert is_handover_id(handover_keys.handover_id("20261123", NAMES.session("s"), 12))
    assert is_handover_id(handover_keys.handover_id("20261123", NAMES.session("s"), "rabcdefgh"))


def test_an_id_leads_to_its_day_and_session() -> None:
    handover_id = handover_keys.handover_id("20261123", NAMES.session("s"), 12)
    assert handover_keys.events(handover_id) == f"v1/day/20261123/{handover_id}/"
    assert handover_keys.session_of(handover_id) == NAMES.session("s")


def test_numbered_names_sort_by_their_number() -> None:
    names = [keys.numbered("p/", n) for n in (1, 2, 9, 10, 99, 100, 999_999)]
    assert sorted(names) == names
    assert [keys.number_in(name) for name in names] == [1, 2, 9, 10, 99, 100, 999_999]


def test_a_name_leads_to_its_handover() -> None:
    handover_id = handover_keys.handover_id("20261123", "abc", 1)
    for name in (
        handover_keys.event(handover_id, EventKind.MISSED, 3),
        handover_keys.event(handover_id, EventKind.REQUESTED),
        row_keys.row(handover_id, "f0"),
    ):
        assert handover_keys.handover_in(name) == handover_id
    assert handover_keys.handover_in(row_keys.pack("20261123", "f0")) == "day"


def test_a_handovers_rows_are_not_those_of_one_whose_id_begins_alike() -> None:
    assert not row_keys.row("20261123-abc-10", "f0").startswith(row_keys.rows_of("20261123-abc-1"))
