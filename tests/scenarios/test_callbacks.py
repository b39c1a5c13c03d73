"""Twilio's callbacks: late, twice, out of order, replayed, never, or forged."""

from __future__ import annotations

import random
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest

from handover.core.call.events import EventKind
from handover.core.call.state import State
from sandbox.bucket import StorageFault
from sandbox.net import HttpRequest, HttpResponse
from sandbox.twilio import LetsRing, signed_request
from sandbox.world import World
from tests.scenarios.people import TAKES_IT, ask, customer_calls, errors, finish, ready, start

UNREADABLE = StorageFault(status=503)


def report(world: World, url: str, params: Mapping[str, str], signature: str | None) -> HttpResponse:
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    if signature is not None:
        headers["X-Twilio-Signature"] = signature
    return world.web(HttpRequest("POST", url, headers, urlencode(params).encode()))


def signed(world: World, query: str, params: Mapping[str, str]) -> HttpRequest:
    """A report as Twilio would sign it."""
    return signed_request(world.account.auth_token, "POST", f"{world.host.url('status')}?{query}", params)


def events_of(world: World) -> list[str]:
    handover = world.handover("session-1")
    return sorted(f"{e.kind}.{e.attempt}" for e in world.storage().handovers.events(handover.id))


def test_every_report_twice_and_out_of_order_changes_nothing(world: World) -> None:
    ready(world, agents=(LetsRing(), TAKES_IT))
    world.network.callbacks.duplicate(after=3)
    world.network.callbacks.reorder(spread=20)
    start(world)
    finish(world, wait=90)
    handover = world.handover("session-1")
    assert handover.state is State.COMPLETED
    assert handover.agent
    assert handover.agent.id == "ben"
    assert len(events_of(world)) == len(set(events_of(world)))
    assert errors(world) == []


def test_reports_that_arrive_backwards_after_the_call_are_still_told_right(world: World) -> None:
    ready(world, agents=(TAKES_IT, LetsRing()))
    world.network.callbacks.hold()
    start(world)
    finish(world, wait=1)
    world.network.callbacks.release(backwards=True)
    world.agenda.advance(60)
    assert world.handover("session-1").state is State.COMPLETED


@pytest.mark.parametrize("seed", range(3))
def test_a_replayed_report_is_the_same_fact(world: World, seed: int) -> None:
    ready(world, agents=(TAKES_IT, LetsRing()))
    start(world)
    finish(world)
    before = events_of(world)
    for delivery in random.Random(seed).sample(world.network.callbacks.sent, 3):
        world.network.callbacks.replay(delivery)
    world.agenda.advance(10)
    assert events_of(world) == before
    assert world.handover("session-1").state is State.COMPLETED


def test_reports_that_never_come_are_settled_by_the_scheduler(world: World) -> None:
    ready(world, customer=LetsRing())
    world.network.callbacks.drop()
    start(world)
    finish(world, wait=0)
    assert world.handover("session-1").state is State.DIALING
    world.agenda.advance(900)
    assert world.handover("session-1").state is State.NO_ANSWER
    assert world.storage().handovers.marked_live() == []


def test_reports_that_never_come_are_settled_by_asking(world: World) -> None:
    ready(world, customer=LetsRing())
    world.network.callbacks.drop()
    start(world)
    finish(world, wait=200)
    assert ask(world, "call_status")["status"] == "no_answer"


def test_a_talk_whose_reports_never_come_is_settled_too(world: World) -> None:
    ready(world, agents=(TAKES_IT, LetsRing()))
    world.network.callbacks.drop()
    start(world)
    finish(world, wait=0)
    assert world.handover("session-1").state is State.CONNECTED
    world.agenda.advance(2 * 3600)
    assert world.handover("session-1").state is State.COMPLETED


@pytest.mark.parametrize("action", ["twiml", "status"])
@pytest.mark.parametrize("signature", [None, "", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="])
def test_unsigned_and_wrongly_signed_requests_are_refused_before_anything_is_read(
    world: World, action: str, signature: str | None
) -> None:
    ready(world)
    handover_id = start(world)["handover_id"]
    world.bucket.faults.add(UNREADABLE, when=lambda method, key: "requested" in key, times=None)
    query = {"twiml": f"step=connect&h={handover_id}", "status": f"kind=customer&h={handover_id}"}[action]
    response = report(world, f"{world.host.url(action)}?{query}", {"CallStatus": "completed", "Digits": "1"}, signature)
    assert response.status == 403
    world.bucket.faults.clear()
    assert world.handover("session-1").state in (State.DIALING, State.RINGING)


def test_a_signature_for_another_address_is_refused(world: World) -> None:
    ready(world, customer=LetsRing())
    handover_id = start(world)["handover_id"]
    request = signed(world, f"kind=customer&h={handover_id}", {"CallStatus": "completed"})
    stolen = HttpRequest(
        request.method, request.url.replace(handover_id, f"{handover_id}1"), request.headers, request.body
    )
    assert world.web(stolen).status == 403
    assert world.web(request).status == 204


def test_a_report_about_an_unknown_handover_is_404_and_leaves_nothing(world: World) -> None:
    before = world.bucket.objects(world.bucket_name)
    for handover_id in ("20261123-aaaaaaaaaaaaaaaaaaaaaaaa-1", "nonsense", ""):
        assert world.web(signed(world, f"kind=customer&h={handover_id}", {"CallStatus": "completed"})).status == 404
    assert world.bucket.objects(world.bucket_name) == before


@pytest.mark.parametrize("query", ["kind=weather", ""])
def test_a_report_of_no_known_kind_is_400(world: World, query: str) -> None:
    assert world.web(signed(world, query, {"CallStatus": "completed"})).status == 400


def test_a_report_that_is_not_kept_is_sent_again(world: World) -> None:
    """503 asks Twilio for its retry; the second delivery is kept."""
    ready(world, customer=LetsRing())
    start(world)
    world.bucket.faults.add(UNREADABLE, when=lambda method, key: method == "PUT" and key.endswith("ringing"), times=2)
    finish(world)
    kinds = {event.kind for event in world.storage().handovers.events(world.handovers("session-1")[0].id)}
    assert EventKind.RINGING in kinds
    assert len(customer_calls(world)) == 1
