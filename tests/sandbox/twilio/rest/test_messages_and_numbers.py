"""Messages, phone numbers and the account through Twilio's SDK."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from sandbox.twilio import Variants
from sandbox.twilio.rest import messages
from sandbox.twilio.rest.errors import RestError
from sandbox.twilio.rest.form import Form
from sandbox.twilio.rest.resource import ResourceRequest

from ..desk import CUSTOMER, OURS, SID, SITE, Desk
from .sdk import EMPTY, SERVICE, error_of

GOOD: dict[str, Any] = {"to": CUSTOMER, "from_": OURS, "body": "Your code is 42."}


def test_a_message_is_queued_then_delivered(desk: Desk, client: Client) -> None:
    message = client.messages.create(**GOOD, status_callback=SITE + "/sms")
    assert (message.status, message.direction, message.num_segments, message.date_sent) == (
        "queued",
        "outbound-api",
        "1",
        None,
    )
    desk.agenda.advance(10)
    fetched = client.messages(message.sid).fetch()
    assert (fetched.status, fetched.error_code) == ("delivered", None)
    assert fetched.date_sent is not None
    assert [got.params["MessageStatus"] for got in desk.at("/sms")] == ["sent", "delivered"]
    assert [listed.sid for listed in client.messages.list(to=CUSTOMER)] == [message.sid]
    assert client.messages.list(to=OURS) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"To": "12345"}, 21211),
        ({"To": OURS}, 21211),
        ({"From": "+4930999999"}, 21606),
        ({"To": "+4366012345678"}, 21408),
        ({"To": "+4930777777"}, 21635),
        ({"ValidityPeriod": "0"}, 21624),
        ({"ValidityPeriod": "36001"}, 21624),
        ({"ValidityPeriod": "soon"}, 21624),
        ({"From": "", "MessagingServiceSid": "MG" + "9" * 32}, 21701),
        ({"From": "", "MessagingServiceSid": "MGx"}, 21705),
        ({"From": "", "MessagingServiceSid": EMPTY}, 21703),
        ({"From": "+4930888888", "MessagingServiceSid": SERVICE}, 21703),
    ],
)
def test_what_twilio_refuses(desk: Desk, wrong: dict[str, str], code: int) -> None:
    form = urlencode({"To": CUSTOMER, "From": OURS, "Body": "Hi", **wrong})
    request = ResourceRequest(desk.network, path="", sid="", query=Form(""), form=Form(form))
    with pytest.raises(RestError) as caught:
        messages.create(request)
    assert (caught.value.code, caught.value.status) == (code, 400)
    assert desk.network.messages == []


def test_a_landline_has_an_older_error_too(desk: Desk, client: Client) -> None:
    desk.network.variants = Variants(landline_is=21614)
    with pytest.raises(TwilioRestException) as caught:
        client.messages.create(**{**GOOD, "to": "+4930777777"})
    assert error_of(caught.value) == (400, 21614)


@pytest.mark.parametrize("seconds", [1, 120, 36_000])
def test_a_message_may_say_how_long_it_is_worth_sending(client: Client, seconds: int) -> None:
    assert client.messages.create(**GOOD, validity_period=seconds).status == "queued"


@pytest.mark.parametrize("pinned", [{}, {"from_": OURS}])
def test_a_messaging_service_takes_a_message_first_and_chooses_then(
    desk: Desk, client: Client, pinned: dict[str, str]
) -> None:
    taken = client.messages.create(
        to=CUSTOMER, messaging_service_sid=SERVICE, body="Hi", status_callback=SITE + "/sms", **pinned
    )
    assert (taken.status, taken.from_, taken.num_segments) == ("accepted", None, "0")
    desk.agenda.advance(10)
    fetched = client.messages(taken.sid).fetch()
    assert (fetched.status, fetched.from_, fetched.num_segments) == ("delivered", OURS, "1")
    assert fetched.messaging_service_sid == SERVICE
    assert [got.params["MessageStatus"] for got in desk.at("/sms")] == ["queued", "sent", "delivered"]


def test_who_has_said_stop_gets_nothing(desk: Desk, client: Client) -> None:
    desk.phone(CUSTOMER).send_text("STOP")
    with pytest.raises(TwilioRestException) as caught:
        client.messages.create(**GOOD)
    assert error_of(caught.value) == (400, 21610)
    desk.phone(CUSTOMER).send_text("START")
    assert client.messages.create(**GOOD).status == "queued"


def test_a_trial_account_texts_verified_numbers_only(desk: Desk, client: Client) -> None:
    desk.account.trial = True
    with pytest.raises(TwilioRestException) as caught:
        client.messages.create(**GOOD)
    assert error_of(caught.value) == (400, 21608)


def test_a_number_is_found_and_its_webhooks_are_set(desk: Desk, client: Client) -> None:
    (number,) = client.incoming_phone_numbers.list(phone_number=OURS)
    updated = client.incoming_phone_numbers(number.sid).update(
        voice_url=SITE + "/inbound", voice_method="POST", voice_fallback_url=SITE + "/sorry"
    )
    assert (updated.voice_url, updated.voice_fallback_url) == (SITE + "/inbound", SITE + "/sorry")
    desk.pages["/inbound"] = "<Hangup/>"
    desk.network.dial_in(CUSTOMER)
    desk.run()
    assert len(desk.at("/inbound")) == 1


def test_numbers_can_be_found_by_a_pattern(client: Client) -> None:
    assert [number.phone_number for number in client.incoming_phone_numbers.list(phone_number="+4930*")] == [
        "+4930888888"
    ]
    assert len(client.incoming_phone_numbers.list()) == 2


def test_a_webhook_that_is_no_address_is_refused(client: Client) -> None:
    (number,) = client.incoming_phone_numbers.list(phone_number=OURS)
    with pytest.raises(TwilioRestException) as caught:
        client.incoming_phone_numbers(number.sid).update(voice_url="inbound")
    assert caught.value.status == 400


def test_the_account_can_be_looked_up(client: Client) -> None:
    assert client.api.accounts(SID).fetch().status == "active"
