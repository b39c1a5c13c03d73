"""The demo's commands."""

from __future__ import annotations

import pytest

from sandbox.demo.chat_window import NotNowError
from sandbox.demo.commands import REFUSALS, BadCommandError, Fields, UnknownCommandError, run_command
from sandbox.demo.demo import Demo

from .steps import ask_for_call, connect, finish, until_ringing


def test_a_whole_handover_can_be_done_by_hand(demo: Demo) -> None:
    connect(demo)
    run_command(demo, "speak", {"phone": demo.agents[0].phone.number, "text": "Hello"})
    finish(demo)
    assert demo.record.kept.handover is not None
    assert demo.record.kept.handover.state == "completed"


def test_an_agent_may_let_it_ring_and_the_next_one_is_tried(demo: Demo) -> None:
    customer, anna, ben = (handset.phone.number for handset in demo.handsets.values())
    ask_for_call(demo)
    until_ringing(demo, customer)
    run_command(demo, "answer", {"phone": customer})
    demo.world.agenda.advance(10)
    run_command(demo, "press", {"phone": customer, "keys": "5"})
    until_ringing(demo, anna)
    run_command(demo, "let_ring", {"phone": anna})
    assert demo.handsets[anna].left_ringing
    until_ringing(demo, ben)
    assert not demo.handsets[anna].left_ringing


def test_a_mailbox_that_takes_the_call_is_not_connected(demo: Demo) -> None:
    customer = demo.customer.phone.number
    ask_for_call(demo)
    until_ringing(demo, customer)
    run_command(demo, "to_mailbox", {"phone": customer})
    demo.world.agenda.advance(120)
    assert demo.world.handovers(demo.chat.session_id)[0].state == "no_human"


def test_a_rejected_call_is_over(demo: Demo) -> None:
    customer = demo.customer.phone.number
    ask_for_call(demo)
    until_ringing(demo, customer)
    run_command(demo, "reject", {"phone": customer})
    demo.world.agenda.advance(60)
    assert demo.world.handovers(demo.chat.session_id)[0].state == "busy"


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("answer", {"phone": "+493012345678"}, "The phone of Customer is idle"),
        ("hang_up", {"phone": "+493012345671"}, "The phone of Anna is idle"),
        ("press", {"phone": "+493012345671", "keys": "x"}, "no key for 'x'"),
        ("speak", {"phone": "+493012345671", "text": " "}, "Nothing was said"),
        ("speak", {"phone": "+493012345671", "text": "a" * 501}, "too much at once"),
        ("say", {"text": " \n "}, "The message is empty"),
        ("say", {"text": "a" * 2049}, "too long"),
        ("choose", {"label": "No such button"}, "earlier answer"),
        ("open_chat", {"channel": "Fax"}, "There is no channel 'Fax'"),
    ],
)
def test_what_makes_no_sense_now_is_refused_with_a_sentence(
    demo: Demo, name: str, fields: Fields, sentence: str
) -> None:
    with pytest.raises(REFUSALS, match=sentence):
        run_command(demo, name, fields)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("say", {}),
        ("say", {"text": 5}),
        ("answer", {"phone": "+4911111"}),
        ("set_mode", {"mode": "asleep"}),
    ],
)
def test_what_the_page_never_sends_is_a_bad_command(demo: Demo, name: str, fields: Fields) -> None:
    with pytest.raises(BadCommandError):
        run_command(demo, name, fields)


def test_an_unknown_command_is_named(demo: Demo) -> None:
    with pytest.raises(UnknownCommandError, match="There is no command 'dance'"):
        run_command(demo, "dance", {})


def test_the_clock_moves_when_no_phone_is_in_use(demo: Demo) -> None:
    before = demo.world.agenda.now()
    run_command(demo, "move_clock", {"to": "ten_minutes"})
    assert (demo.world.agenda.now() - before).total_seconds() == 600
    run_command(demo, "dial", {"phone": demo.customer.phone.number})
    with pytest.raises(NotNowError, match="A phone is in use"):
        run_command(demo, "move_clock", {"to": "minute"})


def test_the_clock_moves_to_a_booking_only_if_there_is_one(demo: Demo) -> None:
    with pytest.raises(NotNowError, match="No call is booked"):
        run_command(demo, "move_clock", {"to": "booking"})
    with pytest.raises(BadCommandError):
        run_command(demo, "move_clock", {"to": "tomorrow"})


def test_the_customer_answers_a_text_message(demo: Demo) -> None:
    number = demo.customer.phone.number
    run_command(demo, "text", {"phone": number, "text": "STOP"})
    (message,) = demo.customer.messages
    assert (message.own, message.parts[0].text) == (True, "STOP")
    assert (number, demo.world.account.number) in demo.world.network.message_centre.opted_out
    assert demo.activity.rows[-1].title == "A text message comes from Customer's phone"


def test_a_play_that_does_not_exist_is_refused(demo: Demo) -> None:
    with pytest.raises(BadCommandError):
        run_command(demo, "set_mode", {"mode": "played", "play": "a war"})
