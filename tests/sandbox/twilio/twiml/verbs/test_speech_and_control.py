"""Say, Play, Pause, Redirect, Hangup, Reject."""

from __future__ import annotations

import pytest

from sandbox.net import HttpResponse
from sandbox.twilio import Answers, audio

from ...desk import CUSTOMER, SITE, Desk


def played(inside: str, **pages: str | HttpResponse) -> Desk:
    desk = Desk(pages={"/greet": inside, **{f"/{name}": page for name, page in pages.items()}})
    desk.phone(CUSTOMER).plan = Answers(after=1)
    desk.call()
    desk.run()
    return desk


def seconds(desk: Desk) -> float:
    """How long the call lasted after its first document was there."""
    ended = desk.network.calls[0].ended
    assert ended is not None
    return (ended - desk.at("/greet")[0].at).total_seconds()


def test_say_is_a_caption_with_voice_and_language_and_takes_its_time() -> None:
    desk = played(f"<Say voice='Polly.Vicki-Neural' language='de-DE'>{'a' * 150}</Say>")
    (caption,) = desk.phone(CUSTOMER).heard
    assert (caption.kind, caption.voice, caption.language) == ("voice", "Polly.Vicki-Neural", "de-DE")
    assert seconds(desk) == pytest.approx(10)


def test_the_usual_voice_speaks_american_english() -> None:
    (caption,) = played("<Say>Hi</Say>").phone(CUSTOMER).heard
    assert (caption.voice, caption.language) == ("man", "en-US")


def test_a_loop_repeats() -> None:
    assert played("<Say loop='3'>Hi</Say>").heard(CUSTOMER) == ["Hi"] * 3


def test_pause_is_as_long_as_it_says() -> None:
    assert seconds(played("<Pause length='7'/>")) == pytest.approx(7)


def test_play_asks_for_its_file_without_saying_who_calls() -> None:
    desk = played("<Play>/song.mp3</Play>", **{"song.mp3": HttpResponse(200, {"content-type": "audio/mpeg"})})
    (asked,) = desk.at("/song.mp3")
    assert (asked.method, asked.params) == ("GET", {})
    assert desk.heard(CUSTOMER, "audio") == [SITE + "/song.mp3"]


def test_a_wav_file_plays_as_long_as_it_is() -> None:
    tone = HttpResponse(200, {"content-type": "audio/x-wav"}, audio.wav(3))
    desk = played("<Play loop='2'>/tone.wav</Play>", **{"tone.wav": tone})
    assert seconds(desk) == pytest.approx(6)


def test_a_file_that_is_no_audio_is_not_played() -> None:
    desk = played("<Play>/page</Play>", page=HttpResponse(200, {"content-type": "text/html"}))
    assert (desk.heard(CUSTOMER, "audio"), desk.codes()) == ([], [12300])


def test_play_digits_are_tones() -> None:
    assert played("<Play digits='12#'/>").heard(CUSTOMER, "tone") == ["12#"]


def test_nothing_after_hangup_or_redirect_is_played() -> None:
    assert played("<Hangup/><Say>no</Say>").heard(CUSTOMER) == []
    assert played("<Redirect>/next</Redirect><Say>no</Say>", next="<Say>yes</Say>").heard(CUSTOMER) == ["yes"]


def test_the_end_of_the_document_is_the_end_of_the_call() -> None:
    desk = played("")
    assert desk.statuses()[-1] == "completed"
    assert desk.codes() == []


@pytest.mark.parametrize(("verb", "status"), [("<Reject/>", "no-answer"), ("<Reject reason='busy'/>", "busy")])
def test_reject_refuses_an_inbound_call_without_answering_it(verb: str, status: str) -> None:
    desk = Desk(pages={"/inbound": verb})
    desk.account.numbers[desk.account.number].voice_url = SITE + "/inbound"
    call = desk.network.dial_in(CUSTOMER)
    desk.run()
    assert (call.status, call.answered) == (status, None)


def test_reject_on_an_answered_call_only_ends_it() -> None:
    desk = played("<Reject/>")
    assert desk.network.calls[0].status == "completed"
    assert desk.codes() == [12200]
