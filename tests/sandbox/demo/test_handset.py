"""A phone on the demo's page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.demo.demo import Demo
from sandbox.demo.handset import reading_form
from sandbox.twilio import Caption, KeyPress, Message

from .steps import ask_for_call, until_ringing


@pytest.mark.parametrize(
    ("number", "shown"), [("+493012345678", "+49 30 12345678"), ("+12025550123", "+1 202-555-0123"), ("front", "front")]
)
def test_numbers_are_shown_as_one_reads_them(number: str, shown: str) -> None:
    assert reading_form(number) == shown


def test_sounds_without_words_are_named(demo: Demo) -> None:
    now, handset = demo.world.agenda.now(), demo.customer
    handset.heard(Caption(now, handset.phone.number, "ringback"))
    handset.heard(Caption(now, handset.phone.number, "tone", "5", by="Anna"))
    handset.keyed(KeyPress(now, handset.phone.number, "1"))
    assert [line.text for line in handset.lines] == ["Ringing tone", "Key 5", "Pressed 1"]


def test_a_call_that_nobody_took_has_no_length(demo: Demo) -> None:
    ask_for_call(demo)
    until_ringing(demo, demo.customer.phone.number)
    demo.customer.phone.reject()
    assert (demo.customer.ended, demo.customer.lasted) == ("Call not answered", "")


def test_a_new_call_begins_with_an_empty_screen(demo: Demo) -> None:
    ask_for_call(demo)
    until_ringing(demo, demo.customer.phone.number)
    demo.customer.phone.answer()
    demo.world.agenda.advance(65)
    assert demo.customer.lines
    demo.chat.say("call me")
    for line in ("+49 30 12345678", "skip", "yes"):
        demo.chat.say(line)
    until_ringing(demo, demo.customer.phone.number)
    assert (demo.customer.lines, demo.customer.ended) == ([], "")


def test_a_change_that_leaves_the_state_alone_leaves_its_time_alone(demo: Demo) -> None:
    since = demo.customer.since
    demo.customer.moved(since + timedelta(seconds=5))
    assert demo.customer.since == since


def test_a_link_is_new_until_the_phones_state_changes(demo: Demo) -> None:
    handset, now = demo.agents[0], demo.world.agenda.now()
    number = handset.phone.number
    message = Message("SM1", "AC1", number, demo.world.account.number, "https://desk.test", "outbound-api", now)
    handset.received(message, now, lambda _: "/desk/anna")
    assert handset.has_new_link
    handset.since = now + timedelta(seconds=1)
    assert not handset.has_new_link


def test_only_the_latest_messages_are_kept(demo: Demo) -> None:
    handset, now = demo.agents[0], demo.world.agenda.now()
    message = Message("SM1", "AC1", handset.phone.number, demo.world.account.number, "Hi", "outbound-api", now)
    for _ in range(40):
        handset.received(message, now, lambda _: "")
    assert len({message.id for message in handset.messages}) == 30
