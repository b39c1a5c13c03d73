"""A number that was typed alone is read as it is within a sentence, without the patterns of sentences."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable

import pytest

from handover.core import phone_numbers
from handover.core.phone_numbers import alone, reading
from handover.core.phone_numbers.number import PhoneNumberError

_BEGINNINGS = (
    "+49",
    "+1",
    "0",
    "00",
    "49",
    "1",
    "+",
    "+41",
    "0041",
    "011",
    "030",
    "0171",
    "110",
    "112",
    "911",
    "19",
    "",
)
_DESKS = (("DE", "US"), ("US",), ("GB", "IN"), ("CH", "DE", "AT"), ("FR", "IT"), ())


def _result(read: Callable[[str, tuple[str, ...]], object], typed: str, countries: tuple[str, ...]) -> object:
    try:
        return read(typed, countries)
    except PhoneNumberError as error:
        return type(error), error.reason, str(error), getattr(error, "options", ())


def test_both_readers_agree() -> None:
    made = random.Random(20261127)
    for _ in range(400):
        typed = made.choice(_BEGINNINGS) + "".join(made.choices("0123456789", k=made.randint(0, 11)))
        desk, digits = made.choice(_DESKS), alone.number_alone(typed)
        if not digits:
            continue
        assert _result(alone.read, digits, desk) == _result(reading.read, typed, desk), (typed, desk)
        assert _result(alone.read_any, digits, desk) == _result(reading.read_any, typed, desk), (typed, desk)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("+4915228171234", "+4915228171234"),
        ("  030 ", "030"),
        ("\u200b\uff10\uff13\uff10 ", "030"),
        ("4930231.0", "4930231"),
        ("030 23125123", ""),
        ("+", ""),
        ("123456789012345", ""),
        ("call 030", ""),
        ("0" * 41, ""),
    ],
)
def test_only_digits_with_a_plus_stand_alone(typed: str, digits: str) -> None:
    assert alone.number_alone(typed) == digits


def test_a_number_alone_loads_no_patterns_of_sentences() -> None:
    code = (
        "import sys; from handover.core import phone_numbers; phone_numbers.read('+4915228171234', ('DE',));"
        "print('handover.core.phone_numbers.vocabulary' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_a_sentence_is_read_as_one() -> None:
    assert phone_numbers.read("please call 030 23125123", ("DE",)).e164 == "+493023125123"
