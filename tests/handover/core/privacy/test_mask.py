"""One mask for each reader, and its work grows no faster than the text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from handover.core.privacy import Mask, Numbers, Secret, for_log

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


@pytest.mark.parametrize(
    "text",
    [
        "20261123-2222222222222222222222a2-1 could not be reconciled: Twilio refused with status 404, code 20404.",
        "Reading v1/day/20261123/20261123-cndy532um2sgm4653vggze6b-r/refused failed",
        "The call CA11111111111111111111111111111111 ended at 2026-11-23T09:00:00+00:00",
        "https://www.twilio.com/docs/errors/21211",
    ],
)
def test_ids_and_times_stay_in_the_log(text: str) -> None:
    assert for_log(text) == text


def test_numbers_and_secrets_do_not_stay_in_the_log() -> None:
    text = "20261123-cndy532um2sgm4653vggze6b-1: bad To +49 152 28179386, card 4111111111111111"
    assert for_log(text) == "20261123-cndy532um2sgm4653vggze6b-1: bad To …86, card ••••"


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


def test_a_log_names_no_person_of_a_sip_address() -> None:
    text = "bad To sip:anna.smith@pbx.example.com, SIPS%3Aanna%40pbx.example.com"
    assert for_log(text) == "bad To sip:…@pbx.example.com, SIPS%3A…%40pbx.example.com"
