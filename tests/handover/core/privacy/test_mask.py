"""One mask for each reader, and its work grows no faster than the text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from handover.core.privacy.mask import Mask, Numbers
from handover.core.privacy.secrets import Secret

NUMBER = "+493012345671"
TEXT = "Policy 12345678, 030 12345671, PIN 1234"


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        (Numbers.ANY, "Policy …71, PIN ••••"),
        (Numbers.OWN, "Policy 12345678, …71, PIN ••••"),
        (Numbers.NONE, "Policy 12345678, 030 12345671, PIN ••••"),
    ],
)
def test_a_mask_hides_the_numbers_that_its_reader_may_not_see(numbers: Numbers, shown: str) -> None:
    assert Mask(NUMBER, numbers).text(TEXT) == shown


def test_a_mask_counts_the_secrets_that_it_hid() -> None:
    mask = Mask(NUMBER, Numbers.OWN, {secret: secret.upper() for secret in Secret})
    assert mask.text(TEXT) == "Policy 12345678, …71, PIN CODE"
    assert mask.value("customer_pin", "abcd") == "CODE"
    assert mask.value("password", "forgotten") == "forgotten"
    assert mask.value("plate", "KA-AB 123") == "KA-AB 123"
    assert mask.hidden == 2


HOSTILE = {
    "digits": "1",
    "digits apart": "1 ",
    "the number again and again": "2345671 ",
    "spaces": " ",
    "words for a password": "password ",
    "sentences about one": "my password is ",
    "secrets first": "x is my ",
    "dates": "12.11.",
    "times": "1:",
    "combining marks": "\u0301\u0323",
    "IBANs": "DE89",
    "escapes": "%2B",
    "brackets": "(",
    "TANs": "tan-",
    "joints": "password:",
}


def _steps(work: Callable[[], object]) -> int:
    """Returns how many lines of Python ran: a measure of work that no busy machine changes."""
    count = 0

    def count_line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        count += 1
        return count_line

    before = sys.gettrace()
    sys.settrace(count_line)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_text_of_double_length_is_no_more_than_double_work(piece: str) -> None:
    def work(length: int) -> int:
        text = piece * (length // len(piece)) + "1"
        return _steps(lambda: Mask(NUMBER).text(text, asked=True))

    assert work(4000) < 2.3 * work(2000) + 500


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_of_100_kb_is_read_to_its_end(piece: str) -> None:
    Mask(NUMBER).text(piece * (100_000 // len(piece)) + "1", asked=True)
