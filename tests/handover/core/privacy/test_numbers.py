"""Phone numbers are masked however they are written, and other digits stay."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handover.core.privacy.numbers import masked, without_any_number, without_number
from tests.handover.core.privacy.written import readable, written

NUMBER = "+493012345671"
WAYS = ["+493012345671", "00493012345671", "011493012345671", "4903012345671", "03012345671", "3012345671", "12345671"]
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Nd", "No", "So"]), max_size=20)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+493012345671", "…71"), ("+49 30 123456-7 1", "…71"), ("12345", "…45"), ("1234", "…"), ("112", "…"), ("", "…")],
)
def test_a_number_is_shown_as_its_last_two_digits(number: str, shown: str) -> None:
    assert masked(number) == shown


@pytest.mark.parametrize(
    "spelling",
    [
        "+493012345671",
        "+49 30 12345671",
        "030 12345671",
        "030/123 456-71",
        "(030) 12345671",
        "+49 (0)30 1234.5671",
        "0049 30 12345671",
        "011 49 30 12345671",
        "12345671",
        "+49\u00a030\u00a012345671",
        "030\u20131234\u20115671",
        "030_1234\u20095671",
        "030\u202f1234\n5671",
        "\uff10\uff13\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff11",
        "%2B49%2030%20123%2045671",
        "&#43;49&nbsp;30&nbsp;123&nbsp;45671",
        "0\ufe0f\u20e33\ufe0f\u20e30\ufe0f\u20e3 1 2 3 4 5 6 7 1",
        "99030123456719",
    ],
)
def test_a_number_is_masked_however_it_is_written(spelling: str) -> None:
    assert without_number(f"We call {spelling} now.", NUMBER) == "We call …71 now."


@given(WORDS, written(WAYS), WORDS)
@settings(max_examples=150)
@example("wa.me/", "493012345671", "?text=hi")
@example("tel:", "+493012345671", "")
@example("", "+493012%2D345671", "")
@pytest.mark.slow
def test_the_number_cannot_be_read_any_more(before: str, number: str, after: str) -> None:
    for shown in (without_number(f"{before}{number}{after}", NUMBER), without_any_number(f"{before} {number} {after}")):
        assert "2345671" not in readable(shown)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "KA-AB 123",
            "+49 30 12345672",
            "on 23.11.2026 at 10",
            "policy 4711-0815",
            "",
            "71",
            "345671",
            "2345 sum 671",
        ),
        *("1.234.567,89 €", "100 % of 12345672 & more", "&amp; %20"),
    ],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert without_number(text, NUMBER) == text


def test_a_policy_number_beside_the_number_stays() -> None:
    assert without_number("Policy 4711-0815, 030 12345671, plate 99", NUMBER) == "Policy 4711-0815, …71, plate 99"


@pytest.mark.parametrize(
    ("number", "text", "shown"),
    [
        ("+376712345", "call 712345", "call …45"),  # Andorra: six digits
        ("+12125550123", "1 (212) 555-0123 or 212.555.0123", "…23"),
        ("12345", "I am 1 2345", "I am …45"),
        ("0711 1234567 ext. 12", "on 0711/1234567", "on …67"),
        ("my number is 0711 1234567 or so", "0711 1234567", "…67"),
    ],
)
def test_short_and_mistyped_numbers_are_masked_too(number: str, text: str, shown: str) -> None:
    assert without_number(text, number).partition(" or ")[0] == shown


def test_a_number_of_four_digits_or_none_is_not_looked_for() -> None:
    assert without_number("call 030 12345671", "") == "call 030 12345671"
    assert without_number("call 112 or 030 12345671", "112") == "call 112 or 030 12345671"


@given(st.text(max_size=200))
def test_any_text_can_be_masked(text: str) -> None:
    assert "12345671" not in without_number(f"{text} 12345671", NUMBER)
    assert "12345671" not in without_any_number(f"{text} 12345671")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_the_number(text: str, number: str) -> None:
    without_number(text, number)
    masked(number)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Anna 0152 28179386", "Anna …86"),
        ("Anna0152-28179386b", "Anna…86b"),
        ("0152 28179386, 0171/1234567", "…67"),
        ("since 23.11.2026, 10:30-11:30 at 030 12345671", "since 23.11.2026, 10:30-11:30 at …71"),
        ("2026-11-23T09:30:00.000+01:00", "2026-11-23T09:30:00.000+01:00"),
        ("on 11/23/2026", "on 11/23/2026"),
        ("03.01.2034.5671", "…71"),
        ("KA-AB 123, 3 windows, 2026", "KA-AB 123, 3 windows, 2026"),
    ],
)
def test_in_a_list_every_number_is_masked_but_dates_and_plates_stay(text: str, shown: str) -> None:
    assert without_any_number(text) == shown
