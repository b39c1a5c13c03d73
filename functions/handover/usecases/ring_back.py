"""The customer rings us: connect them with an agent, in a handover of its own whose customer's leg is their call.

A key press came first, so a person is on the line. The caller's number decides whose request is meant
(core/call/ring_back.py); nothing of that request is said to the caller. What would call this number is cancelled before the
agents are rung: the next step of a booking is claimed, a call that is being placed is cancelled as by `cancel_call`.

The new handover is the chat's next one, and takes the number's next claim. So of two calls from one number one lands, and
a start or a booking for the number meets it as a live call. No call is placed, so it uses up no limit.

    calls of the number ‖ bookings ‖ desk ‖ availability ─ their events ─ cancel what is pending
        ─ pointer ‖ permit ‖ number ‖ live marker ─ placed ‖ answered ─ connect
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from handover.core.call.booking import RING_BACK
from handover.core.call.callback_urls import desk_in
from handover.core.call.events import EventKind
from handover.core.call.hunting import preferred
from handover.core.call.proof import DIGIT, TRIES, digit_for, is_right
from handover.core.call.ring_back import NOBODY, Answer, RingBack, assess
from handover.core.call.state import Handover, State
from handover.core.call.twiml import TwimlBuilder
from handover.core.desk.config import Desk
from handover.core.desk.hours import is_open
from handover.core.desk.spoken_hours import spoken_hours
from handover.core.desk.stop import stop_of_desk
from handover.core.i18n import catalogue, choose
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.services.storage.availability import Availability
from handover.usecases.book_again import UNLESS_CONNECTED, book_again
from handover.usecases.calls_of_caller import CallerCalls, calls_of, is_number
from handover.usecases.cancel_call import cancel_handover
from handover.usecases.chat_limits import calls_with
from handover.usecases.claim_session import PermitError, claim_session
from handover.usecases.connect_agent import connect
from handover.usecases.incoming_call import IncomingCall
from handover.usecases.leg import LegRequest
from handover.usecases.reconcile import reconcile
from handover.usecases.ring_back_claim import NumberClaim

#: Looks at the number's calls: each one after the first is made because another request took the claim in between.
_MOST_LOOKS = 5

#: What the report of a wrong digit is called, before the call's sid.
_WRONG_DIGIT = "wrong-digit-"


class OtherCallError(HandoverError):
    """Another call with this number is under way, so this one rings nobody."""


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
        return _connect(call, meant.handover.id)
    if not _is_proven(call, meant.handover):
        ctx.log.note(outcome="digit")
        return call.address.builder.ask_caller_for_digit(ctx.callback_urls, desk_in(call.address.desk), call.tries + 1)
    there = meant.being_called or not _stopped(call, scene)
    if meant.pending and not there:
        return _not_connected(call, scene, "ring_back.booked")
    try:
        return _land(call, scene, meant, there)
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


def _connect(call: IncomingCall, handover_id: str) -> str:
    return connect(LegRequest(call.ctx, handover_id, 0, call.form))


def _nobody_there(call: IncomingCall, scene: Scene, handover_id: str, language: str) -> str:
    """Says that nobody is there; the step `connect` then offers what is left when no agent takes a call."""
    builder = TwimlBuilder(catalogue(choose(language)))
    return builder.nobody_there(_hours(call, scene, language), call.ctx.callback_urls.step("connect", handover_id))


def _land(call: IncomingCall, scene: Scene, meant: RingBack, there: bool) -> str:
    """Cancel what is pending, claim the new handover, and ring the agents. What was cancelled in vain is booked again.
    Raises OtherCallError, StorageError."""
    ctx, replaced, own = call.ctx, list[Handover](), ""
    try:
        _cancel(call, meant.pending, replaced)
        own, number = _claim(call, scene, meant, there)
        ctx.log.note(handover=own)
        _hold_number(call, own, number, replaced)
        _record_leg(call, own)
        language = meant.handover.language if meant.handover else ""
        return _connect(call, own) if there else _nobody_there(call, scene, own, language)
    except (StorageError, OtherCallError) as error:
        mine = own or (error.handover_id if isinstance(error, PermitError) and error.mine else "")
        if mine:
            reason = "already_calling" if isinstance(error, OtherCallError) else "storage_unavailable"
            with ctx.best_effort("Recording that nobody is rung"):
                ctx.storage.handovers.add(mine, EventKind.REFUSED, ctx.now(), {"reason": reason})
        if isinstance(error, StorageError):
            _book_again(call, replaced)
        raise


def _cancel(call: IncomingCall, pending: Sequence[Handover], replaced: list[Handover]) -> None:
    """Cancel the attempts to call this number; a booking goes to `replaced`. Raises OtherCallError when one cannot be
    cancelled, StorageError."""
    for handover in pending:
        current: Handover | None = handover
        for _ in range(_MOST_LOOKS):
            if current is None or not current.live:
                break
            if current.booking and current.state is State.SCHEDULED and not current.booking.over:
                steps, now = call.ctx.storage.bookings, call.ctx.now()
                facts = {RING_BACK: call.sid, **UNLESS_CONNECTED}
                if steps.claim_step(current.id, current.booking.number, now, facts).mine:
                    replaced.append(current)
                    break
            elif not cancel_handover(call.ctx, current, catalogue(current.language), ring_back=call.sid).ok:
                raise OtherCallError("The other call cannot be cancelled any more.")
            else:
                break
            current = call.ctx.storage.handovers.load(handover.id, call.ctx.now())


def _claim(call: IncomingCall, scene: Scene, meant: RingBack, there: bool) -> tuple[str, NumberClaim]:
    """Claim the chat's next handover for this call. Returns its id, and the number's claim. Raises OtherCallError when the
    chat has another live one, StorageError."""
    ctx, origin = call.ctx, meant.handover
    session_id = origin.call_request.session_id if origin else ""
    if origin is None or not session_id:
        raise OtherCallError("The request names no chat.")

    def facts(before: Handover | None) -> Mapping[str, Any]:
        return {**_record(call, scene.desk, origin, before), **({} if there else {NOBODY: True})}

    ctx.storage.sessions.latest_pointer(session_id)  # remembered: the claim begins with the chat's next handover
    claims: dict[str, NumberClaim] = {}

    def beside(handover_id: str, before: Handover | None) -> NumberClaim:
        claims[handover_id] = NumberClaim(ctx, call.number, scene.calls.next, handover_id, before)
        return claims[handover_id]

    claimed = claim_session(ctx, session_id, facts, beside)
    if claimed.existing:
        raise OtherCallError("The chat has another live call.")
    return claimed.handover_id, claims[claimed.handover_id]


def _record(call: IncomingCall, desk: Desk, origin: Handover, before: Handover | None) -> dict[str, Any]:
    """Returns what the permit of a ring-back holds: the request of the handover that is meant. Its consent is left out: it
    was given for being called."""
    request = origin.call_request
    return {
        "wish": {**request.as_record(), "consent": {}},
        "phone": origin.phone,
        "country": origin.country,
        "language": origin.language,
        "desk": desk.spoken_name(catalogue(origin.language)),
        "time_limit": desk.limits.call_minutes * 60,
        "earlier": calls_with(call.ctx, request.session_id, before) if before else [],
        "after": origin.id,
        RING_BACK: call.sid,
        **({"prefer": agent} if (agent := preferred(origin)) else {}),
    }


def _hold_number(call: IncomingCall, own: str, number: NumberClaim, replaced: list[Handover]) -> None:
    """Take the number's claim, and cancel what came in between. Raises OtherCallError, StorageError."""
    if number.error:
        raise number.error
    for _ in range(_MOST_LOOKS):
        if number.claimed:
            return
        calls, _ = calls_of(call.ctx, call.number)
        others = [one for one in calls.handovers if one.id != own]
        meant = assess(others, call.number, "", call.ctx.now())
        if meant.answer is Answer.ALREADY:
            raise OtherCallError("Another call with this number came first.")
        _cancel(call, meant.pending, replaced)
        number.claimed = number.claim(calls.next)
    raise StorageError("Other requests kept claiming calls to the number.")


def _record_leg(call: IncomingCall, own: str) -> None:
    """Record the customer's leg: it was answered before its handover began."""
    ctx, facts = call.ctx, {"sid": call.sid, RING_BACK: True}
    kinds = (EventKind.PLACED, EventKind.ANSWERED)
    with ctx.best_effort("Recording the customer's call"):
        ctx.storage.in_parallel(*[partial(ctx.storage.handovers.add, own, kind, ctx.now(), facts) for kind in kinds])


def _book_again(call: IncomingCall, replaced: Sequence[Handover]) -> None:
    for handover in replaced:
        with call.ctx.best_effort("Booking the replaced call again"):
            book_again(call.ctx, handover)
