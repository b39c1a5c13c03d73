"""The customer rings us: connect them with an agent, in a handover of its own whose customer's leg is their call.

A key press came first, so a person is on the line. The caller's number decides whose request is meant
(core/call/ring_back.py); nothing of that request is said to the caller. What would call this number is cancelled before the
agents are rung, and the new handover is claimed (ring_back_landing.py).

    calls of the number ‖ bookings ‖ desk ‖ availability ─ their events ─ cancel what is pending
        ─ pointer ‖ permit ‖ number ‖ live marker ─ placed ‖ answered ─ connect
"""

from __future__ import annotations

from dataclasses import dataclass

from handover.core.call.callback_urls import desk_in
from handover.core.call.proof import DIGIT, TRIES, digit_for, is_right
from handover.core.call.ring_back import Answer, assess
from handover.core.call.state import Handover
from handover.core.call.twiml import TwimlBuilder
from handover.core.desk.config import Desk
from handover.core.desk.hours import is_open
from handover.core.desk.spoken_hours import spoken_hours
from handover.core.desk.stop import stop_of_desk
from handover.core.i18n import catalogue, choose
from handover.services.storage.availability import Availability
from handover.usecases.calls_of_caller import CallerCalls, calls_of, is_number
from handover.usecases.connect_agent import connect
from handover.usecases.incoming_call import IncomingCall
from handover.usecases.leg import LegRequest
from handover.usecases.reconcile import reconcile
from handover.usecases.ring_back_landing import Landing, OtherCallError, land

#: What the report of a wrong digit is called, before the call's sid.
_WRONG_DIGIT = "wrong-digit-"


@dataclass(frozen=True)
class Scene:
    """What is known of an incoming call: the number's calls, the desk, and who is there."""

    calls: CallerCalls
    desk: Desk
    availability: Availability


def ring_back(call: IncomingCall) -> str:
    """Returns the TwiML for a caller who pressed a key. Raises StorageError, DeskError."""
    ctx = call.ctx
    scene = look(call)
    meant = assess(scene.calls.handovers, call.number, call.sid, ctx.now())
    ctx.log.note(outcome=str(meant.answer))
    if meant.answer is Answer.UNKNOWN and scene.desk.voicemail.takes_callers:
        from handover.usecases.caller_message import who_we_are  # most have a request

        return who_we_are(call, scene.desk, _hours(call, scene, call.address.language))
    if meant.handover is None or meant.answer not in (Answer.RING, Answer.SAME):
        return _not_connected(call, scene, f"ring_back.{meant.answer}")
    if meant.answer is Answer.SAME:
        return _connect(call, scene, meant.handover.id)
    if not _is_proven(call, meant.handover):
        ctx.log.note(outcome="digit")
        return call.address.builder.ask_caller_for_digit(ctx.callback_urls, desk_in(call.address.desk), call.tries + 1)
    there = meant.being_called or not _stopped(call, scene)
    if meant.pending and not there:
        return _not_connected(call, scene, "ring_back.booked")

    def then(own: str) -> str:
        language = meant.handover.language if meant.handover else ""
        return _connect(call, scene, own) if there else _nobody_there(call, scene, own, language)

    try:
        return land(call, Landing(scene.desk, scene.calls.next, meant, there), then)
    except OtherCallError as error:
        ctx.log.note(outcome=str(Answer.ALREADY))
        ctx.log.warn(str(error))
        return _not_connected(call, scene, "ring_back.already")


def _is_proven(call: IncomingCall, meant: Handover) -> bool:
    """Returns whether the caller may be connected. A request for which the chat showed a digit asks for it here too: a wrong
    number may have been called. Nothing is cancelled before. Raises StorageError."""
    if meant.proof != DIGIT:
        return True
    if not call.tries:
        return False
    shown_for = meant.digit_of or meant.id
    right = is_right(call.form.get("Digits", ""), digit_for(call.ctx.settings.hash_key, shown_for))
    handovers = call.ctx.storage.handovers
    if not right:
        handovers.add_leg(shown_for, call.tries, f"{_WRONG_DIGIT}{call.sid.lower()}", call.ctx.now(), {})
        return False
    return len(_wrong_digits(call, shown_for)) < TRIES


def _wrong_digits(call: IncomingCall, shown_for: str) -> list[str]:
    """Returns the reports of wrong digits for the one that the chat showed for that handover, in all calls to us: somebody
    who guesses does not get three tries in each call. Raises StorageError."""
    reports = call.ctx.storage.handovers.legs(shown_for)
    return [report.fact for report in reports if report.fact.startswith(_WRONG_DIGIT)]


def look(call: IncomingCall) -> Scene:
    """Returns what is known of an incoming call, in two rounds. A call that should be over by now is looked up at Twilio.
    Raises StorageError, DeskError."""
    ctx = call.ctx
    if not is_number(call.number) or not call.sid:
        return Scene(CallerCalls([], 0), ctx.storage.desk(), Availability())
    calls, (desk, availability) = calls_of(ctx, call.number, ctx.storage.desk, ctx.storage.availability.read)
    handovers = [reconcile(ctx, one) if one.live else one for one in calls.handovers]
    return Scene(CallerCalls(handovers, calls.next), desk, availability)


def _stopped(call: IncomingCall, scene: Scene) -> bool:
    """Returns whether the desk is closed or paused, or nobody is on duty."""
    away = call.ctx.storage.availability.away(scene.availability, scene.desk)
    return stop_of_desk(scene.desk, scene.availability.paused, away, call.ctx.now(), call.number) is not None


def _not_connected(call: IncomingCall, scene: Scene, key: str) -> str:
    return call.address.builder.not_connected(key, call.address.desk_name, _hours(call, scene, call.address.language))


def _hours(call: IncomingCall, scene: Scene, language: str) -> str:
    """Returns the hours in a sentence. A desk that is open, but has nobody there, has none to say."""
    now = call.ctx.now()
    if is_open(scene.desk, now) and _stopped(call, scene):
        return ""
    return spoken_hours(scene.desk, now, catalogue(choose(language)))


def _connect(call: IncomingCall, scene: Scene, handover_id: str) -> str:
    recording = ""
    if scene.desk.records:
        from handover.core.call.call_recording import to_ask  # few desks record

        recording = to_ask(scene.desk.retention.handover_days)
    return connect(LegRequest(call.ctx, handover_id, 0, call.form, recording=recording))


def _nobody_there(call: IncomingCall, scene: Scene, handover_id: str, language: str) -> str:
    """Says that nobody is there; the step `connect` then offers what is left when no agent takes a call."""
    builder = TwimlBuilder(catalogue(choose(language)))
    return builder.nobody_there(_hours(call, scene, language), call.ctx.callback_urls.step("connect", handover_id))
