"""The status words are Twilio's own, and a leg is over after five of them."""

from __future__ import annotations

from handover.core.call.call_status import OVER, UNANSWERED, CallStatus

#: From Twilio's reference of calls; `initiated` is in callbacks only, `answered` in DialCallStatus only.
ON_THE_WAY = {"queued", "initiated", "ringing", "in-progress", "answered"}


def test_every_other_status_is_an_end() -> None:
    assert {status.value for status in CallStatus if status not in OVER} == ON_THE_WAY


def test_a_status_compares_with_the_text_that_twilio_sends() -> None:
    assert "no-answer" in OVER
    assert "absent" not in OVER
    assert set(OVER) - set(UNANSWERED) == {"completed"}
