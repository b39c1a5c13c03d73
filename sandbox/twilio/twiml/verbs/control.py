"""Redirect, Hangup and Reject: go on with another document, or end the call."""

from __future__ import annotations

from sandbox.twilio.flow import Sleep, Steps
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.scene import Ending, GoTo, Outcome, Scene
from sandbox.twilio.webhook import Webhook


def redirect(scene: Scene, verb: Element) -> Steps[Outcome]:
    """Go to another document; an empty address is this one again."""
    yield Sleep(0)
    return GoTo(Webhook(verb.text, verb.get("method", "POST")).joined(scene.url), {})


def hangup(scene: Scene, _: Element) -> Steps[Outcome]:
    """As the first verb it still answers, and bills."""
    scene.leg.answer()
    yield Sleep(0)
    return Ending.HUNG_UP


def reject(scene: Scene, verb: Element) -> Steps[Outcome]:
    """Refuse a call that has not been answered; one that has just ends."""
    yield Sleep(0)
    if scene.leg.call.answered:
        text = "Reject is of use as the first verb of an inbound call only."
        scene.leg.context.console.warning(12200, text, scene.leg.call.sid)
        return Ending.HUNG_UP
    return Ending.REJECTED_BUSY if verb.get("reason") == "busy" else Ending.REJECTED
