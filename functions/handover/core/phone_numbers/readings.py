"""What one written number can mean: the readings of a candidate, in the countries of a desk.

In this order: (1) with `+`, or with a prefix that dials another country, what it says. (2) The national dialling form of the
desk's first country, with its trunk prefix where it has one. (3) Every other valid reading: the national forms of the desk's
other countries, and their country codes without a plus. A form that a country does not dial is no reading of it: ten digits
without a 0 are no German number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from handover.core.phone_numbers.number import is_dialable, region_of

#: Swiss people group digits by apostrophes, nobody else does it like that. So the 0 may be missing.
_SWISS = re.compile(r"[1-9]\d'\d{3}'\d{2}'\d{2}")
_DIALS_OUT = "00"
_LONGEST = 22  # digits: a prefix, and the longest number with a trunk prefix inside
_SHORTEST = 4


@dataclass(frozen=True)
class Readings:
    """The valid numbers (of phonenumbers) that a candidate can mean. `sure`: if it is one, it need not be asked about."""

    numbers: tuple[Any, ...] = ()
    sure: bool = True


class Candidate:
    """One written number: digits, separators, perhaps a `+`."""

    def __init__(self, written: str) -> None:
        self.written = written

    @cached_property
    def digits(self) -> str:
        return "".join(filter(str.isdecimal, self.written))

    @cached_property
    def plus(self) -> bool:
        return "+" in self.written

    def splits(self, n: int, until: int) -> bool:
        """Returns whether a separator stands between the digits from the nth up to `until`."""
        places = [place for place, character in enumerate(self.written) if character.isdecimal()]
        return until <= len(places) and places[until - 1] - places[n] != until - 1 - n


def readings(candidate: Candidate, countries: tuple[str, ...]) -> Readings:
    """Returns what the candidate can mean at a desk with these countries."""
    if not _SHORTEST <= len(candidate.digits) <= _LONGEST:
        return Readings()
    if candidate.plus:
        return _explicit(candidate, 0)
    outbound = [found for n in _dialled_out(candidate.digits, countries) if (found := _explicit(candidate, n)).numbers]
    if outbound:
        return _together(outbound)
    first = _national(candidate, countries[0]) if countries else None
    others = _others(candidate, countries)
    if first is None:
        return others
    likely = others if _without_trunk_prefix(candidate, first) else _grouped_as_abroad(candidate, first, others)
    return _together([Readings((first,)), likely, _behind_trunk_prefix(candidate, first)])


def _dialled_out(digits: str, countries: tuple[str, ...]) -> list[int]:
    """Returns the lengths of the prefixes that dial another country: `00`, and what the desk's countries dial."""
    import phonenumbers

    found = {len(_DIALS_OUT)} if digits.startswith(_DIALS_OUT) else set()
    for country in countries:
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
        prefix = re.match(metadata.international_prefix or "$.", digits) if metadata else None
        if prefix:
            found.add(prefix.end())
    return sorted(found)


def _explicit(candidate: Candidate, skipped: int) -> Readings:
    """Returns the number that begins with a country code after so many digits."""
    number = _parsed(f"+{candidate.digits[skipped:]}", None)
    if number is None:
        return Readings()
    split = candidate.splits(skipped, skipped + len(str(number.country_code)))
    return Readings((number,), sure=not split)


def _national(candidate: Candidate, country: str) -> Any:
    """Returns the number if it is written as people dial it within the country, else None."""
    import phonenumbers
    from phonenumbers import phonenumbermatcher

    number = _parsed(candidate.digits, country)
    if number is None or number.country_code_source != phonenumbers.CountryCodeSource.FROM_DEFAULT_COUNTRY:
        return None
    if country in ("CH", "LI") and _SWISS.fullmatch(candidate.written.strip()):
        return number
    # libphonenumber's own rule for numbers in texts; it knows where the prefix may be left out (mobiles in India).
    present = phonenumbermatcher._is_national_prefix_present_if_required(number)
    return number if present else None


def _others(candidate: Candidate, countries: tuple[str, ...]) -> Readings:
    """Returns the readings that come after the first country's national form."""
    import phonenumbers

    found = [Readings((number,)) for country in countries[1:] if (number := _national(candidate, country)) is not None]
    for code in sorted({str(phonenumbers.country_code_for_region(country)) for country in countries}):
        if candidate.digits.startswith(code):
            number = _explicit(candidate, 0)
            found += [number] if number.numbers else []
    return _together(found)


def _without_trunk_prefix(candidate: Candidate, number: Any) -> bool:
    """Returns whether this is a landline without the trunk prefix that it has. Its country may dial it, but other readings
    are as likely."""
    import phonenumbers

    prefix = _trunk_prefix(number)
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return bool(
        prefix
        and "".join(filter(str.isdecimal, national)).startswith(prefix)
        and not candidate.digits.startswith(prefix)
        and _is_landline(number)
    )


def _grouped_as_abroad(candidate: Candidate, number: Any, others: Readings) -> Readings:
    """Returns the readings that the digits are grouped for, and not for the first country's: `06 12 34 56 78` is rather a
    French mobile than a German landline, `0664 1234567` rather an Austrian one, and `0176 12345678` no number in Vienna."""
    groups = re.findall(r"\d+", candidate.written)
    if len(groups) < 2 or groups in _groupings(number):
        return Readings()
    misplaced = _is_landline(number) and all(groups[0] != each[0] for each in _groupings(number))
    return Readings(
        tuple(
            other for other in others.numbers if groups in _groupings(other) or (misplaced and not _is_landline(other))
        )
    )


def is_grouped(written: str, found: Readings) -> bool:
    """Returns whether the digits are grouped as usual for one of the numbers that they can mean."""
    groups = re.findall(r"\d+", written)
    return len(groups) > 1 and any(groups in _groupings(number) for number in found.numbers)


def _groupings(number: Any) -> list[list[str]]:
    """Returns how the digits of a number are grouped: with its trunk prefix, with its country code, with neither."""
    import phonenumbers
    from phonenumbers import PhoneNumberFormat

    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    abroad = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    with_code = re.findall(r"\d+", abroad)
    return [re.findall(r"\d+", national), with_code, with_code[1:]]


def _is_landline(number: Any) -> bool:
    import phonenumbers

    return bool(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE)


def _behind_trunk_prefix(candidate: Candidate, number: Any) -> Readings:
    """Returns the number whose country code stands behind a trunk prefix, which is a usual slip: `049 152 …`."""
    prefix = _trunk_prefix(number)
    slip = f"{prefix}{number.country_code}"
    return _explicit(candidate, len(prefix)) if prefix and candidate.digits.startswith(slip) else Readings()


def _trunk_prefix(number: Any) -> str:
    import phonenumbers

    return phonenumbers.ndd_prefix_for_region(region_of(number), True) or ""


def _together(found: list[Readings]) -> Readings:
    """Returns the different numbers of several readings."""
    import phonenumbers

    numbers = {
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164): number
        for each in found
        for number in each.numbers
    }
    sure = any(each.sure for each in found if each.numbers)
    return Readings(tuple(numbers.values()), sure)


def _parsed(digits: str, country: str | None) -> Any:
    """Returns a valid number of phonenumbers, or None."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, country, keep_raw_input=True)
    except phonenumbers.NumberParseException:
        return None
    return number if is_dialable(number) else None
