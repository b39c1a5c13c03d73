"""A rating is 1 to 5 or a word, is refused as anything else, and the latest one that can be read counts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.core.call.events import Event, EventKind
from handover.core.call.parameters import ParameterError
from handover.core.call.rating import Rating, comments_on, may_rate, rating_of, read_rating
from handover.core.call.state import Handover, State, fold
from tests.handover.core.call.story import HID, at, ended, event, hunt, requested


def handover(*events: Event) -> Handover:
    folded = fold(HID, [requested(), *events], at(60))
    assert folded
    return folded


def rated(n: int, **facts: Any) -> Event:
    return event(EventKind.RATED, 100 + n, n, **facts)


@pytest.mark.parametrize(
    ("said", "rating"),
    [(1, 1), (5, 5), ("3", 3), (" 4 ", 4), (4.0, 4), ("2.0", 2), ("good", 5), ("Bad", 1), ("GOOD", 5)],
)
def test_a_rating_is_a_number_or_a_word(said: Any, rating: int) -> None:
    assert read_rating({"rating": said}) == Rating(rating)


@pytest.mark.parametrize(
    "wrong", [None, "", "null", 0, 6, 4.5, -1, "five", "5 stars", "45", True, [5], {"n": 5}, "nan", "1e0", "10" * 999]
)
def test_anything_else_is_refused_by_name(wrong: Any) -> None:
    with pytest.raises(ParameterError) as caught:
        read_rating({"rating": wrong})
    assert caught.value.name == "rating"


def test_a_comment_is_cut_not_refused() -> None:
    assert read_rating({"rating": 2, "comment": " Too long a wait. "}) == Rating(2, "Too long a wait.")
    assert read_rating({"rating": 2, "comment": "x" * 1000}) == Rating(2, "x" * 300)
    with pytest.raises(ParameterError, match="comment"):
        read_rating({"rating": 2, "comment": ["x"]})


def test_the_latest_rating_counts_and_no_comment_is_lost() -> None:
    found = handover(
        ended(90), rated(1, rating=2, comment="Rude."), rated(3, rating=5), rated(2, rating=4, comment="Better.")
    )
    assert rating_of(found) == Rating(5)
    assert comments_on(found) == ["Better.", "Rude."]


@pytest.mark.parametrize("facts", [{}, {"rating": "good"}, {"rating": True}, {"rating": 9}, {"rating": [5]}])
def test_a_rating_that_cannot_be_read_does_not_count(facts: dict[str, Any]) -> None:
    assert rating_of(handover(ended(90), rated(1, rating=3), rated(2, **facts))) == Rating(3)
    assert rating_of(handover(ended(90), rated(1, **facts))) is None


@pytest.mark.parametrize(
    "events",
    [
        (),
        (event(EventKind.RINGING, 5),),
        (hunt(), event(EventKind.ACCEPTED, 30, 1)),
        (hunt(), event(EventKind.ACCEPTED, 30, 1), ended(90)),
        (ended(9, "busy"),),
        (event(EventKind.CANCELED, 9),),
    ],
)
def test_a_rating_changes_no_state(events: tuple[Event, ...]) -> None:
    before, after = handover(*events), handover(*events, rated(1, rating=1))
    assert (before.state, before.since, before.live) == (after.state, after.since, after.live)


def test_what_is_over_or_was_connected_can_be_rated() -> None:
    taken = (hunt(), event(EventKind.ACCEPTED, 30, 1))
    assert may_rate(handover(*taken))
    assert may_rate(handover(*taken, ended(90)))
    assert may_rate(handover(ended(9, "busy")))
    assert not may_rate(handover())
    assert not may_rate(handover(event(EventKind.REFUSED, 1, reason="country_not_allowed")))
    assert handover(event(EventKind.REFUSED, 1)).state is State.REFUSED


@given(st.dictionaries(st.sampled_from(["rating", "comment"]), st.integers() | st.text() | st.floats() | st.none()))
def test_any_parameters_become_a_rating_that_can_be_stored_or_are_refused(parameters: dict[str, Any]) -> None:
    try:
        rating = read_rating(parameters)
    except ParameterError:
        return
    assert Rating.from_event(event(EventKind.RATED, 1, 1, **rating.as_record())) == rating
