"""Place the call of a handover whose permit this request has won, or record why not.

Both `start_call`, at once, and the scheduler, for what was booked (`place_due.py`), end here. From the permit on everything
that happens is an event, so that it is known later. A call whose create was never answered is `unconfirmed`, and is not
placed again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from handover.core import reply
from handover.core.call.events import NOT_PLACED, EventKind
from handover.core.call.proof import ANY_KEY
from handover.core.call.state import State
from handover.core.reply_fields import ReplyFields
from handover.services.storage import StorageError
from handover.services.telephony import LEAST_TO_PLACE, NotPlacedError, UnconfirmedError
from handover.usecases import do_not_call
from handover.usecases.check_request import CheckedCall, RefusedError
from handover.usecases.context import RequestContext
from handover.usecases.do_not_call import ListLook, WithdrawnError
from handover.usecases.quotas import CallQuotas, LimitReachedError
from handover.usecases.wake import waking

#: Seconds that recording a refusal, and giving back what was claimed, may take.
_TO_RECORD = 0.5
#: Seconds that are left when the last claim is won.
TO_PLACE = LEAST_TO_PLACE + _TO_RECORD


#: Places the call of a handover; returns its sid. Raises NotPlacedError, UnconfirmedError, StorageError before it is placed.
Create = Callable[[RequestContext, CheckedCall, str], str]


@dataclass(frozen=True)
class Placing:
    """How placing a call ended: its `state` is `dialing`, `canceled`, `unconfirmed` or `refused`. A refusal has its reason,
    the limit that was reached, and fields for the chat's reply. `recorded` is False when it could not be recorded that no
    call was placed: then the state is `unconfirmed`, because a later request finds a permit without a call."""

    state: State
    reason: str = ""
    limit: str = ""
    extra: ReplyFields = field(default_factory=ReplyFields)
    recorded: bool = True


def place_call(
    ctx: RequestContext,
    call: CheckedCall,
    handover_id: str,
    quotas: CallQuotas,
    look: ListLook,
    asked_now: bool = True,
    create: Create | None = None,
) -> Placing:
    """Claim the rest of the quotas and place the call, or record why not. `asked_now`: the customer asks at this moment, so
    a consent may take the number off the do-not-call list; one that was given for a booking does not. `create` places the
    call if it is another one than that to the customer."""
    claiming = ctx.leaving(TO_PLACE)
    try:
        refuse_if_listed(claiming, call, look, asked_now)
        quotas.complete()
        if look.n:
            do_not_call.lift(claiming, call.number.e164, look.n, call.call_request, call.language)
        sid = (create or _create)(ctx.leaving(_TO_RECORD), call, handover_id)
    except RefusedError as refused:
        return refuse(ctx, handover_id, "do_not_call", quotas, extra=refused.reply.extra)
    except WithdrawnError as error:
        ctx.log.warn(str(error))
        return _withdrawn(ctx, call, handover_id, quotas)
    except (LimitReachedError, NotPlacedError) as error:
        ctx.log.warn(str(error))
        limit = error.limit if isinstance(error, LimitReachedError) else ""
        return refuse(ctx, handover_id, error.reason, quotas, limit)
    except StorageError as error:
        ctx.log.warn(str(error))
        return refuse(ctx, handover_id, "storage_unavailable", quotas)
    except UnconfirmedError as error:
        ctx.log.warn(str(error))
        with ctx.best_effort("Recording unconfirmed"):
            ctx.storage.handovers.add(handover_id, EventKind.UNCONFIRMED, ctx.now())
        return Placing(State.UNCONFIRMED)
    return _placed(ctx, call, handover_id, sid)


def refuse_if_listed(ctx: RequestContext, call: CheckedCall, look: ListLook, asked_now: bool = True) -> None:
    """Raises RefusedError when a look at the do-not-call list has found the number, unless its owner asks for a call again;
    StorageError."""
    if look.n:
        if not asked_now:
            raise RefusedError(reply.refusal("do_not_call", call.texts))
        forbidden = do_not_call.refusal_of(ctx, call.number.e164, look.n, call.call_request, call.texts)
        if forbidden:
            raise RefusedError(forbidden)


def refuse(
    ctx: RequestContext,
    handover_id: str,
    reason: str,
    quotas: CallQuotas | None = None,
    limit: str = "",
    extra: ReplyFields | None = None,
) -> Placing:
    """Record that no call was placed: the permit's handover ends as refused, and gives back what it claimed.

    If anything could not be given back, the live marker stays, and the scheduler gives it back.
    """
    facts = {"reason": reason, **({"limit": limit} if limit else {})}
    recorded, *given_back = ctx.storage.attempts(
        lambda: ctx.storage.handovers.add(handover_id, EventKind.REFUSED, ctx.now(), facts),
        *(quotas.releases(ctx) if quotas else ()),
    )
    failed = [outcome for outcome in (recorded, *given_back) if isinstance(outcome, StorageError)]
    for error in failed:
        ctx.log.warn(f"Recording that no call was placed failed: {error}")
    if not failed and (quotas is None or quotas.all_known):
        with ctx.best_effort("Removing the live marker"):
            ctx.storage.handovers.unmark_live(handover_id)
    if isinstance(recorded, StorageError):
        return Placing(State.UNCONFIRMED, recorded=False)
    if limit:
        ctx.log.note(limit=limit)
    return Placing(State.REFUSED, reason, limit, extra or ReplyFields())


def _withdrawn(ctx: RequestContext, call: CheckedCall, handover_id: str, quotas: CallQuotas) -> Placing:
    """The number was withdrawn while this call was being placed: its consent is taken back too."""
    with ctx.best_effort("Noting that a consent was taken back"):
        request = call.call_request
        do_not_call.take_back(ctx, request.session_id, call.number.e164, [request.consent])
    return refuse(ctx, handover_id, "do_not_call", quotas)


def _create(ctx: RequestContext, call: CheckedCall, handover_id: str) -> str:
    callback_urls = ctx.callback_urls
    language, desk = call.texts.tag, call.desk.spoken_name(call.texts)
    proof = call.proof if call.proof != ANY_KEY else ""
    recording = str(call.desk.retention.handover_days) if call.desk.records else ""  # as call_recording.py reads it
    return ctx.telephone.place_call(
        to=call.number.e164,
        greet=callback_urls.step("greet", handover_id, language=language, desk=desk, proof=proof, recording=recording),
        fallback=callback_urls.step("sorry", handover_id, language=language),
        status=callback_urls.callback("customer", handover_id),
        ring=call.desk.limits.ring_customer_seconds,
        time_limit=call.time_limit,
        caller=call.caller,
        reason=call.desk.call_reason,
    )


def _placed(ctx: RequestContext, call: CheckedCall, handover_id: str, sid: str) -> Placing:
    """The phone is about to ring. A cancellation in the meantime found no call to end, so the call is ended here."""
    with waking(ctx, call.desk):
        canceled = _canceled_meanwhile(ctx, handover_id, sid)
    if not canceled:
        return Placing(State.DIALING)
    with ctx.best_effort("Ending the canceled call"):
        ctx.telephone.end_call(sid)
    return Placing(State.CANCELED)


def _canceled_meanwhile(ctx: RequestContext, handover_id: str, sid: str) -> bool:
    """Record the call. Returns whether it was canceled before.

    A cancellation claims the same event if it finds no call. So who comes first wins, and the other knows: no look is
    needed. Only when it is not known who won, or a lookup was faster, the cancellation is looked for.
    """
    handovers, facts = ctx.storage.handovers, {"sid": sid}
    with ctx.best_effort("Recording placed"):
        claim = handovers.claim(handover_id, EventKind.PLACED, ctx.now(), facts)
        if claim.mine:
            return False
        if claim.body.get("facts") == NOT_PLACED:
            with ctx.best_effort("Recording the canceled call"):
                handovers.add(handover_id, EventKind.PLACED, ctx.now(), facts, 1)
            return True
    with ctx.best_effort("Looking for a cancellation"):
        return EventKind.CANCELED in handovers.events_of(handover_id, EventKind.CANCELED)
    return False
