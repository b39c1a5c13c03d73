"""A handover is seen with all that is known of it, at a price that does not grow with what else is kept."""

from __future__ import annotations

import pytest

from handover.core.access.viewer import Visitor
from handover.core.chat.transcript import Line, Turn
from handover.core.desk.config import Agent
from handover.services.storage import StorageError, keys
from handover.usecases.start_call import place_call
from handover.usecases.view_handover import note_look, see_handover
from tests.handover.rig import ANNA, Rig, wish

SEATED = Visitor(Agent("anna", "Anna", ANNA, "en"), seat="a-seat")


@pytest.fixture
def hid(rig: Rig) -> str:
    return place_call(
        rig.tools(), wish(transcript=(Line("bot", "What happened?"), Line("customer", "Hail")))
    ).handover_id


def turn(n: int, channel: str = "") -> Turn:
    at = f"2026-11-23T08:00:{n:02}.000Z"
    return Turn(f"log-{n}", "session-1", at, n, channel, "en", (Line("customer", f"line {n}", at),))


def test_all_that_is_known_comes_together(rig: Rig, hid: str) -> None:
    rig.storage.turns.keep(turn(1, "Messenger"))
    rig.storage.timelines.add_leg(hid, 1, "agent-ringing", rig.clock.now(), {})
    seen = see_handover(rig.tools(), hid)
    assert seen
    assert seen.handover.state == "dialing"
    assert [event.kind for event in seen.events] == ["placed", "requested"]
    assert [leg.fact for leg in seen.legs] == ["agent-ringing"]
    assert sorted(line.text for line in seen.chat) == ["Hail", "What happened?", "line 1"]
    assert seen.channel == "Messenger"


def test_the_channel_that_the_chat_named_goes_before_the_logged_one(rig: Rig) -> None:
    hid = place_call(rig.tools(), wish(channel="Web chat")).handover_id
    rig.storage.turns.keep(turn(1, "Messenger"))
    seen = see_handover(rig.tools(), hid)
    assert seen
    assert seen.channel == "Web chat"


def test_what_is_not_there_is_none(rig: Rig) -> None:
    assert see_handover(rig.tools(), "20261123-abcdefghijklmnopqrstuvwx-1") is None


def test_a_long_chat_is_read_once(rig: Rig, hid: str) -> None:
    for n in range(50):
        rig.storage.turns.keep(turn(n))
    client = rig.client().separate()
    kit = rig.kit(lambda: client)
    see_handover(rig.tools(kit), hid)
    assert len(client.asked) == 3 + 2 + 50
    client.asked.clear()
    rig.storage.turns.keep(turn(51))
    see_handover(rig.tools(kit), hid)
    assert len(client.asked) == 3 + 1


@pytest.mark.parametrize(
    ("visitor", "attempt", "by"), [(SEATED, 0, "seat"), (Visitor(SEATED.agent, "", "x", 2), 2, "link")]
)
def test_a_look_is_on_record_with_who_and_how_but_not_in_its_name(
    rig: Rig, hid: str, visitor: Visitor, attempt: int, by: str
) -> None:
    tools = rig.tools()
    seen = see_handover(tools, hid)
    assert seen
    looked = note_look(tools, seen, visitor, "view")
    (kept,) = tools.storage.timelines.legs(hid)
    assert (kept,) == looked.legs
    assert (kept.attempt, kept.facts) == (attempt, {"agent": "anna", "name": "Anna", "by": by})
    assert not any("anna" in name for name in rig.objects(keys.legs(hid)))


def test_every_look_is_one_of_its_own(rig: Rig, hid: str) -> None:
    tools = rig.tools()
    seen = see_handover(tools, hid)
    assert seen
    for what in ("view", "view", "reveal"):
        seen = note_look(tools, seen, SEATED, what)
    assert sorted(leg.fact.partition("-")[0] for leg in tools.storage.timelines.legs(hid)) == ["reveal", "view", "view"]


def test_a_look_that_cannot_be_noted_is_no_secret(rig: Rig, hid: str) -> None:
    seen = see_handover(rig.tools(), hid)
    assert seen
    client = rig.client().failing(lambda _, key: "view-" in key)
    with pytest.raises(StorageError):
        note_look(rig.tools(rig.kit(lambda: client)), seen, SEATED, "view")
