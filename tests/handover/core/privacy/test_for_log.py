"""What the log shows: ids and times, but no number, no person and no secret."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.privacy.for_log import for_log
from handover.core.privacy.mask import Mask


@pytest.mark.parametrize(
    "text",
    [
        "20261123-2222222222222222222222a2-1 could not be reconciled: Twilio refused with status 404, code 20404.",
        "Reading v1/day/20261123/20261123-cndy532um2sgm4653vggze6b-r/refused failed",
        "The call CA11111111111111111111111111111111 ended at 2026-11-23T09:00:00+00:00",
        "https://www.twilio.com/docs/errors/21211",
        "20261123-cndy532um2sgm4653vggze6b-1",
        "code-engine",
        "…78",
    ],
)
def test_ids_and_times_stay_in_the_log(text: str) -> None:
    assert for_log(text) == text


def test_numbers_and_secrets_do_not_stay_in_the_log() -> None:
    text = "20261123-cndy532um2sgm4653vggze6b-1: bad To +49 152 28179386, card 4111111111111111"
    assert for_log(text) == "20261123-cndy532um2sgm4653vggze6b-1: bad To …86, card ••••"


def test_a_log_names_no_person_of_a_sip_address() -> None:
    text = "bad To sip:anna.smith@pbx.example.com, SIPS%3Aanna%40pbx.example.com"
    assert for_log(text) == "bad To sip:…@pbx.example.com, SIPS%3A…%40pbx.example.com"


@settings(max_examples=150)
@given(st.lists(st.text("abpin1204 .,;!?'()/-%&٤é", max_size=9) | st.sampled_from(["PIN 12", "+49 152"]), max_size=4))
def test_what_is_shown_without_a_look_is_what_the_masks_show(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert for_log(text) == Mask().text(text)
