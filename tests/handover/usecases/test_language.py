"""A reply is in the request's language, else in the handover's, else in the desk's, else in English."""

from __future__ import annotations

import pytest

from handover.core.call.events import EventKind
from handover.core.i18n import catalogue
from handover.services.storage import keys
from handover.usecases.call_status import call_status
from handover.usecases.cancel_call import cancel_call
from handover.usecases.start_call import start_call
from tests.fakes.bucket import DOWN
from tests.handover.rig import CUSTOMER, OTHER, Rig, call_request


@pytest.mark.parametrize(("language", "words"), [("", "de"), ("en", "en"), ("de", "de"), ("fr", "de")])
def test_asked_again_the_reply_is_in_the_handovers_language(rig: Rig, language: str, words: str) -> None:
    start_call(rig.ctx(), call_request(language="de"))
    texts = catalogue(words)
    again = start_call(rig.ctx(), call_request(language=language))
    how = texts.text("proof.how_any_key")
    assert again.message == texts.text("status.dialing", last2=CUSTOMER[-2:], how=how)
    other = start_call(rig.ctx(), call_request(number=OTHER, language=language))
    assert other.message == texts.text("refusal.already_calling", last2=CUSTOMER[-2:])
    assert call_status(rig.ctx(), "session-1", language).message == again.message
    assert cancel_call(rig.ctx(), "session-1", language).message == texts.text("status.canceled_now")


@pytest.mark.parametrize(("language", "words"), [("", "de"), ("en", "en")])
def test_the_next_call_of_a_chat_is_in_the_language_of_the_last(rig: Rig, language: str, words: str) -> None:
    first = start_call(rig.ctx(), call_request(language="de"))
    rig.storage.handovers.add(first.handover_id, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
    second = start_call(rig.ctx(), call_request(language=language))
    number = catalogue(words).text("number.named", number="+49 30 12345678", country=catalogue(words).country("DE"))
    how = catalogue(words).text("proof.how_any_key")
    said = catalogue(words).text("number.dialing", number=number, caller="+49 30 12345670", how=how)
    assert second.message == said
    assert rig.handover(second.handover_id).language == words
    assert rig.twilio.created[1]["Url"][0].endswith(f"l={words}")


def test_a_limit_of_the_chat_is_explained_in_the_language_of_its_last_call(rig: Rig) -> None:
    rig.desk(limits={"numbers_per_chat": 1})
    start_call(rig.ctx(), call_request(language="de"))
    cancel_call(rig.ctx(), "session-1", "")
    refused = start_call(rig.ctx(), call_request(number=OTHER))
    assert refused.message == catalogue("de").text("limit_reached.numbers_per_chat")


def test_a_closed_desk_refuses_in_the_language_of_the_chats_last_call(rig: Rig) -> None:
    start_call(rig.ctx(), call_request(language="de"))
    cancel_call(rig.ctx(), "session-1", "")
    rig.desk(paused=True)
    assert start_call(rig.ctx(), call_request()).message == catalogue("de").text("refusal.desk_paused")


def test_without_a_handover_the_reply_is_in_the_desks_language(rig: Rig) -> None:
    rig.desk(language="de")
    texts = catalogue("de")
    assert call_status(rig.ctx(), "none", "").message == texts.text("refusal.no_handover")
    assert cancel_call(rig.ctx(), "none", "").message == texts.text("refusal.no_handover")
    assert start_call(rig.ctx(), call_request(number="")).message == texts.text("refusal.missing_number")
    for command in (call_status, cancel_call):
        assert command(rig.ctx(), "", "").message == texts.text("refusal.missing_session")
    assert start_call(rig.ctx(), call_request(session="")).message == texts.text("refusal.missing_session")


def test_without_a_desk_it_is_english(rig: Rig) -> None:
    rig.client().delete_object(Bucket=rig.bucket, Key=keys.DESK)
    assert call_status(rig.ctx(), "none", "").message == catalogue("en").text("refusal.no_handover")


def test_when_storage_fails_the_desk_that_is_known_gives_the_language(rig: Rig) -> None:
    rig.desk(language="de")
    app = rig.app(lambda: client)
    client = rig.client().separate()
    start_call(rig.ctx(app), call_request())
    client.faults.add(DOWN, times=None)
    assert call_status(rig.ctx(app), "session-1", "").message == catalogue("de").text("status.unknown_now")
    assert cancel_call(rig.ctx(app), "session-1", "").message == catalogue("de").text("status.not_canceled")
    assert start_call(rig.ctx(app), call_request()).message == catalogue("de").text("refusal.storage_unavailable")
