"""A view of a handover has everything about it. Its cost does not depend on what else is stored."""

from __future__ import annotations

import pytest

from handover.core.access.viewer import Viewer
from handover.core.chat.transcript import ChatLine, Turn
from handover.core.desk.config import Agent
from handover.services.storage import StorageError
from handover.services.storage.keys import handover_keys
from handover.usecases.start_call import start_call
from handover.usecases.view_handover import record_view, view_handover
from tests.handover.rig import ANNA, Rig, call_request

SIGNED_IN = Viewer(Agent("anna", "Anna", ANNA, "en"), sign_in_id="a-seat")


@pytest.fixture
def handover_id(rig: Rig) -> str:
    return start_call(
        rig.ctx(), call_request(transcript=(ChatLine("bot", "What happened?"), ChatLine("customer", "Hail")))
    ).handover_id


def turn(n: int, channel: str = "") -> Turn:
    at = f"2026-11-23T08:00:{n:02}.000Z"
    return Turn(f"log-{n}", "session-1", at, n, channel, "en", (ChatLine("customer", f"line {n}", at),))


def test_a_view_has_everything_about_a_handover(rig: Rig, handover_id: str) -> None:
    rig.storage.turns.keep(turn(1, "Messenger"))
    rig.storage.handovers.add_leg(handover_id, 1, "agent-ringing", rig.clock.now(), {})
    seen = view_handover(rig.ctx(), handover_id)
    assert seen
    assert seen.handover.state == "dialing"
    assert [event.kind for event in seen.events] == ["placed", "requested"]
    assert [leg.fact for leg in seen.legs] == ["agent-ringing"]
    assert sorted(line.text for line in seen.chat) == ["Hail", "What happened?", "line 1"]
    assert seen.channel == "Messenger"


def test_the_requests_channel_beats_the_logged_one(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request(channel="Web chat")).handover_id
    rig.storage.turns.keep(turn(1, "Messenger"))
    seen = view_handover(rig.ctx(), handover_id)
    assert seen
    assert seen.channel == "Web chat"


def test_without_a_handover_there_is_no_view(rig: Rig) -> None:
    assert view_handover(rig.ctx(), "20261123-abcdefghijklmnopqrstuvwx-1") is None


def test_a_long_chat_is_read_once(rig: Rig, handover_id: str) -> None:
    for n in range(50):
        rig.storage.turns.keep(turn(n))
    client = rig.client().separate()
    app = rig.app(lambda: client)
    view_handover(rig.ctx(app), handover_id)
    assert len(client.requests) == 3 + 2 + 50
    client.requests.clear()
    rig.storage.turns.keep(turn(51))
    view_handover(rig.ctx(app), handover_id)
    assert len(client.requests) == 3 + 1


@pytest.mark.parametrize(
    ("viewer", "attempt", "by"), [(SIGNED_IN, 0, "seat"), (Viewer(SIGNED_IN.agent, "", "x", 2), 2, "link")]
)
def test_a_recorded_view_has_its_viewer_in_the_body_and_not_in_the_name(
    rig: Rig, handover_id: str, viewer: Viewer, attempt: int, by: str
) -> None:
    ctx = rig.ctx()
    seen = view_handover(ctx, handover_id)
    assert seen
    looked = record_view(ctx, seen, viewer, "view")
    (stored,) = ctx.storage.handovers.legs(handover_id)
    assert (stored,) == looked.legs
    assert (stored.attempt, stored.facts) == (attempt, {"agent": "anna", "name": "Anna", "by": by})
    assert not any("anna" in name for name in rig.objects(handover_keys.legs(handover_id)))


def test_every_view_is_recorded_separately(rig: Rig, handover_id: str) -> None:
    ctx = rig.ctx()
    seen = view_handover(ctx, handover_id)
    assert seen
    for what in ("view", "view", "reveal"):
        seen = record_view(ctx, seen, SIGNED_IN, what)
    assert sorted(leg.fact.partition("-")[0] for leg in ctx.storage.handovers.legs(handover_id)) == [
        "reveal",
        "view",
        "view",
    ]


def test_a_view_that_cannot_be_recorded_is_an_error(rig: Rig, handover_id: str) -> None:
    seen = view_handover(rig.ctx(), handover_id)
    assert seen
    client = rig.client().failing(lambda _, key: "view-" in key)
    with pytest.raises(StorageError):
        record_view(rig.ctx(rig.app(lambda: client)), seen, SIGNED_IN, "view")
