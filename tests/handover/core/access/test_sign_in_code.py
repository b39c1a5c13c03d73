"""A code is computed from its challenge and a secret, and works only for a while and once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handover.core.access.sign_in_code import (
    LASTS,
    MOST_A_DAY,
    MOST_AN_HOUR,
    CodeError,
    CodeRequest,
    code_of,
    is_challenge,
    is_right,
    next_hour,
    next_request_at,
    read_code,
    require_usable,
)
from tests.handover.rig import MONDAY

CHALLENGE, OTHER = "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba"
SECRET = "a-secret"
MINUTE = timedelta(minutes=1)


def test_a_code_is_six_digits_and_the_same_for_the_same_challenge() -> None:
    codes = {code_of(SECRET, f"{CHALLENGE}{n}") for n in range(500)}
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) > 490, "codes of different challenges differ"
    assert any(code.startswith("0") for code in codes), "leading zeros are digits too"
    assert code_of(SECRET, CHALLENGE) == code_of(SECRET, CHALLENGE)


def test_a_code_is_right_for_its_challenge_by_the_present_or_the_previous_secret() -> None:
    code = code_of(SECRET, CHALLENGE)
    assert is_right(code, CHALLENGE, ["a-new-secret", SECRET])
    assert not is_right(code, CHALLENGE, ["a-new-secret"])
    assert not is_right(code, OTHER, [SECRET])
    assert not is_right(code, CHALLENGE, [])


@pytest.mark.parametrize("typed", ["012345", "012 345", " 0 1 2 3 4 5 ", "012-345", "012345\n", "012\u00a0345"])
def test_digits_are_read_however_they_are_spaced(typed: str) -> None:
    assert read_code(typed) == "012345"


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "12345a", "٠١٢٣٤٥", "１２３４５６", "12.345", "x" * 9999]
)
def test_text_without_six_digits_is_not_a_code(typed: str) -> None:
    with pytest.raises(CodeError) as refused:
        read_code(typed)
    assert refused.value.why == "unreadable"


def test_a_code_can_be_used_once_within_ten_minutes() -> None:
    request = CodeRequest(MONDAY, "anna")
    assert require_usable(request, MONDAY) == request
    assert require_usable(request, MONDAY + LASTS - timedelta(microseconds=1)) == request


@pytest.mark.parametrize(
    ("code_request", "after", "why"),
    [
        (None, timedelta(0), "none"),
        (CodeRequest(MONDAY, "anna"), LASTS, "expired"),
        (CodeRequest(MONDAY, "anna", used=True), MINUTE, "used"),
        (CodeRequest(MONDAY, "anna", used=True), LASTS, "used"),
    ],
)
def test_an_unusable_code_has_its_reason(code_request: CodeRequest | None, after: timedelta, why: str) -> None:
    with pytest.raises(CodeError) as refused:
        require_usable(code_request, MONDAY + after)
    assert refused.value.why == why


def test_a_number_may_request_five_codes_within_any_hour() -> None:
    times = [MONDAY + 10 * n * MINUTE for n in range(MOST_AN_HOUR)]
    now = times[-1] + MINUTE
    assert next_request_at(times[:-1], now) is None
    assert next_request_at(times, now) == MONDAY + 60 * MINUTE
    assert next_request_at(reversed(times), now) == MONDAY + 60 * MINUTE
    assert next_request_at(times, MONDAY + 60 * MINUTE) is None
    sixth = MONDAY + 50 * MINUTE
    assert next_request_at([*times, sixth], sixth) == times[1] + 60 * MINUTE, "until four are left"


def test_a_number_may_request_ten_codes_within_any_day() -> None:
    times = [MONDAY + 30 * n * MINUTE for n in range(MOST_A_DAY)]
    assert next_request_at(times[1:], times[-1] + MINUTE) is None
    assert next_request_at(times, times[-1] + MINUTE) == MONDAY + timedelta(days=1)
    assert next_request_at(times, MONDAY + timedelta(days=1)) is None


def test_the_totals_of_an_hour_begin_anew_with_the_hour() -> None:
    assert next_hour(MONDAY) == next_hour(MONDAY + 59 * MINUTE) == MONDAY + 60 * MINUTE


@pytest.mark.parametrize(
    "text", ["", CHALLENGE[:-1], CHALLENGE + "a", CHALLENGE.upper(), "../" + CHALLENGE[3:], CHALLENGE + "\n"]
)
def test_text_that_is_not_a_challenge_is_recognised(text: str) -> None:
    assert is_challenge(CHALLENGE)
    assert not is_challenge(text)
