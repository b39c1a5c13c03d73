"""A number of the desk's countries reads back as itself, or is asked about, in whatever form it is written. Nothing that a
person types raises anything but a refusal."""

from __future__ import annotations

import random
import re

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from handover.core.phone_numbers import AmbiguousNumberError, PhoneNumber, PhoneNumberError, mentions, numbers_in, read
from handover.core.phone_numbers.mention import MOST_READINGS, Reader
from handover.core.phone_numbers.readings import Readings

DESKS = (("DE", "US"), ("US", "DE"), ("IN",), ("CH", "DE"), ("AT",), ("GB", "FR"), ("FR",), ("DE", "AT", "CH"))
SEPARATORS = (" ", "-", ".", "/", "\u2011", "–", "−", "\u00a0", "\u2009", "\u202f", " - ", "  ")
INTERNATIONAL = (PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.RFC3966)
AROUND = (
    "{}",
    "call me on {}",
    "meine Nummer ist {}.",
    "Tel: {}",
    "{} please",
    "{}, danke",
    "bitte unter {} anrufen",
    "({})",
)


def real_number(country: str, chance: random.Random) -> phonenumbers.PhoneNumber | None:
    """Returns a valid mobile or landline of the country, by changing the last digits of its example."""
    kind = chance.choice([PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE])
    number = phonenumbers.example_number_for_type(country, kind)
    if number is None:
        return None
    digits = str(number.national_number)
    changed = digits[:-5] + f"{chance.randrange(100_000):05d}"
    made = phonenumbers.PhoneNumber(country_code=number.country_code, national_number=int(changed))
    return made if phonenumbers.is_valid_number_for_region(made, country) else None


def meant(typed: str, desk: tuple[str, ...]) -> list[str]:
    """Returns the number that is read, or those that are asked about."""
    try:
        return [read(typed, desk).e164]
    except AmbiguousNumberError as error:
        return [option.e164 for option in error.options]


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(DESKS), st.randoms(use_true_random=False), st.sampled_from(AROUND))
def test_a_number_is_read_as_itself_or_asked_about(desk: tuple[str, ...], chance: random.Random, around: str) -> None:
    country = chance.choice(desk)
    number = real_number(country, chance)
    if number is None:
        return
    national = country == desk[0]
    written = phonenumbers.format_number(
        number, chance.choice([*INTERNATIONAL, *([PhoneNumberFormat.NATIONAL] if national else [])])
    )
    if chance.random() < 0.6:
        separator = chance.choice(SEPARATORS)
        written = re.sub(r"(?<=\d)[ -](?=\d)", separator, written)
    right = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    assert right in meant(around.format(written), desk)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(DESKS), st.randoms(use_true_random=False))
def test_the_country_code_without_a_plus_is_never_read_as_another_number(
    desk: tuple[str, ...], chance: random.Random
) -> None:
    number = real_number(chance.choice(desk), chance)
    if number is None:
        return
    right = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    assert right in meant(right.lstrip("+"), desk)


WORDS = st.sampled_from(
    [
        *(
            "nicht",
            "not",
            "sondern",
            "but",
            "oder",
            "or",
            "sorry",
            "Durchwahl",
            "ext",
            "x",
            "#",
            "Fax",
            "Tel",
            "policy",
        ),
        *(
            "030 23125123",
            "0152 28179386",
            "4155550132",
            "12",
            "2 mal",
            "17:30",
            "+",
            "00",
            "(0)",
            "/",
            "-",
            "\n",
            "KA-AB 1",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=9).map(" ".join) | st.text(max_size=60), st.sampled_from(DESKS))
def test_any_text_is_a_number_of_the_text_or_refused(typed: str, desk: tuple[str, ...]) -> None:
    try:
        number = read(typed, desk)
    except PhoneNumberError as error:
        assert error.reason  # noqa: PT017 (either)
    else:
        assert number.country in desk
        assert number.e164 in numbers_in(typed, desk)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["policy", "Vertrag", "Kundennummer", "IBAN DE89", "claim no", "card"]))
def test_a_bare_number_of_something_else_is_no_telephone_number(serial: int, thing: str) -> None:
    with pytest.raises(PhoneNumberError):
        read(f"{thing} {2_000_000_000 + serial}", ("US", "DE"))


class CountingReader(Reader):
    """Counts how often libphonenumber is asked, by the runs that were read."""

    @property
    def runs(self) -> int:
        return len(self._read)


@pytest.mark.parametrize(
    "typed",
    [
        "0" * 200,
        "0 " * 100,
        "01 / " * 40,
        "0123456 / " * 20,
        "(" * 200,
        "+" * 200,
        "1-" * 100,
        "+49" * 66,
        "x1 " * 66,
        "nicht " * 33,
        "ext " * 50,
        "030 23125123\n" * 15,
        "at 1 " * 40,
        "2 mal " * 33,
        ".1" * 100,
    ],
)
def test_a_hostile_text_is_read_a_bounded_number_of_times(typed: str) -> None:
    """Each run is read once, however often it is looked at; a text with more runs than people write is refused."""
    reader = CountingReader(("DE", "US"))
    try:
        mentions.mentions(typed[:200], reader)
    except PhoneNumberError as error:
        assert error.reason == "invalid_number"  # noqa: PT017 (either)
    assert reader.runs <= MOST_READINGS


def test_twice_the_text_is_read_no_more_than_twice_as_often() -> None:
    counted = []
    for times in (2, 4, 8):
        reader = CountingReader(("DE", "US"))
        mentions.mentions("".join(f"ab {n} 030 2312512{n}, " for n in range(times)), reader)
        counted.append(reader.runs)
    assert counted[1] <= 2 * counted[0]
    assert counted[2] <= 2 * counted[1]


def test_an_unread_run_has_no_numbers() -> None:
    assert Reader(("DE",))("12") == Readings()


def test_a_number_is_shown_as_people_write_it_for_another_country() -> None:
    assert PhoneNumber("+493023125123", "DE").international == "+49 30 23125123"
    assert PhoneNumber("+14155550132", "US").international == "+1 415-555-0132"
