"""Test credentials."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from sandbox.twilio import RestServer
from sandbox.twilio.rest import calls, messages
from sandbox.twilio.rest.asked import Asked
from sandbox.twilio.rest.errors import RestError
from sandbox.twilio.rest.form import Form

from ..desk import CUSTOMER, OURS, SITE, Desk
from .sdk import error_of, sdk

MAGIC = "+15005550006"


def as_tester(desk: Desk, **form: str) -> Asked:
    """A request with test credentials."""
    return Asked(desk.network, path="", sid="", query=Form(""), form=Form(urlencode(form)), testing=True)


@pytest.fixture
def tester(desk: Desk, server: RestServer) -> Client:
    account = desk.account
    return sdk(server, account.test_sid, account.test_token, account.test_sid)


@pytest.mark.parametrize(
    ("to", "from_", "code"),
    [
        (CUSTOMER, "+15005550001", 21212),
        (CUSTOMER, "+4930888888", 21210),
        ("+15005550001", MAGIC, 21217),
        ("+15005550002", MAGIC, 21214),
        ("+15005550003", MAGIC, 21215),
        ("+15005550004", MAGIC, 21216),
        ("nobody", MAGIC, 21211),
    ],
)
def test_numbers_of_calls_stand_for_outcomes(desk: Desk, to: str, from_: str, code: int) -> None:
    with pytest.raises(RestError) as caught:
        calls.create(as_tester(desk, To=to, From=from_, Url=SITE))
    assert caught.value.code == code


def test_a_test_call_is_answered_and_not_placed(desk: Desk, tester: Client) -> None:
    call = tester.calls.create(to=CUSTOMER, from_=MAGIC, url=SITE + "/greet", status_callback=SITE + "/status")
    desk.agenda.advance(60)
    assert call.status == "queued"
    assert (desk.network.calls, desk.got) == ([], [])


@pytest.mark.parametrize(
    ("to", "from_", "code"),
    [
        (CUSTOMER, "+15005550001", 21212),
        (CUSTOMER, "+15005550007", 21606),
        (CUSTOMER, "+15005550008", 21611),
        (CUSTOMER, "+4930888888", 21606),
        ("+15005550001", MAGIC, 21211),
        ("+15005550002", MAGIC, 21612),
        ("+15005550003", MAGIC, 21408),
        ("+15005550004", MAGIC, 21610),
        ("+15005550009", MAGIC, 21614),
    ],
)
def test_numbers_of_messages_stand_for_outcomes(desk: Desk, to: str, from_: str, code: int) -> None:
    with pytest.raises(RestError) as caught:
        messages.create(as_tester(desk, To=to, From=from_, Body="Hi"))
    assert caught.value.code == code


def test_a_test_message_is_not_sent(desk: Desk, tester: Client) -> None:
    assert tester.messages.create(to=CUSTOMER, from_=MAGIC, body="Hi").status == "queued"
    desk.agenda.advance(10)
    assert desk.phone(CUSTOMER).messages == []


def test_nothing_else_can_be_done_with_them(tester: Client) -> None:
    with pytest.raises(TwilioRestException) as caught:
        tester.calls("CA" + "0" * 32).fetch()
    assert error_of(caught.value) == (403, 20008)


def test_magic_numbers_are_ordinary_ones_elsewhere(client: Client) -> None:
    assert client.calls.create(to="+15005550002", from_=OURS, url=SITE).status == "queued"
