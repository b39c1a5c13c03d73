"""An agent who talks with a customer in a room (room.py) brings in a colleague.

The agent pressed `*` and is outside the room for some seconds, the customer hears a tone. `ask` proposes the first colleague
who is free; the choice is frozen, so that the agent gets the one whose name they heard. With the agent's key 1 `bring`
claims the call, places it, and the agent is back with the customer while the colleague's phone rings. The colleague hears
who asks them for what (`invite`) and comes in by key (`join`); silence or a mailbox never does. If they do not come, the
agent hears so in the room.

Another call may ring that colleague at the same moment, or have got them since they were proposed. So `bring` looks at the
other calls after its claim, as they do at this one (ring_agent.py), and gives up if one has them (decision 65).

The call is one more by REST. It claims its second as booked calls do; when that second is taken twice it is placed all the
same: Twilio keeps it waiting for a moment, and somebody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from handover.core.call.brief import brief, short_reason
from handover.core.call.call_status import OVER
from handover.core.call.events import EventKind, HuntTarget, number_fact, text_fact
from handover.core.call.hunt import IDLE, YIELDED
from handover.core.call.room import (
    MOST_VISITS,
    Colleague,
    attempt_and_visit,
    first_agent,
    number_of,
    room_name,
    room_of,
)
from handover.core.call.twiml_conference import AGENT, COLLEAGUE, ConferenceTwiml
from handover.core.desk.config import DeskError
from handover.core.desk.limits import Limits
from handover.core.i18n import catalogue, tag_of
from handover.core.privacy.mask import Numbers
from handover.services.storage import StorageError
from handover.services.telephony import NotPlacedError, UnconfirmedError
from handover.usecases import line
from handover.usecases.context import RequestContext
from handover.usecases.leg import Leg, LegRequest, UnknownCallError
from handover.usecases.room import Found, read, room, show_in

#: A colleague who left so short ago ended the conference.
_JUST_LEFT = timedelta(seconds=6)
#: The report of a leg that holds the colleague's call.
_PLACED = "colleague-placed"
#: Seconds of a step's time that calling a colleague leaves for the answer.
_LEFT_BY_CALL = 1.5


# The agent's leg


def ask(request: LegRequest) -> str:
    """Proposes a colleague, or says that nobody is free. When one is in the room already, or the conference is over because
    they left, the agent goes straight back."""
    visit = request.turn
    back = replace(request, turn=visit + 1)
    try:
        found = read(request)
    except StorageError as error:
        request.ctx.log.warn(str(error))
        return room(back)
    if found.over:
        return found.builder.customer_left()
    left = [each.over_at for each in found.room.colleagues if each.joined_at and each.over_at]
    it_was_they = any(request.ctx.now() - at < _JUST_LEFT for at in left)
    if found.room.colleague_is_in or it_was_they or visit >= MOST_VISITS:
        return room(back)
    chosen = _freeze(found, _free(found), number_of(request.attempt, visit))
    before = found.room.colleagues[-1] if found.room.colleagues else None
    missed = before.agent.name if before and before.over_at and not before.joined_at else ""
    return found.builder.ask(
        request.ctx.callback_urls, request.handover_id, request.attempt, visit, chosen.name, missed
    )


def bring(request: LegRequest) -> str:
    """The agent answered. Only the key 1 calls the colleague, once."""
    visit, ctx = request.turn, request.ctx
    back = replace(request, turn=visit + 1)
    ctx.log.note(key=request.form.get("Digits", "")[:1])
    if request.form.get("Digits") != "1":
        return room(back)
    try:
        found = read(request)
    except StorageError as error:
        ctx.log.warn(str(error))
        return room(back)
    if found.over:
        return found.builder.customer_left()
    number = number_of(request.attempt, visit)
    asked = next((event for event in found.timeline.all(EventKind.ASKED) if event.attempt == number), None)
    chosen = first_agent(asked.facts) if asked else None
    if chosen is None or not chosen.id:
        return room(back)
    said = "colleague.rung" if _call_once(found, chosen, visit) else "colleague.not_rung"
    with ctx.best_effort("Recording who is in the room"):
        entered = number_of(request.attempt, visit + 1)
        ctx.storage.handovers.add(request.handover_id, EventKind.ENTERED, ctx.now(), {}, entered)
    star = ctx.callback_urls.step("star", request.handover_id, request.attempt, turn=visit + 1)
    limit = int(found.leg.facts["time_limit"])
    return show_in(back, AGENT, star, limit, found.builder, say=said, name=chosen.name)


def told(request: LegRequest) -> str:
    """An announcement for the agent in the room: that the colleague did not come."""
    found = read(request)
    return found.builder.told(_colleague(found, request.turn).agent.name)


# The colleague's leg


def invite(request: LegRequest) -> str:
    found = read(request)
    colleague = _colleague(found, request.turn)
    if found.over:
        return _builder(found, colleague).customer_left()
    texts = catalogue(_tag(found, colleague))
    said = {
        "desk": str(found.leg.facts["desk"]),
        "agent": found.leg.agent.name,
        "reason": short_reason(found.leg.call_request_for(texts, Numbers.ANY), texts),  # a mailbox may be listening
    }
    return _invite(found, colleague, "colleague.invite", **said)


def join(request: LegRequest) -> str:
    """The colleague pressed a key. They come in only after that was recorded."""
    found, ctx = read(request), request.ctx
    colleague = _colleague(found, request.turn)
    builder = _builder(found, colleague)
    if found.over:
        return builder.customer_left()
    key = request.form.get("Digits", "")
    ctx.log.note(key=key[:1])
    if key == "2":
        return builder.passed()
    if key != "1":
        return _invite(found, colleague, "colleague.invite_again")
    facts = {"agent": colleague.agent.id, "sid": request.form.get("CallSid", "")}
    ctx.storage.handovers.add(request.handover_id, EventKind.JOINED, ctx.now(), facts, colleague.number)
    texts = catalogue(_tag(found, colleague))
    told = brief(found.leg.call_request_for(texts), texts)
    return _show_in(found, builder, say="colleague.joined", brief=told, agent=found.leg.agent.name)


def joined(request: LegRequest) -> str:
    """The conference is over because somebody left: the colleague goes on with the customer, unless that was them."""
    if request.form.get("DialCallStatus") == "failed" or request.form.get("CallStatus") in OVER:
        return ConferenceTwiml(catalogue("")).customer_left()
    try:
        found = read(request)
    except StorageError as error:
        request.ctx.log.warn(str(error))
        return show_in(request, f"{COLLEAGUE}{request.turn}", _joined(request), 0)
    builder = _builder(found, _colleague(found, request.turn))
    return builder.customer_left() if found.over else _show_in(found, builder)


def record_colleague_callback(ctx: RequestContext, handover_id: str, number: int, form: Mapping[str, str]) -> str:
    """Record the end of a colleague's call; returns Twilio's `CallStatus`. If they did not come in, the agent hears so.
    Raises StorageError when the end may not be recorded, UnknownCallError."""
    status = form.get("CallStatus", "")
    if status not in OVER:
        return status
    attempt, visit = attempt_and_visit(number)
    found = read(LegRequest(ctx, handover_id, attempt, form, turn=visit))
    colleague = _colleague(found, visit)
    facts = {"status": status, "sid": form.get("CallSid", ""), "seconds": form.get("CallDuration", "")}
    ctx.storage.handovers.add(handover_id, EventKind.COLLEAGUE_OVER, ctx.now(), facts, number)
    inside = found.room
    if colleague.joined_at and found.leg.hunt.get(IDLE) is True:
        with ctx.best_effort("Noting when a colleague talked"):
            ctx.storage.availability.note_talked(colleague.agent.id, ctx.now())
    if colleague.joined_at is None and not found.over and inside.left_at is None and not inside.asking:
        with ctx.best_effort("Telling the agent that nobody comes"):
            if ctx.storage.handovers.claim_leg(handover_id, number, "colleague-told", ctx.now()):
                url = ctx.callback_urls.step("told", handover_id, attempt, turn=visit)
                sid = found.sid_of(EventKind.ACCEPTED, attempt)
                ctx.telephone.announce(room_name(handover_id, attempt), sid, url)
    return status


def end_ringing(ctx: RequestContext, handover_id: str) -> None:
    """The customer has hung up: end the calls of colleagues who have not picked up or not decided."""
    from handover.core.call.events import Timeline

    with ctx.best_effort("Ending the call of a colleague"):
        events, legs = ctx.storage.handovers.story(handover_id)
        sids = {report.attempt: text_fact(report.facts, "sid") for report in legs if report.fact == _PLACED}
        timeline = Timeline(events)
        attempts = {attempt_and_visit(event.attempt)[0] for event in timeline.all(EventKind.COLLEAGUE)}
        for colleague in (each for n in attempts for each in room_of(timeline, n).colleagues):
            if colleague.joined_at is None and colleague.over_at is None and sids.get(colleague.number):
                ctx.telephone.end_call(sids[colleague.number])


def _free(found: Found) -> HuntTarget | None:
    """Returns the first agent on duty who is free, is not the agent who asks, and was not called in this room before; None
    if there is none, or that cannot be read."""
    leg, ctx = found.leg, found.leg.ctx
    try:
        with ctx.best_effort("Reading who is free"):
            desk, (flags, live) = ctx.storage.in_parallel(
                ctx.storage.reading_desk(), line.reading_availability_with_live(ctx)
            )
            engaged = line.others(ctx, leg.handover_id, live).engaged
            called = {each.agent.id for each in found.room.colleagues if not each.yielded}
            not_these = {leg.agent.id, *engaged, *called}
            agents = line.on_duty(leg, desk, flags)
            return next((agent for agent in agents if agent.id not in not_these), None)
    except DeskError as error:
        ctx.log.warn(str(error))
    return None


def _freeze(found: Found, chosen: HuntTarget | None, number: int) -> HuntTarget:
    """Returns the colleague who is stored as the one that the agent hears of; one without an id if there is none."""
    ctx, agents = found.leg.ctx, [vars(chosen)] if chosen else []
    with ctx.best_effort("Recording who is proposed"):
        claim = ctx.storage.handovers.claim(
            found.leg.handover_id, EventKind.ASKED, ctx.now(), {"agents": agents}, number
        )
        facts = claim.body.get("facts")
        return first_agent(facts if isinstance(facts, Mapping) else {})
    return first_agent({})


def _call_once(found: Found, colleague: HuntTarget, visit: int) -> bool:
    """Call the colleague, unless an earlier copy of this request did. Returns False when there is surely no call."""
    leg, ctx = found.leg, found.leg.ctx.leaving(_LEFT_BY_CALL)
    number = number_of(leg.attempt, visit)
    facts = {"agents": [vars(colleague)], "by": leg.agent.id}
    with ctx.best_effort("Calling a colleague"):
        if not ctx.storage.handovers.claim(leg.handover_id, EventKind.COLLEAGUE, ctx.now(), facts, number).mine:
            return not any(each.number == number and each.over_at for each in found.room.colleagues)
        if colleague.id in line.on_the_phone(ctx, leg.handover_id, ctx.storage.handovers.marked_live()):
            over = {"status": YIELDED}
            ctx.storage.handovers.add(leg.handover_id, EventKind.COLLEAGUE_OVER, ctx.now(), over, number)
            return False
        return _call(ctx, leg, colleague, number)
    return False


def _call(ctx: RequestContext, leg: Leg, colleague: HuntTarget, number: int) -> bool:
    urls, visit = ctx.callback_urls, attempt_and_visit(number)[1]
    invitation = urls.step("invite", leg.handover_id, leg.attempt, turn=visit)
    _claim_second(ctx)
    try:
        sid = ctx.telephone.place_call(
            to=colleague.rings or colleague.phone,
            keys=colleague.keys,
            greet=invitation,
            fallback=invitation,
            status=urls.callback("colleague", leg.handover_id, number),
            ring=number_fact(leg.hunt, "ring") or Limits.ring_agent_seconds,
            time_limit=int(leg.facts["time_limit"]),
            caller=colleague.caller,
            reason=colleague.call_reason,
        )
    except NotPlacedError as error:
        ctx.log.warn(str(error))
        failed = {"status": "failed", "reason": error.reason}
        with ctx.best_effort("Recording that a colleague could not be called"):
            ctx.storage.handovers.add(leg.handover_id, EventKind.COLLEAGUE_OVER, ctx.now(), failed, number)
        return False
    except UnconfirmedError as error:
        ctx.log.warn(str(error))
        return True
    with ctx.best_effort("Recording the call of a colleague"):
        ctx.storage.handovers.add_leg(leg.handover_id, number, _PLACED, ctx.now(), {"sid": sid})
    return True


def _claim_second(ctx: RequestContext) -> None:
    """Claim the second in which the call is placed; if another call has it, the next one."""
    with ctx.best_effort("Claiming a second to call in"):
        if not ctx.storage.bookings.claim_dial(ctx.now(), 1.0):
            ctx.telephone.pause(1.0)
            ctx.storage.bookings.claim_dial(ctx.now(), 1.0)


def _colleague(found: Found, visit: int) -> Colleague:
    """Raises UnknownCallError."""
    number = number_of(found.leg.attempt, visit)
    colleague = next((each for each in found.room.colleagues if each.number == number), None)
    if colleague is None:
        raise UnknownCallError("This step belongs to no colleague who was called.")
    return colleague


def _tag(found: Found, colleague: Colleague) -> str:
    return tag_of(colleague.agent.language, found.leg.by_button)


def _builder(found: Found, colleague: Colleague) -> ConferenceTwiml:
    return ConferenceTwiml(catalogue(_tag(found, colleague)))


def _invite(found: Found, colleague: Colleague, key: str, **said: str) -> str:
    leg = found.leg
    return _builder(found, colleague).invite(leg.callback_urls, leg.handover_id, leg.attempt, leg.turn, key, **said)


def _show_in(found: Found, builder: ConferenceTwiml, **said: str) -> str:
    leg = found.leg
    return show_in(leg, f"{COLLEAGUE}{leg.turn}", _joined(leg), int(leg.facts["time_limit"]), builder, **said)


def _joined(request: LegRequest) -> str:
    return request.ctx.callback_urls.step("joined", request.handover_id, request.attempt, turn=request.turn)


#: The steps of the agent who asks and of the colleague, by their name in the address.
STEPS: Mapping[str, Callable[[LegRequest], str]] = {
    "ask": ask,
    "bring": bring,
    "told": told,
    "invite": invite,
    "join": join,
    "joined": joined,
}
