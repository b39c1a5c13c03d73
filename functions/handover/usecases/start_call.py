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

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from handover.core import reply
from handover.core.call.call_request import CallRequest
from handover.core.call.proof import DIGIT, digit_for
from handover.core.call.state import Handover, State
from handover.core.i18n import Catalogue
from handover.core.privacy.numbers import masked
from handover.core.reply import Reply
from handover.core.reply_fields import ReplyFields
from handover.services.storage import StorageError
from handover.usecases.chat_limits import call_after
from handover.usecases.check_request import CheckedCall, RefusedError, check_request
from handover.usecases.claim_session import PermitError, claim_session, latest
from handover.usecases.context import RequestContext
from handover.usecases.do_not_call import ListLook
from handover.usecases.language import texts_in
from handover.usecases.place_call import TO_PLACE, Placing, place_call, refuse, refuse_if_listed
from handover.usecases.quotas import CallQuotas
from handover.usecases.record_refusal import record_refusal
from handover.usecases.shown_in_chat import calls_from, digit_field

if TYPE_CHECKING:
    from handover.services.storage.bookings import Due  # few starts load it


def start_call(ctx: RequestContext, call_request: CallRequest, instead: bool = False) -> Reply:
    """Start a handover. `instead`: it takes the place of the chat's booked call, if there is one. Returns its status, the
    status of the session's live handover, or a refusal."""
    started = _checked_start(ctx, call_request, instead)
    if started.ok or not instead:
        return started
    from handover.usecases.booking_status import with_booking  # few starts ask for it

    return with_booking(ctx, started, call_request.session_id, call_request.language)


def _checked_start(ctx: RequestContext, call_request: CallRequest, instead: bool) -> Reply:
    try:
        call = check_request(ctx, call_request, instead=instead)
        ctx.log.note(number=masked(call.number.e164))
        return _start(ctx, call, instead)
    except RefusedError as refused:
        if refused.limit:
            ctx.log.note(limit=refused.limit)
        return record_refusal(ctx, call_request, refused.reply, refused.limit)
    except StorageError as error:
        ctx.log.warn(str(error))
        return reply.refusal("storage_unavailable", texts_in(ctx, call_request.language))


def _start(ctx: RequestContext, call: CheckedCall, instead: bool) -> Reply:
    """Claim the session, and place the call if this request wins. Raises RefusedError and StorageError, after both of which
    this request surely has no permit."""
    claiming, session_id = ctx.leaving(TO_PLACE), call.call_request.session_id
    if not claiming.deadline.left():
        return _too_late(ctx, call)
    look = ListLook(claiming, call.number.e164)

    def facts(before: Handover | None) -> dict[str, Any]:
        after = call_after(claiming, call, before)
        refuse_if_listed(claiming, after, look)
        return after.as_record()

    quotas: dict[str, CallQuotas] = {}

    def beside(handover_id: str, before: Handover | None) -> CallQuotas:
        works = [*claiming.storage.requiring_conditional_writes(), *ctx.telephone.loading_sdk()]
        quotas[handover_id] = CallQuotas(claiming, call, handover_id, look, before, works)
        return quotas[handover_id]

    replaced: list[Due] = []
    try:
        claimed = claim_session(claiming, session_id, facts, beside)
        if claimed.existing and _makes_way(claiming, call, claimed.existing, look, instead, replaced):
            claimed = claim_session(claiming, session_id, facts, beside)
    except PermitError as error:
        ctx.log.note(handover=error.handover_id)
        ctx.log.warn(str(error))
        if error.mine:
            refused = refuse(ctx, error.handover_id, "storage_unavailable", quotas[error.handover_id])
            return _reply(ctx, call, error.handover_id, refused, replaced)
        # Another request may have the permit, and may place a call.
        return _unconfirmed(ctx, call, error.handover_id, replaced)
    except (RefusedError, StorageError) as error:
        if not replaced:
            raise
        return _refused_in_vain(ctx, call, error, replaced)
    ctx.log.note(handover=claimed.handover_id)
    if claimed.existing:
        return _existing(ctx, call, claimed.existing)
    call = call.following(claimed.before)
    placing = place_call(ctx, call, claimed.handover_id, quotas[claimed.handover_id], look)
    return _reply(ctx, call, claimed.handover_id, placing, replaced)


def _makes_way(
    ctx: RequestContext, call: CheckedCall, existing: Handover, look: ListLook, instead: bool, replaced: list[Due]
) -> bool:
    """Cancel a retry that is waiting, or the booked call that the customer wants replaced, which goes to `replaced`. Returns
    False when the chat's live handover is neither; else there may be none any more. Raises RefusedError, StorageError."""
    if existing.gives_way:
        from handover.usecases.booking_steps import give_way  # few starts meet one

        give_way(ctx, existing)
        return True
    if not instead or existing.state is not State.SCHEDULED:
        return False
    from handover.usecases.replace_booking import replace_booking  # likewise

    due = replace_booking(ctx, call, existing, look)
    replaced += [due] if due else []
    return True


def _refused_in_vain(
    ctx: RequestContext, call: CheckedCall, error: RefusedError | StorageError, replaced: Sequence[Due]
) -> Reply:
    """Returns the refusal of a call for which a booked one was cancelled, and that has no permit. Raises RefusedError when
    the refusal is to be recorded."""
    texts = call.texts
    if isinstance(error, RefusedError):
        raise RefusedError(_told(ctx, error.reply, replaced, texts), error.limit) from None
    ctx.log.warn(str(error))
    return _told(ctx, reply.refusal("storage_unavailable", texts), replaced, texts)


def _told(
    ctx: RequestContext, about: Reply, replaced: Sequence[Due], texts: Catalogue, word: str = "booking.canceled"
) -> Reply:
    """Returns the reply, which says so if a booked call was cancelled for this one."""
    if not replaced:
        return about
    from handover.usecases.replace_booking import tell_canceled  # few starts replace one

    return tell_canceled(ctx, replaced[0], about, texts, word)


def _too_late(ctx: RequestContext, call: CheckedCall) -> Reply:
    """Returns the status of the session's live handover. Raises RefusedError when there is none, StorageError."""
    existing = latest(ctx, call.call_request.session_id)
    if existing and existing.live:
        ctx.log.note(handover=existing.id)
        return _existing(ctx, call, existing)
    ctx.log.warn("There was too little time left to place a call.")
    raise RefusedError(reply.refusal("telephone_unavailable", call.texts))


def _existing(ctx: RequestContext, call: CheckedCall, existing: Handover) -> Reply:
    """Returns the live handover's status; for another number, that this handover must be canceled first."""
    texts = existing.texts(call.call_request.language)
    if existing.state is State.SCHEDULED:
        from handover.usecases.booking_status import meet_booking  # few starts meet one

        return meet_booking(ctx, existing, call.desk, texts, call.number.e164)
    if existing.phone == call.number.e164:
        caller = calls_from(ctx, existing.caller)
        shown: ReplyFields = {"already": True, "calls_from": caller, **digit_field(ctx, existing)}
        return reply.status_of(existing, texts, **shown)
    return reply.already_calling(existing, texts)


def _reply(
    ctx: RequestContext, call: CheckedCall, handover_id: str, placing: Placing, replaced: Sequence[Due]
) -> Reply:
    """Returns how placing the call ended; `replaced`: what was cancelled for it. Only its own chat gets the whole
    number."""
    texts, number = call.texts, call.number
    if not placing.recorded:
        return _unconfirmed(ctx, call, handover_id, replaced)
    if placing.state is State.REFUSED:
        refused = reply.refused(placing.reason, placing.limit, texts, handover_id)
        refused = replace(refused, extra={**refused.extra, **placing.extra})
        return _told(ctx, refused, replaced, texts)
    fields: ReplyFields = {**reply.number_fields(number, texts), "calls_from": calls_from(ctx, call.caller)}
    if placing.state is State.UNCONFIRMED:
        unconfirmed = _unconfirmed(ctx, call, handover_id, replaced)
        return replace(unconfirmed, extra={**fields, **unconfirmed.extra})
    if placing.state is State.CANCELED:
        return Reply(True, placing.state, texts.text("status.canceled"), handover_id=handover_id, extra=fields)
    digit = _digit(ctx, call, handover_id)
    message = reply.dialing(number, texts, fields["calls_from"], call.proof, digit)
    extra: ReplyFields = {**fields, **({"digit": digit} if digit else {})}
    return Reply(True, placing.state, message, handover_id=handover_id, extra=extra)


def _unconfirmed(ctx: RequestContext, call: CheckedCall, handover_id: str, replaced: Sequence[Due]) -> Reply:
    texts = call.texts
    unsure = reply.unconfirmed(handover_id, texts, _digit(ctx, call, handover_id))
    return _told(ctx, unsure, replaced, texts, "booking.canceled_too")  # not that we will not ring: we may


def _digit(ctx: RequestContext, call: CheckedCall, handover_id: str) -> str:
    return digit_for(ctx.settings.hash_key, handover_id) if call.proof == DIGIT else ""
