"""A customer's message in a real browser: the page's policy lets the player load it, and it is played to its end."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sandbox.twilio import Answers, LetsRing, Press, Speak
from sandbox.twilio.plans import Act
from tests.dashboard.desk import VisitedDesk
from tests.dashboard.people import fits
from tests.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_WAITS = Act(after=1)
_LEAVES_A_MESSAGE = Answers(
    after=3,
    then=(
        *(Press("5", when_asked=True), _WAITS, Press("1", when_asked=True), _WAITS),
        *(Speak("Please call me tomorrow.", when_asked=True), Press("#", after=5)),
    ),
)
#: The page's policy forbids playwright's own way of waiting for a value.
_PLAYS_TO_THE_END = """audio => new Promise((ended, failed) => {
    audio.muted = true
    audio.playbackRate = 16
    audio.onended = () => ended()
    audio.onerror = () => failed(audio.error.message)
    audio.play().catch(failed)
})"""


def test_an_agent_plays_a_message(desk: VisitedDesk) -> None:
    world = desk.world
    world.set_desk({**world.desk, "voicemail": {"enabled": True}})
    world.customer.plan, world.agents[0].plan, world.agents[1].plan = _LEAVES_A_MESSAGE, LetsRing(), LetsRing()
    session = desk.claim()
    world.agenda.run_until(lambda: all(call.over for call in world.network.calls), at_most=600)
    world.agenda.advance(60)
    page = desk.visit("anna", f"?view=handover&h={world.handover(session).id}", viewport=PHONE)
    player = page.locator("audio")
    expect(player).to_be_visible()
    assert fits(page)
    player.evaluate(_PLAYS_TO_THE_END)
    assert player.evaluate("audio => audio.error") is None
    page.reload()
    expect(page.get_by_text("Anna listened to the message.")).to_be_visible()
