"""Redirect, Hangup and Reject: go on with another document, or end the call."""

from __future__ import annotations

from sandbox.twilio.flow import Sleep, Steps
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.scene import Ending, GoTo, Outcome, Scene
from sandbox.twilio.webhook import Webhook


def redirect(scene: Scene, verb: Element) -> Steps[Outcome]:
    """Goes to another document. An empty address is the same document."""
    yield Sleep(0)
    return GoTo(Webhook(verb.text, verb.get("method", "POST")).joined(scene.url), {})


def hangup(scene: Scene, _: Element) -> Steps[Outcome]:
    """Ends the call. As the first verb it answers before, which is billed."""
    scene.leg.answer()
    yield Sleep(0)
    return Ending.HUNG_UP


def reject(scene: Scene, verb: Element) -> Steps[Outcome]:
    """Rejects a call that is not answered yet. Ends one that is."""
    yield Sleep(0)
    if scene.leg.call.answered:
        text = "Reject works only as the first verb of an inbound call."
        scene.leg.context.console.warning(12200, text, scene.leg.call.sid)
        return Ending.HUNG_UP
    return Ending.REJECTED_BUSY if verb.get("reason") == "busy" else Ending.REJECTED
