"""Calls through Twilio's SDK."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from sandbox.twilio import Answers, RestServer

from ..desk import CUSTOMER, OURS, SID, SITE, TOKEN, Desk
from .sdk import VERIFIED, error_of, sdk

GOOD: dict[str, Any] = {"to": CUSTOMER, "from_": OURS, "url": SITE + "/greet"}


def test_a_created_call_is_queued_and_looks_like_twilios(desk: Desk, client: Client) -> None:
    response = client.calls.create_with_http_info(**GOOD)
    call = response.data
    assert response.status_code == 201
    assert (call.status, call.direction, call.to, call.queue_time) == ("queued", "outbound-api", CUSTOMER, "0")
    assert (call.from_formatted, call.to_formatted) == ("(500) 555-0006", CUSTOMER)
    assert call.sid.startswith("CA")
    assert len(call.sid) == 34
    assert call.date_created == desk.agenda.now()
    assert (call.start_time, call.end_time, call.duration, call.answered_by) == (None, None, None, None)


def test_the_order_arrives_whole(desk: Desk, client: Client) -> None:
    desk.phone(CUSTOMER).plan = Answers(after=1)
    call = client.calls.create(
        **GOOD,
        method="GET",
        status_callback=SITE + "/status",
        status_callback_event=["ringing", "answered", "completed"],
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=SITE + "/amd",
        time_limit=10,
        timeout=20,
    )
    desk.run()
    assert desk.at("/greet")[0].method == "GET"
    assert desk.statuses() == ["ringing", "in-progress", "completed"]
    assert len(desk.at("/amd")) == 1
    fetched = client.calls(call.sid).fetch()
    assert (fetched.status, fetched.duration, fetched.answered_by) == ("completed", "10", "human")
    assert fetched.end_time - fetched.start_time == timedelta(seconds=12)


def test_a_refusal_is_the_sdks_exception(desk: Desk, client: Client) -> None:
    with pytest.raises(TwilioRestException) as caught:
        client.calls.create(**{**GOOD, "to": "12345"})
    assert error_of(caught.value) == (400, 21211)
    assert desk.network.calls == []


def test_a_verified_number_may_be_shown(client: Client) -> None:
    assert client.calls.create(**{**GOOD, "from_": VERIFIED}).phone_number_sid is None


def test_an_error_is_json_as_twilio_writes_it(server: RestServer) -> None:
    answer = requests.post(
        f"{server.base_url}/2010-04-01/Accounts/{SID}/Calls.json", auth=(SID, TOKEN), data={}, timeout=60
    )
    assert answer.json() == {
        "code": 21201,
        "message": "No 'To' number is specified",
        "more_info": "https://www.twilio.com/docs/errors/21201",
        "status": 400,
    }


def test_wrong_credentials(server: RestServer) -> None:
    for user, password in ((SID, "wrong"), ("AC" + "9" * 32, TOKEN), ("SK" + "0" * 32, "wrong")):
        with pytest.raises(TwilioRestException) as caught:
            sdk(server, user, password).calls.create(**GOOD)
        assert error_of(caught.value) == (401, 20003)


def test_an_authentication_failure_has_details(server: RestServer) -> None:
    answer = requests.get(f"{server.base_url}/2010-04-01/Accounts/{SID}/Calls.json", timeout=60)
    assert answer.status_code == 401
    assert answer.json()["detail"]
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_an_api_key_works(server: RestServer) -> None:
    assert sdk(server, "SK" + "0" * 32, "secret").calls.create(**GOOD).status == "queued"


def test_a_wrong_path_is_not_found(server: RestServer) -> None:
    for path in (f"AC{'9' * 32}/Calls.json", f"{SID}/calls.json", f"{SID}/Calls"):
        answer = requests.get(f"{server.base_url}/2010-04-01/Accounts/{path}", auth=(SID, TOKEN), timeout=60)
        assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def test_a_json_body_is_not_read(server: RestServer) -> None:
    url = f"{server.base_url}/2010-04-01/Accounts/{SID}/Calls.json"
    answer = requests.post(url, auth=(SID, TOKEN), json={"To": CUSTOMER, "From": OURS}, timeout=60)
    assert answer.json()["code"] == 21201


def test_twenty_at_once_are_twenty_calls_in_a_queue(desk: Desk, server: RestServer) -> None:
    def create(_: int) -> str:
        return str(sdk(server).calls.create(**GOOD).sid)

    with ThreadPoolExecutor(20) as pool:
        sids = set(pool.map(create, range(20)))
    assert len(sids) == len(desk.network.calls) == 20
    assert sorted(call.queue_time for call in desk.network.calls) == [n * 1000 for n in range(20)]


# Update


def answered(desk: Desk, client: Client) -> Any:
    desk.phone(CUSTOMER).plan = Answers(after=1)
    call = client.calls.create(**GOOD)
    desk.agenda.advance(5)
    return client.calls(call.sid)


def test_a_live_call_is_ended(desk: Desk, client: Client) -> None:
    call = answered(desk, client)
    assert call.update(status="completed").status == "completed"
    with pytest.raises(TwilioRestException) as caught:
        call.update(status="completed")
    assert error_of(caught.value) == (400, 21220)


def test_a_queued_call_is_canceled(client: Client) -> None:
    call = client.calls.create(**GOOD)
    assert client.calls(call.sid).update(status="canceled").status == "canceled"


def test_a_live_call_goes_elsewhere(desk: Desk, client: Client) -> None:
    answered(desk, client).update(twiml="<Response><Say>News.</Say></Response>")
    desk.run()
    assert desk.heard(CUSTOMER) == ["News."]


def test_a_call_that_is_not_up_goes_nowhere(client: Client) -> None:
    call = client.calls.create(**GOOD)
    with pytest.raises(TwilioRestException) as caught:
        client.calls(call.sid).update(url=SITE + "/new")
    assert error_of(caught.value) == (400, 21220)


def test_a_time_limit_can_be_set_later(desk: Desk, client: Client) -> None:
    answered(desk, client).update(time_limit=3)
    desk.agenda.advance(3)
    assert desk.network.calls[0].status == "completed"


def test_a_status_that_cannot_be_asked_for(client: Client) -> None:
    call = client.calls.create(**GOOD)
    with pytest.raises(TwilioRestException) as caught:
        client.calls(call.sid).update(status="ringing")
    assert error_of(caught.value) == (400, 20001)


# Look


def test_initiated_is_a_word_of_callbacks_only(desk: Desk, client: Client) -> None:
    call = client.calls.create(**GOOD)
    desk.agenda.advance(0.5)
    assert desk.network.calls[0].status == "initiated"
    assert client.calls(call.sid).fetch().status == "queued"


def test_an_unknown_call_is_not_found(client: Client) -> None:
    with pytest.raises(TwilioRestException) as caught:
        client.calls("CA" + "0" * 32).fetch()
    assert error_of(caught.value) == (404, 20404)


def test_lists_are_filtered_and_paged_newest_first(desk: Desk, client: Client) -> None:
    for n in range(5):
        client.calls.create(**{**GOOD, "to": f"+49301234{n:02}"})
        desk.agenda.advance(60)
    numbers = [call.to for call in client.calls.list(page_size=2)]
    assert numbers == [f"+49301234{n:02}" for n in (4, 3, 2, 1, 0)]
    assert [call.to for call in client.calls.list(to="+4930123403")] == ["+4930123403"]
    assert client.calls.list(status="in-progress") == []
    assert len(client.calls.list(limit=3)) == 3
    start = desk.network.calls[0].created
    assert len(client.calls.list(start_time_after=start + timedelta(seconds=90))) == 3
    assert len(client.calls.list(start_time_before=start + timedelta(seconds=90))) == 2
    assert len(client.calls.list(start_time=start.date())) == 5


def test_looking_may_be_behind(desk: Desk, client: Client) -> None:
    desk.network.variants = replace(desk.network.variants, lookup_lag=30)
    call = client.calls.create(**GOOD)
    assert client.calls.list() == []
    with pytest.raises(TwilioRestException):
        client.calls(call.sid).fetch()
    desk.agenda.advance(31)
    assert client.calls(call.sid).fetch().status == "ringing"


def test_the_record_of_a_calls_requests_exists_after_its_end(desk: Desk, client: Client) -> None:
    call = client.calls.create(**GOOD)
    desk.agenda.run_until(lambda: desk.network.calls[0].over, at_most=3600)
    assert client.calls(call.sid).events.list() == []
    desk.agenda.advance(900)
    create, *others = client.calls(call.sid).events.list()
    assert create.request is not None
    assert create.request["parameters"]["url"] == GOOD["url"]
    assert all(event.request for event in others)


def test_a_call_that_is_over_can_be_deleted(desk: Desk, client: Client) -> None:
    call = client.calls.create(**GOOD)
    with pytest.raises(TwilioRestException):
        client.calls(call.sid).delete()
    desk.run()
    assert client.calls(call.sid).delete()
    assert client.calls.list() == []
