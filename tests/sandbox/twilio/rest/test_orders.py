"""Requests for calls that Twilio refuses, with their errors."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from sandbox.twilio.rest.errors import RestError
from sandbox.twilio.rest.form import Form
from sandbox.twilio.rest.orders import read_order
from sandbox.twilio.webhook import Webhook

from ..desk import CUSTOMER, OURS, SITE, Desk
from .sdk import VERIFIED

GOOD = {"To": CUSTOMER, "From": OURS, "Url": SITE + "/greet"}


def form(*more: tuple[str, str], **values: str) -> Form:
    return Form(urlencode([*{**GOOD, **values}.items(), *more]))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"To": ""}, 21201),
        ({"From": ""}, 21213),
        ({"Url": ""}, 21205),
        ({"Url": "/greet"}, 21205),
        ({"To": "12345"}, 21211),
        ({"To": "+49"}, 21211),
        ({"To": "+49900123456"}, 21202),
        ({"To": "+4313456789"}, 21215),
        ({"To": "+49137123456"}, 21216),
        ({"To": "+4930000000"}, 21214),
        ({"From": "nobody"}, 21212),
        ({"From": "+4930555555"}, 21210),
        ({"SendDigits": "1,2"}, 21206),
        ({"Timeout": "601"}, 21208),
        ({"Timeout": "soon"}, 21208),
        ({"Method": "PUT"}, 21209),
        ({"ApplicationSid": "AP" + "0" * 32}, 21218),
        ({"StatusCallback": SITE, "StatusCallbackEvent": "answered completed"}, 21626),
        ({"StatusCallback": "nowhere"}, 21205),
        ({"Url": "", "Twiml": "x" * 4001}, 20001),
        ({"MachineDetection": "Perhaps"}, 20001),
        ({"TimeLimit": "-1"}, 20001),
        ({"CallReason": "x" * 51}, 20001),
    ],
)
def test_what_twilio_refuses(desk: Desk, wrong: dict[str, str], code: int) -> None:
    with pytest.raises(RestError) as caught:
        read_order(form(**wrong), desk.account)
    assert (caught.value.code, caught.value.status) == (code, 400)


def test_what_is_missing_is_said_before_what_is_wrong(desk: Desk) -> None:
    with pytest.raises(RestError) as caught:
        read_order(form(To="12345", Url=""), desk.account)
    assert caught.value.code == 21205


def test_a_trial_account_calls_verified_numbers_only(desk: Desk) -> None:
    desk.account.trial = True
    with pytest.raises(RestError) as caught:
        read_order(form(), desk.account)
    assert caught.value.code == 21219
    assert read_order(form(To=VERIFIED), desk.account).to == VERIFIED


def test_events_are_repeated_keys_and_by_default_the_end_only(desk: Desk) -> None:
    events = [("StatusCallbackEvent", "ringing"), ("StatusCallbackEvent", "answered")]
    several = read_order(form(*events, StatusCallback=SITE), desk.account)
    assert several.status is not None
    assert several.status.events == {"ringing", "answered"}
    usual = read_order(form(StatusCallback=SITE), desk.account)
    assert usual.status is not None
    assert usual.status.events == {"completed"}


def test_twiml_beside_an_address_is_ignored(desk: Desk) -> None:
    order = read_order(form(Twiml="<Response/>", Method="GET"), desk.account)
    assert (order.url, order.twiml) == (Webhook(SITE + "/greet", "GET"), "")


def test_defaults_are_those_of_twilio(desk: Desk) -> None:
    order = read_order(form(), desk.account)
    assert (order.timeout, order.time_limit, order.status, order.detection, order.record) == (
        60,
        None,
        None,
        None,
        False,
    )


def test_the_called_phone_may_show_why_it_is_called(desk: Desk) -> None:
    reason = "Your call about the claim that you reported today"
    call = desk.network.place(read_order(form(CallReason=reason), desk.account))
    assert call.reason == reason
