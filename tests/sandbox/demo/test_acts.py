from __future__ import annotations

import pytest

from sandbox.demo.acts import REFUSALS, BadActError, Fields, UnknownActError, act
from sandbox.demo.stage import Stage

from .people import ask_for_call, connect, finish, until_ringing


def test_a_whole_handover_can_be_done_by_hand(stage: Stage) -> None:
    connect(stage)
    act(stage, "speak", {"phone": stage.agents[0].phone.number, "text": "Hello"})
    finish(stage)
    assert stage.record.kept.handover is not None
    assert stage.record.kept.handover.state == "completed"


def test_an_agent_may_let_it_ring_and_the_next_one_is_tried(stage: Stage) -> None:
    customer, anna, ben = (handset.phone.number for handset in stage.handsets.values())
    ask_for_call(stage)
    until_ringing(stage, customer)
    act(stage, "answer", {"phone": customer})
    stage.world.agenda.advance(10)
    act(stage, "press", {"phone": customer, "keys": "5"})
    until_ringing(stage, anna)
    act(stage, "let_ring", {"phone": anna})
    assert stage.handsets[anna].left_ringing
    until_ringing(stage, ben)
    assert not stage.handsets[anna].left_ringing


def test_a_mailbox_that_takes_the_call_is_not_connected(stage: Stage) -> None:
    customer = stage.customer.phone.number
    ask_for_call(stage)
    until_ringing(stage, customer)
    act(stage, "to_mailbox", {"phone": customer})
    stage.world.agenda.advance(120)
    assert stage.record.kept.handover is not None
    assert stage.record.kept.handover.state == "no_human"


def test_a_rejected_call_is_over(stage: Stage) -> None:
    customer = stage.customer.phone.number
    ask_for_call(stage)
    until_ringing(stage, customer)
    act(stage, "reject", {"phone": customer})
    stage.world.agenda.advance(60)
    assert stage.record.kept.handover is not None
    assert not stage.record.kept.handover.live


@pytest.mark.parametrize(
    ("name", "fields", "sentence"),
    [
        ("answer", {"phone": "+493012345678"}, "The phone of Customer is idle"),
        ("hang_up", {"phone": "+493012345671"}, "The phone of Anna is idle"),
        ("press", {"phone": "+493012345671", "keys": "x"}, "no keys for 'x'"),
        ("speak", {"phone": "+493012345671", "text": " "}, "Nothing was said"),
        ("speak", {"phone": "+493012345671", "text": "a" * 501}, "too much at once"),
        ("say", {"text": " \n "}, "The message is empty"),
        ("say", {"text": "a" * 2049}, "too long"),
        ("choose", {"label": "No such button"}, "earlier answer"),
        ("open_chat", {"channel": "Fax"}, "There is no channel 'Fax'"),
    ],
)
def test_what_makes_no_sense_now_is_refused_with_a_sentence(
    stage: Stage, name: str, fields: Fields, sentence: str
) -> None:
    with pytest.raises(REFUSALS, match=sentence):
        act(stage, name, fields)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("say", {}),
        ("say", {"text": 5}),
        ("answer", {"phone": "+4911111"}),
        ("set_mode", {"mode": "asleep"}),
    ],
)
def test_what_the_page_never_sends_is_a_bad_act(stage: Stage, name: str, fields: Fields) -> None:
    with pytest.raises(BadActError):
        act(stage, name, fields)


def test_an_unknown_act_is_named(stage: Stage) -> None:
    with pytest.raises(UnknownActError, match="There is no act 'dance'"):
        act(stage, "dance", {})
