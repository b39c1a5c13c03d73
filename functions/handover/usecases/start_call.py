"""Start a call to the customer: the main use case.

What can be refused without a claim is refused first. Then everything that must be claimed is claimed side by side; what was
claimed in vain is given back. From the permit on, everything that happens is an event, so that it is known later. A plain
start goes in this order (docs/decisions/0037 says why no interleaving dials twice):

    desk ‖ availability ‖ check of the bucket, unless remembered
        ─ pointer ‖ permit ‖ quotas ‖ live marker ‖ do-not-call list ‖ SDK ─ create
        ─ placed ‖ wake-ups

Claims leave the time that the create needs, and the create the time to record that it was refused. From the permit on the
chat gets a refusal only if that is on record, so that nothing else can be reported later; else the honest reply is
`unconfirmed`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from handover.core import reply
from handover.core.call.call_request import CallRequest
from handover.core.call.events import NOT_PLACED, EventKind
from handover.core.call.state import Handover, State
from handover.core.i18n import Catalogue, catalogue, choose
from handover.core.privacy import masked
from handover.core.reply import Reply
from handover.core.reply_fields import ReplyFields
from handover.services.storage import StorageError
from handover.services.telephony import LEAST_TO_PLACE, NotPlacedError, UnconfirmedError
from handover.usecases import do_not_call
from handover.usecases.chat_limits import call_after
from handover.usecases.check_request import CheckedCall, RefusedError, check_request
from handover.usecases.claim_session import PermitError, claim_session, latest
from handover.usecases.context import RequestContext
from handover.usecases.do_not_call import ListLook, WithdrawnError
from handover.usecases.language import texts_in
from handover.usecases.quotas import CallQuotas, LimitReachedError
from handover.usecases.record_refusal import record_refusal
from handover.usecases.wake import waking

#: Seconds that recording a refusal, and giving back what was claimed, may take.
_TO_RECORD = 0.5
#: Seconds that are left when the last claim is won.
_TO_PLACE = LEAST_TO_PLACE + _TO_RECORD


def start_call(ctx: RequestContext, call_request: CallRequest) -> Reply:
    """Start a handover. Returns its status, the status of the session's live handover, or a refusal."""
    try:
        call = check_request(ctx, call_request)
        ctx.log.note(number=masked(call.number.e164))
        return _start(ctx, call)
    except RefusedError as refused:
        if refused.limit:
            ctx.log.note(limit=refused.limit)
        return record_refusal(ctx, call_request, refused.reply, refused.limit)
    except StorageError as error:
        ctx.log.warn(str(error))
        return reply.refusal("storage_unavailable", texts_in(ctx, call_request.language))


def _start(ctx: RequestContext, call: CheckedCall) -> Reply:
    """Claim the session, and place the call if this request wins. Raises RefusedError and StorageError, after both of which
    this request surely has no permit."""
    claiming, session_id = ctx.leaving(_TO_PLACE), call.call_request.session_id
    if not claiming.deadline.left():
        return _too_late(ctx, call)
    look = ListLook(claiming, call.number.e164)

    def facts(before: Handover | None) -> dict[str, Any]:
        after = call_after(claiming, call, before)
        _refuse_if_listed(claiming, after, look)
        return after.as_record()

    quotas: dict[str, CallQuotas] = {}

    def beside(handover_id: str, before: Handover | None) -> CallQuotas:
        works = [claiming.storage.require_conditional_writes, ctx.telephone.load_sdk]
        quotas[handover_id] = CallQuotas(claiming, call, handover_id, look, before, works)
        return quotas[handover_id]

    try:
        claimed = claim_session(claiming, session_id, facts, beside)
    except PermitError as error:
        ctx.log.note(handover=error.handover_id)
        ctx.log.warn(str(error))
        texts = catalogue(call.language)
        if error.mine:
            return _refuse(ctx, error.handover_id, "storage_unavailable", texts, quotas[error.handover_id])
        return reply.unconfirmed(error.handover_id, texts)  # another request may have the permit, and may place a call
    ctx.log.note(handover=claimed.handover_id)
    if claimed.existing:
        return _existing(call, claimed.existing)
    return _dial(ctx, call.following(claimed.before), claimed.handover_id, quotas[claimed.handover_id], look)


def _refuse_if_listed(ctx: RequestContext, call: CheckedCall, look: ListLook) -> None:
    """Refuse before anything is claimed, when a look at the do-not-call list beside an earlier claim has found the number.
    Raises RefusedError, StorageError."""
    if look.n:
        texts = catalogue(call.language)
        forbidden = do_not_call.refusal_of(ctx, call.number.e164, look.n, call.call_request, texts)
        if forbidden:
            raise RefusedError(forbidden)


def _too_late(ctx: RequestContext, call: CheckedCall) -> Reply:
    """Returns the status of the session's live handover. Raises RefusedError when there is none, StorageError."""
    existing = latest(ctx, call.call_request.session_id)
    if existing and existing.live:
        ctx.log.note(handover=existing.id)
        return _existing(call, existing)
    ctx.log.warn("There was too little time left to place a call.")
    raise RefusedError(reply.refusal("telephone_unavailable", catalogue(call.language)))


def _existing(call: CheckedCall, existing: Handover) -> Reply:
    """Returns the live handover's status; for another number, that this handover must be canceled first."""
    texts = catalogue(choose(call.call_request.language, existing.language))
    if existing.phone == call.number.e164:
        return reply.status_of(existing, texts, already=True)
    return reply.already_calling(existing, texts)


def _dial(ctx: RequestContext, call: CheckedCall, handover_id: str, quotas: CallQuotas, look: ListLook) -> Reply:
    """This request won the permit: claim the rest of the quotas and place the call, or record why not."""
    texts = catalogue(call.language)
    claiming = ctx.leaving(_TO_PLACE)
    try:
        _refuse_if_listed(claiming, call, look)
        quotas.complete()
        if look.n:
            do_not_call.lift(claiming, call.number.e164, look.n, call.call_request, call.language)
        sid = _place_call(ctx.leaving(_TO_RECORD), call, handover_id)
    except RefusedError as refused:
        return _refuse(ctx, handover_id, "do_not_call", texts, quotas, extra=refused.reply.extra)
    except WithdrawnError as error:
        ctx.log.warn(str(error))
        return _withdrawn(ctx, call, handover_id, quotas, texts)
    except (LimitReachedError, NotPlacedError) as error:
        ctx.log.warn(str(error))
        limit = error.limit if isinstance(error, LimitReachedError) else ""
        return _refuse(ctx, handover_id, error.reason, texts, quotas, limit)
    except StorageError as error:
        ctx.log.warn(str(error))
        return _refuse(ctx, handover_id, "storage_unavailable", texts, quotas)
    except UnconfirmedError as error:
        ctx.log.warn(str(error))
        _try_add(ctx, handover_id, EventKind.UNCONFIRMED)
        return _status(call, handover_id, State.UNCONFIRMED, texts)
    return _placed(ctx, call, handover_id, sid, texts)


def _withdrawn(ctx: RequestContext, call: CheckedCall, handover_id: str, quotas: CallQuotas, texts: Catalogue) -> Reply:
    """The number was withdrawn while this start was under way: its consent is taken back too."""
    with ctx.best_effort("Noting that a consent was taken back"):
        request = call.call_request
        do_not_call.take_back(ctx, request.session_id, call.number.e164, [request.consent])
    return _refuse(ctx, handover_id, "do_not_call", texts, quotas)


def _place_call(ctx: RequestContext, call: CheckedCall, handover_id: str) -> str:
    callback_urls = ctx.callback_urls
    desk = call.desk.spoken_name(catalogue(call.language))
    return ctx.telephone.place_call(
        to=call.number.e164,
        greet=callback_urls.step("greet", handover_id, language=call.language, desk=desk),
        fallback=callback_urls.step("sorry", handover_id, language=call.language),
        status=callback_urls.callback("customer", handover_id),
        ring=call.desk.limits.ring_customer_seconds,
        time_limit=call.time_limit,
    )


def _placed(ctx: RequestContext, call: CheckedCall, handover_id: str, sid: str, texts: Catalogue) -> Reply:
    """The phone is about to ring. A cancellation in the meantime found no call to end, so the call is ended here."""
    with waking(ctx, call.desk):
        canceled = _canceled_meanwhile(ctx, handover_id, sid)
    if not canceled:
        return _status(call, handover_id, State.DIALING, texts)
    with ctx.best_effort("Ending the canceled call"):
        ctx.telephone.end_call(sid)
    return _status(call, handover_id, State.CANCELED, texts)


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


def _status(call: CheckedCall, handover_id: str, state: State, texts: Catalogue) -> Reply:
    """Returns the state of the call that this request has placed. Only its own chat gets the whole number."""
    number = call.number
    dialing = state is State.DIALING
    message = reply.dialing(number, texts) if dialing else texts.text(f"status.{state}", last2=number.e164[-2:])
    return Reply(True, state, message, handover_id=handover_id, extra=reply.number_fields(number, texts))


def _refuse(
    ctx: RequestContext,
    handover_id: str,
    reason: str,
    texts: Catalogue,
    quotas: CallQuotas | None = None,
    limit: str = "",
    extra: ReplyFields | None = None,
) -> Reply:
    """No call was placed: the permit's handover ends as refused, and gives back what it claimed.

    If that cannot be recorded, a later request may find a permit without a call. So the reply is then `unconfirmed`. If
    anything could not be given back, the live marker stays, and the scheduler gives it back.
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
        return reply.unconfirmed(handover_id, texts)
    if limit:
        ctx.log.note(limit=limit)
    refused = reply.refused(reason, limit, texts, handover_id)
    return replace(refused, extra={**refused.extra, **extra}) if extra else refused


def _try_add(ctx: RequestContext, handover_id: str, kind: EventKind, **facts: Any) -> None:
    """Record what has happened already: the chat's reply does not depend on it."""
    with ctx.best_effort(f"Recording {kind}"):
        ctx.storage.handovers.add(handover_id, kind, ctx.now(), facts)
