"""A customer gets at most two messages about a handover, each once, unless they want none or cannot get any."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from handover.core.call.events import EventKind
from handover.core.call.text_messages import TextKind
from handover.core.desk.config import read
from handover.core.i18n import available, catalogue
from handover.services.storage.keys import handover_keys
from handover.usecases.book import book
from handover.usecases.start_call import start_call
from handover.usecases.text_customer import body_of, text_about, text_customer
from sandbox.bucket.faults import StorageFault
from sandbox.twilio.segments import segments
from tests.fakes.bucket import CUT_AFTER, CUT_BEFORE, nth
from tests.handover.rig import CUSTOMER, DESK, MONDAY, Rig, at_once, call_request
from tests.handover.twilio_stub import NO_SID, refuses

HOUR = timedelta(hours=1)


def started(rig: Rig, **request: str) -> str:
    return start_call(rig.ctx(), call_request(**request)).handover_id


def booked(rig: Rig, session: str = "chat") -> str:
    record = {"wish": call_request(session).as_record(), "phone": CUSTOMER, "language": "en"}
    handover = book(rig.ctx(), record, MONDAY + HOUR, "asked")
    assert handover
    return handover.id


def text(rig: Rig, handover_id: str, kind: TextKind = TextKind.MISSED) -> bool:
    return text_customer(rig.ctx(), rig.handover(handover_id), kind)


def test_it_is_sent_in_the_language_of_the_handover(rig: Rig) -> None:
    assert text(rig, started(rig, language="de"))
    ((to, words),) = rig.twilio.texted
    assert to == CUSTOMER
    assert words.startswith("Example Insurance: Wir haben Sie angerufen")


def test_the_time_of_a_booking_is_the_desk_s(rig: Rig) -> None:
    assert text(rig, booked(rig), TextKind.BOOKED)
    assert "Monday, 23 November, at 11:00" in rig.twilio.texted[0][1]
    assert rig.twilio.texts[0]["ValidityPeriod"] == ["3600"], "it is worthless after the call"


def test_the_same_message_is_sent_once(rig: Rig) -> None:
    handover_id = started(rig)
    assert [text(rig, handover_id), text(rig, handover_id)] == [True, False]
    assert len(rig.twilio.texts) == 1


def test_there_are_two_at_most(rig: Rig) -> None:
    handover_id = booked(rig)
    sent = [text(rig, handover_id, kind) for kind in (TextKind.BOOKED, TextKind.CANCELED, TextKind.DROPPED)]
    assert sent == [True, True, False]


def test_of_requests_at_the_same_moment_one_sends_it(rig: Rig) -> None:
    handover_id = started(rig)
    handover, apps = rig.handover(handover_id), [rig.app() for _ in range(8)]
    sent = at_once([partial(text_customer, rig.ctx(app), handover, TextKind.MISSED) for app in apps])
    assert sum(sent) == 1 == len(rig.twilio.texts)


@pytest.mark.parametrize("fault", [CUT_BEFORE, CUT_AFTER])
@pytest.mark.parametrize("k", range(1, 8))
def test_whatever_storage_does_it_is_never_sent_twice(rig: Rig, k: int, fault: StorageFault) -> None:
    handover_id = started(rig)
    handover = rig.handover(handover_id)
    broken = rig.client().failing(nth(k), fault)
    text_customer(rig.ctx(rig.app(lambda: broken)), handover, TextKind.MISSED)
    text(rig, handover_id)
    assert len(rig.twilio.texts) == 1


def test_one_whose_fate_is_unknown_is_not_sent_again(rig: Rig) -> None:
    handover_id = started(rig)
    rig.twilio.text_mishaps.append(NO_SID)
    assert [text(rig, handover_id), text(rig, handover_id)] == [False, False]
    assert len(rig.twilio.texts) == 1


@pytest.mark.parametrize("code", [21610, 21614, 21635])
def test_a_number_that_takes_none_is_noted_and_not_tried_again(rig: Rig, code: int) -> None:
    first, second = started(rig, session="one"), booked(rig, "two")
    rig.twilio.text_mishaps.append(refuses(400, code))
    assert not text(rig, first)
    tries = len(rig.twilio.requests)
    assert not text(rig, second, TextKind.BOOKED)
    assert len(rig.twilio.requests) == tries
    assert not rig.twilio.texts
    assert [note["code"] for note in rig.objects("v1/no-text/").values()] == [code]


def test_a_refusal_because_of_us_is_not_the_number_s(rig: Rig) -> None:
    rig.twilio.text_mishaps.append(refuses(400, 21606))
    assert not text(rig, started(rig))
    assert not rig.objects("v1/no-text/")
    assert "TWILIO_SMS_FROM" in rig.log.warnings[-1]


def test_a_number_on_the_do_not_call_list_gets_none(rig: Rig) -> None:
    handover_id = started(rig)
    rig.storage.do_not_call.add(CUSTOMER, rig.clock.now(), "s", [])
    assert not text(rig, handover_id)
    assert EventKind.TEXTED not in {
        key.rpartition("/")[2].partition(".")[0] for key in rig.objects(handover_keys.day("20261123"))
    }


def test_a_british_landline_is_not_read_a_message_aloud(rig: Rig) -> None:
    rig.desk(countries=["GB"])
    assert not text(rig, started(rig, number="+442079460123"))
    assert text(rig, started(rig, session="two", number="+447400123456"))


@pytest.mark.parametrize("messages", [{"enabled": False}, {"on": ["booked"]}])
def test_the_desk_chooses_which_messages_are_sent(rig: Rig, messages: dict[str, object]) -> None:
    rig.desk(messages=messages)
    assert not text(rig, started(rig))
    assert not rig.twilio.texts


def test_with_too_little_time_left_none_is_claimed(rig: Rig) -> None:
    handover_id = started(rig)
    assert not text_customer(rig.ctx(seconds=2.9), rig.handover(handover_id), TextKind.MISSED)
    assert text(rig, handover_id)


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("kind", TextKind)
@pytest.mark.parametrize(
    "name", ["Acme", "The Insurance of All Mountain Villages", "Служба поддержки клиентов", "日本の保険会社の窓口"]
)
def test_each_has_two_parts_at_most_whatever_our_name(rig: Rig, name: str, kind: TextKind, language: str) -> None:
    desk = read({**DESK, "name": name})
    body = body_of(text_about(rig.handover(booked(rig)), kind, desk, by_us=True), desk, catalogue(language))
    assert segments(body) <= 2
    assert not body[0].islower()
