"""A number is called only if it is a person's, in a country that the desk calls, however it is typed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.phone_numbers import (
    PhoneNumber,
    PhoneNumberError,
    country_of,
    is_e164,
    known_country,
    read,
    read_any,
)

DESK = ("DE", "US", "AT", "CA", "GB", "IT")


REASONS = (
    *("missing_number", "invalid_number", "number_type_not_allowed", "country_not_allowed"),
    *("ambiguous_number", "extension_not_supported"),
)


def refused(typed: str, *countries: str) -> str:
    with pytest.raises(PhoneNumberError) as caught:
        read(typed, countries or DESK)
    assert not any(part in str(caught.value) for part in typed.split() if len(part) > 3)
    return caught.value.reason


@pytest.mark.parametrize(
    "typed",
    [
        "030 12345671",
        "(030) 12345671",
        "030/12345671",
        "030-12.34.56-71",
        "+49 30 12345671",
        "+49 (0)30 12345671",
        "0049 30 12345671",
        "493012345671",
        "tel:+49-30-12345671",
        "  +49\t30\u00a012345671  ",
        "+49 30 12345671.",
        "my number is +49 30 12345671",
        "０３０ １２３４５６７１",
        "٠٣٠١٢٣٤٥٦٧١",
    ],
)
def test_a_number_is_read_however_it_was_typed(typed: str) -> None:
    assert read(typed, DESK) == PhoneNumber("+493012345671", "DE")


@pytest.mark.parametrize(
    ("typed", "e164", "country"),
    [
        ("+49 1512 3456789", "+4915123456789", "DE"),
        ("+43 1 5123456", "+4315123456", "AT"),
        ("+43 664 1234567", "+436641234567", "AT"),
        ("+44 20 7946 0018", "+442079460018", "GB"),
        ("+44 7400 123456", "+447400123456", "GB"),
        ("+39 06 1234 5678", "+390612345678", "IT"),  # the zero stays
        ("+39 312 345 6789", "+393123456789", "IT"),
        ("+1 212 555 2368", "+12125552368", "US"),
        ("+1 416 555 0123", "+14165550123", "CA"),
        ("+49 32 221234567", "+4932221234567", "DE"),  # over the internet, as cheap as any
    ],
)
def test_a_country_code_names_the_country(typed: str, e164: str, country: str) -> None:
    assert read(typed, DESK) == PhoneNumber(e164, country)


def test_without_a_country_code_it_belongs_to_the_first_country() -> None:
    assert read("(212) 555-2368", ("US", "DE")) == PhoneNumber("+12125552368", "US")
    assert read("020 7946 0018", ("GB", "DE")) == PhoneNumber("+442079460018", "GB")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("0900 1234567", "premium"),
        ("0137 1234567", "shared cost, votes"),
        ("0180 5123456", "shared cost"),
        ("0800 1234567", "toll free"),
        ("0700 12345678", "personal"),
        ("+44 70 1234 5678", "personal, relayed at a price"),
        ("+44 909 8790123", "premium"),
        ("+1 900 234 5678", "premium"),
        ("+1 800 356 9377", "toll free"),
        ("+49 164 1234567", "pager"),
        ("+800 1234 5678", "international toll free"),
        ("+808 1234 5678", "international shared cost"),
        ("+979 123 456 789", "international premium"),
        ("+870 773 111 632", "Inmarsat"),
        ("+881 612 345 678", "satellite"),
        ("+882 16 1234 5678", "international network"),
        ("+883 510 012 345 678", "international network"),
        ("110", "police"),
        ("112", "emergency"),
        ("1-1-2", "emergency"),
        ("911", "emergency, of another country of the desk"),
        ("999", "emergency, of another country of the desk"),
        ("+49 112", "emergency with a country code"),
        ("+1 911", "emergency with a country code"),
        ("115", "authorities"),
        ("116117", "doctors"),
        ("118 33", "directory enquiries"),
        ("Fax: 030 12345671", "fax"),
        ("Telefax 030 12345671", "fax"),
    ],
)
def test_costly_and_impersonal_numbers_are_refused(typed: str, why: str) -> None:
    assert refused(typed) == "number_type_not_allowed", why


@pytest.mark.parametrize(
    "typed",
    [
        "+33 1 23 45 67 89",
        "+7 495 123-45-67",
        "+1 876 555 1234",
        "+44 1534 456789",
        "+44 7781 123456",
        "+599 9 461 1234",
    ],
)
def test_numbers_of_other_countries_are_not_called_even_if_the_code_is_shared(typed: str) -> None:
    assert refused(typed) == "country_not_allowed"


def test_one_country_of_a_shared_code_does_not_open_the_other() -> None:
    assert refused("+1 416 555 0123", "US") == "country_not_allowed"
    assert refused("+1 212 555 2368", "CA") == "country_not_allowed"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "+",
        "call me",
        "🚗",
        "+49",
        "+49 1234",
        "12",
        "+49 171 123456",
        "+999 12345678",
        "+1 212 055 2368",
        "1" * 100,
        "sip:kim@example.org",
        "\x00\ud83d",
        "'; DROP TABLE calls; --",
    ],
)
def test_text_that_is_not_a_number_is_invalid(typed: str) -> None:
    assert refused(typed) == "invalid_number"


def test_a_megabyte_is_refused_at_once() -> None:
    began = time.monotonic()
    assert refused("+49" * 350_000) == "invalid_number"
    assert refused("1 " * 500_000) == "invalid_number"
    assert time.monotonic() - began < 1


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=()) | st.sampled_from("0123456789+() -/;=extfax"), max_size=40))
def test_any_text_is_refused_with_a_reason_or_becomes_a_number_of_the_desks_countries(typed: str) -> None:
    try:
        number = read(typed, DESK)
    except PhoneNumberError as error:
        assert error.reason in REASONS  # noqa: PT017 (either)
    else:
        assert is_e164(number.e164)
        assert number.country in DESK


@pytest.mark.parametrize("phone", ["+493012345671", "+12125552368", "+390612345678"])
def test_a_complete_number_is_e164(phone: str) -> None:
    assert is_e164(phone)


@pytest.mark.parametrize(
    "phone",
    ["", "030 12345671", "493012345671", "+49 30 12345671", "+4903012345671", "+49171", "+49112", "tel:+493012345671"],
)
def test_any_other_text_is_not_e164(phone: str) -> None:
    assert not is_e164(phone)


def test_countries_are_known_by_their_iso_code() -> None:
    assert all(known_country(code) for code in DESK)
    assert not any(known_country(code) for code in ("UK", "de", "EU", "001", ""))


@pytest.mark.parametrize("digits", [16, 17, 18, 40])
def test_more_than_fifteen_digits_are_no_number(digits: int) -> None:
    """The metadata of some countries accept more; no network does."""
    for start in ("+49 30 12345671", "+43 1 5123456", "+49 9131 123456"):
        typed = start + "7" * (digits - sum(c.isdigit() for c in start))
        assert refused(typed) == "invalid_number"
        assert not is_e164("+" + "".join(c for c in typed if c.isdigit()))
        with pytest.raises(PhoneNumberError):
            read_any(typed, DESK)


def test_fifteen_digits_are_a_number_where_the_country_has_such() -> None:
    longest = "+43 1 512345678901"
    assert read(longest, DESK).e164 == "+431512345678901"


@pytest.mark.parametrize(
    ("number", "country"), [("+493012345678", "DE"), ("+12025550143", "US"), ("nonsense", ""), ("", "")]
)
def test_a_numbers_country_is_known_or_empty(number: str, country: str) -> None:
    assert country_of(number) == country
