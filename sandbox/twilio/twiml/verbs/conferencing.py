"""Dial with a Conference: puts the leg into a room until it leaves by `*`, by its time limit, or because the room is over.

Who is alone hears the documents at waitUrl. Callbacks about the conference and its recording are not supported.
"""

from __future__ import annotations

from sandbox.twilio.conferences import Conference, RoomNews
from sandbox.twilio.flow import Interrupted, Steps, Take, Task
from sandbox.twilio.leg import Keys, Leg
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.scene import GoTo, Outcome, Scene
from sandbox.twilio.webhook_client import WebhookCall

_LONGEST = 14_400
_UNSUPPORTED = ("statusCallback", "recordingStatusCallback", "record", "coach")


class _TimeUp:
    """The time limit of the Dial has passed."""


def conference(scene: Scene, verb: Element, noun: Element) -> Steps[Outcome]:
    leg, context = scene.leg, scene.leg.context
    leg.answer()
    for name in _UNSUPPORTED:
        if name in noun.attributes:
            context.console.error(0, f"Conference: {name} is not supported by the sandbox.", leg.call.sid)
    leg.inbox.clear()
    action = scene.webhook(verb, "action", "method")
    # Documented: after a conference there is neither DialCallSid nor DialCallDuration.
    params = {"DialCallStatus": "answered"}
    wait = scene.webhook(noun, "waitUrl", "waitMethod")
    waiting = Task(context.agenda, scene.play_wait(leg, wait)) if wait and wait.url else None
    room = context.conferences.enter(noun.text, leg, noun.flag("endConferenceOnExit"))
    timer = context.agenda.after(
        float(min(verb.number("timeLimit", _LONGEST), _LONGEST)), lambda: leg.inbox.put(_TimeUp())
    )
    try:
        yield from _until_over(leg, room, waiting, star_ends=verb.flag("hangupOnStar"))
    except Interrupted as interruption:
        if action and (interruption.reason == "moved" or context.variants().dial_action_after_hang_up):
            request = WebhookCall(action, leg.call.params() | params, "twiml", leg.call.sid)
            Task(context.agenda, context.webhook_client.run(request))
        raise
    finally:
        timer.cancel()
        if waiting:
            waiting.interrupt("over")
        context.conferences.leave(room, leg)
    return GoTo(action, params) if action else None


def _until_over(leg: Leg, room: Conference, waiting: Task | None, star_ends: bool) -> Steps[None]:
    while True:
        match (yield Take(leg.inbox)):
            case RoomNews(conference=where, began=True) if where is room and waiting:
                waiting.interrupt("over")
            case RoomNews(conference=where, over=True) if where is room:
                return
            case Keys(text=keys) if star_ends and "*" in keys:
                return
            case _TimeUp():
                return
