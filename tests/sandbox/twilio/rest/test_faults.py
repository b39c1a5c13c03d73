"""Faults of the REST API, as the SDK sees them."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from sandbox.twilio import Cut, Drip, NoSid, Odd, RestServer, ServerError, Silence, TooManyRequests, Unavailable
from sandbox.twilio.rest.faults import Fault

from ..desk import CUSTOMER, OURS, SITE, Desk
from .sdk import error_of

GOOD: dict[str, Any] = {"to": CUSTOMER, "from_": OURS, "url": SITE + "/greet"}


@pytest.mark.parametrize(
    ("fault", "status", "code", "placed"),
    [
        (TooManyRequests(), 429, 20429, 0),
        (ServerError(), 500, 20500, 0),
        (ServerError(accepted=True), 500, 20500, 1),
        (Unavailable(), 503, 20503, 0),
        (Odd(409, 20409), 409, 20409, 0),
        (Odd(302, accepted=True), 302, 302, 1),
        (Odd(408, accepted=True), 408, 408, 1),
    ],
)
def test_refusals_with_and_without_a_call(
    desk: Desk, client: Client, fault: Fault, status: int, code: int, placed: int
) -> None:
    desk.network.faults.next(fault)
    with pytest.raises(TwilioRestException) as caught:
        client.calls.create(**GOOD)
    assert error_of(caught.value) == (status, code)
    assert len(desk.network.calls) == placed
    assert client.calls.create(**GOOD).status == "queued"


def test_429_may_say_when_to_come_back(desk: Desk, server: RestServer) -> None:
    desk.network.faults.add(TooManyRequests(retry_after=2), lambda request: request.method == "GET", times=None)
    assert requests.get(server.base_url, timeout=60).headers["retry-after"] == "2"


@pytest.mark.parametrize("accepted", [False, True])
def test_silence_ends_with_a_cut_connection(desk: Desk, client: Client, accepted: bool) -> None:
    desk.network.faults.next(Silence(accepted=accepted, seconds=0.05))
    began = time.monotonic()
    with pytest.raises(requests.exceptions.ConnectionError):
        client.calls.create(**GOOD)
    assert time.monotonic() - began >= 0.05
    assert len(desk.network.calls) == accepted


@pytest.mark.parametrize("accepted", [False, True])
def test_a_cut_connection(desk: Desk, client: Client, accepted: bool) -> None:
    desk.network.faults.next(Cut(accepted=accepted))
    with pytest.raises(requests.exceptions.ConnectionError):
        client.calls.create(**GOOD)
    assert len(desk.network.calls) == accepted
    assert client.calls.create(**GOOD).status == "queued"


def test_a_drip_pauses_before_each_piece_and_arrives_whole(desk: Desk, client: Client) -> None:
    desk.network.faults.next(Drip(pause=0.01, pieces=10))
    began = time.monotonic()
    assert client.calls.create(**GOOD).status == "queued"
    assert time.monotonic() - began >= 0.1


def test_a_created_call_without_a_sid(desk: Desk, client: Client) -> None:
    desk.network.faults.next(NoSid())
    assert client.calls.create(**GOOD).sid is None
    assert len(desk.network.calls) == 1


def test_faults_come_in_order_and_only_where_they_are_meant(desk: Desk, client: Client) -> None:
    desk.network.faults.next(ServerError(), Unavailable())
    assert client.calls.list() == []
    codes = []
    for _ in range(2):
        with pytest.raises(TwilioRestException) as caught:
            client.calls.create(**GOOD)
        codes.append(caught.value.code)
    assert codes == [20500, 20503]


def test_a_standing_fault_lasts_until_cleared(desk: Desk, client: Client) -> None:
    desk.network.faults.add(Unavailable(), lambda request: request.form.get("To") == CUSTOMER, times=None)
    for _ in range(2):
        with pytest.raises(TwilioRestException):
            client.calls.create(**GOOD)
    assert client.calls.create(**{**GOOD, "to": "+4930123457"}).status == "queued"
    desk.network.faults.clear()
    assert client.calls.create(**GOOD).status == "queued"
    assert len(desk.network.faults.seen) == 4
