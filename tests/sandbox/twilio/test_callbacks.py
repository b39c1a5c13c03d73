"""Callbacks that come late, twice, in another order, or not at all; and retries."""

from __future__ import annotations

from sandbox.net import HttpResponse
from sandbox.twilio import Busy, Delivery
from sandbox.twilio.call import StatusCallback
from sandbox.twilio.webhook import Webhook

from .desk import CUSTOMER, SITE, Desk, Got, refused, slow


def busy_desk() -> Desk:
    desk = Desk()
    desk.phone(CUSTOMER).plan = Busy()
    return desk


def is_final(delivery: Delivery) -> bool:
    return delivery.params["CallStatus"] == "busy"


def test_dropped_callbacks_never_come() -> None:
    desk = busy_desk()
    desk.network.callbacks.drop(is_final)
    desk.call()
    desk.run()
    assert desk.statuses() == ["initiated", "ringing"]
    assert len(desk.network.callbacks.sent) == 3


def test_delayed_callbacks_come_after_others() -> None:
    desk = busy_desk()
    desk.network.callbacks.delay(5, when=lambda delivery: delivery.params["CallStatus"] == "ringing")
    desk.call()
    desk.run()
    assert desk.statuses() == ["initiated", "busy", "ringing"]


def test_a_duplicate_has_the_same_token_and_signature() -> None:
    desk = busy_desk()
    desk.network.callbacks.duplicate(after=1, when=is_final)
    desk.call()
    desk.run()
    once, twice = desk.at("/status")[2:]
    assert once.params == twice.params
    for header in ("I-Twilio-Idempotency-Token", "X-Twilio-Signature"):
        assert once.headers[header] == twice.headers[header]


def test_held_callbacks_come_when_released_in_the_order_asked_for() -> None:
    desk = busy_desk()
    desk.network.callbacks.hold()
    desk.call()
    desk.run()
    assert desk.statuses() == []
    desk.network.callbacks.release(backwards=True)
    desk.agenda.advance(5)
    assert desk.statuses() == ["busy", "ringing", "initiated"]


def test_disorder_is_the_same_for_the_same_seed() -> None:
    def story() -> list[str]:
        desk = busy_desk()
        desk.network.callbacks.reorder(spread=10)
        desk.call()
        desk.run()
        return desk.statuses()

    assert story() == story()
    assert sorted(story()) == ["busy", "initiated", "ringing"]


def test_a_callback_can_be_replayed_later() -> None:
    desk = busy_desk()
    desk.call()
    desk.run()
    desk.network.callbacks.replay(desk.network.callbacks.sent[0])
    desk.agenda.advance(1)
    assert desk.statuses() == ["initiated", "ringing", "busy", "initiated"]


def test_a_refused_callback_is_a_warning_and_not_repeated_by_default() -> None:
    desk = busy_desk()
    desk.pages["/status"] = HttpResponse(503)
    desk.call()
    desk.run()
    assert len(desk.got) == 3
    assert desk.codes() == [15003] * 3


def test_overrides_of_the_address_make_twilio_repeat_with_the_same_token() -> None:
    desk = busy_desk()
    answers = iter([HttpResponse(503), HttpResponse(500), HttpResponse(204)])
    desk.pages["/status"] = lambda _: next(answers)
    desk.call(status=StatusCallback(Webhook(SITE + "/status#rc=2&rp=5xx,ct,rt")))
    desk.run()
    assert len(desk.got) == 3
    assert len({got.headers["I-Twilio-Idempotency-Token"] for got in desk.got}) == 1
    assert desk.codes() == []


def test_a_slow_receiver_is_given_up_and_told() -> None:
    desk = busy_desk()
    desk.pages["/status"] = slow("", 20)
    desk.call(status=StatusCallback(Webhook(SITE + "/status")))
    desk.run()
    assert desk.codes() == [15002]


def test_nobody_at_the_address_is_tried_twice() -> None:
    desk = busy_desk()
    desk.pages["/status"] = refused
    desk.call(status=StatusCallback(Webhook(SITE + "/status")))
    desk.run()
    assert len(desk.got) == 2
    assert desk.codes() == [11205]


def test_a_get_callback_carries_its_parameters_in_the_query() -> None:
    desk = busy_desk()
    desk.call(status=StatusCallback(Webhook(SITE + "/status?kind=customer", "GET")))
    desk.run()
    got: Got = desk.got[0]
    assert (got.method, got.params["kind"], got.params["CallStatus"]) == ("GET", "customer", "busy")
