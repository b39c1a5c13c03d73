"""Phones and their owners."""

from __future__ import annotations

import pytest

from sandbox.twilio import Answers, Change, InTurn, LetsRing, Mailbox, PhoneError, Press, Rejects
from sandbox.twilio.captions import Caption

from .desk import CUSTOMER, Desk


def ringing(plan: Answers | Mailbox | LetsRing | None = None) -> Desk:
    desk = Desk(pages={"/greet": "<Pause length='60'/>"})
    if plan:
        desk.phone(CUSTOMER).plan = plan
    desk.call()
    assert desk.agenda.run_until(lambda: desk.phone(CUSTOMER).state == "ringing")
    return desk


def test_a_phone_without_a_plan_is_worked_by_hand() -> None:
    desk = ringing()
    phone = desk.phone(CUSTOMER)
    assert phone.call is desk.network.calls[0]
    phone.answer()
    assert phone.state == "connected"
    phone.hang_up()
    desk.run()
    assert desk.network.calls[0].status == "completed"
    assert desk.phone(CUSTOMER).call is None


def test_a_call_can_be_rejected_by_hand() -> None:
    desk = ringing()
    desk.phone(CUSTOMER).reject()
    assert desk.network.calls[0].status == "busy"


def test_letting_it_ring_overrides_the_plan() -> None:
    desk = ringing(Answers(after=3))
    desk.phone(CUSTOMER).let_ring()
    desk.run()
    assert desk.network.calls[0].status == "no-answer"


def test_a_ringing_phone_can_be_handed_to_its_mailbox() -> None:
    desk = ringing()
    phone = desk.phone(CUSTOMER)
    phone.to_mailbox()
    desk.agenda.advance(5)
    assert (phone.state, phone.in_mailbox) == ("connected", True)
    assert "leave a message" in desk.heard(CUSTOMER, "speech")[0]


def test_a_mailbox_greets_beeps_and_hangs_up() -> None:
    desk = ringing(Mailbox(after=8, greeting="Not here.", hangs_up_after=20))
    desk.run()
    assert desk.heard(CUSTOMER, "speech") == ["Not here.", "(beep)"]
    assert 20 <= desk.network.calls[0].duration() <= 22


def test_plans_in_turn_meet_one_call_each_and_the_last_stays() -> None:
    desk = Desk(pages={"/greet": "<Hangup/>"})
    desk.phone(CUSTOMER).plan = InTurn((Rejects(), Answers()))
    statuses = []
    for _ in range(3):
        call = desk.call()
        desk.run()
        statuses.append(call.status)
    assert statuses == ["busy", "completed", "completed"]


def test_answering_earlier_by_hand_leaves_the_rest_of_the_plan() -> None:
    desk = ringing(Answers(after=9, then=(Press("4"),)))
    desk.phone(CUSTOMER).answer()
    desk.agenda.advance(20)
    assert desk.phone(CUSTOMER).pressed == "4"


@pytest.mark.parametrize("act", ["answer", "reject", "let_ring", "to_mailbox", "hang_up"])
def test_what_cannot_be_done_now_says_so(act: str) -> None:
    phone = Desk().phone(CUSTOMER)
    with pytest.raises(PhoneError, match="is idle, not "):
        getattr(phone, act)()


@pytest.mark.parametrize("keys", ["", "A", "1 2", "+"])
def test_a_phone_has_twelve_keys(keys: str) -> None:
    desk = ringing()
    desk.phone(CUSTOMER).answer()
    with pytest.raises(PhoneError, match="A phone has no key"):
        desk.phone(CUSTOMER).press(keys)


def test_watchers_are_told_of_every_change_in_order() -> None:
    desk = Desk(pages={"/greet": "<Say>Hello.</Say>"})
    changes: list[Change] = []
    desk.network.on_change(changes.append)
    desk.phone(CUSTOMER).plan = Answers(then=(Press("1"),))
    desk.call()
    desk.run()
    kinds = [change.what for change in changes]
    assert {"call", "phone", "caption", "key", "webhook"} <= set(kinds)
    assert [change.at for change in changes] == sorted(change.at for change in changes)
    assert [change.about.text for change in changes if isinstance(change.about, Caption)] == ["Hello."]


def test_what_was_heard_reads_as_one_text() -> None:
    desk = Desk(pages={"/greet": "<Say>One.</Say><Say>Two.</Say>"})
    desk.phone(CUSTOMER).plan = Answers()
    desk.call()
    desk.run()
    assert desk.phone(CUSTOMER).words() == "One.\nTwo."


def test_the_same_story_twice_is_the_same_to_the_last_identifier() -> None:
    def story() -> list[tuple[object, ...]]:
        desk = Desk(pages={"/greet": "<Say>Hello.</Say>"})
        desk.phone(CUSTOMER).plan = Answers()
        desk.call()
        desk.run()
        return [(got.at, got.path, tuple(got.params.items())) for got in desk.got]

    assert story() == story()
