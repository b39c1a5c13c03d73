"""Start a call to the customer: the main use case.

Everything that can be refused is refused before anything is claimed. The session is claimed before the number, and the
quotas before the phone rings. From the permit on, everything that happens is an event, so that it is known later. A plain
start goes in this order:

    desk ‖ availability ─ pointer ‖ permit ─ live marker ‖ SDK ─ quotas ─ create ─ placed ‖ canceled meanwhile?
"""

from __future__ import annotations

from typing import Any

from handover.core import reply
from handover.core.call.call_request import CallRequest
from handover.core.call.events import EventKind
from handover.core.call.state import Handover, State
from handover.core.i18n import Catalogue, catalogue, choose
from handover.core.privacy import masked
from handover.core.reply import Reply
from handover.services.storage import StorageError
from handover.services.storage.quotas import QuotaClaim
from handover.services.telephony import NotPlacedError, UnconfirmedError
from handover.usecases.check_request import CheckedCall, RefusedError, check_request
from handover.usecases.claim_session import claim_session
from handover.usecases.context import RequestContext
from handover.usecases.quotas import LimitReachedError, claim_quotas, release_quotas
from handover.usecases.record_refusal import record_refusal


def start_call(ctx: RequestContext, call_request: CallRequest) -> Reply:
    """Start a handover. Returns its status, the status of the session's live handover, or a refusal."""
    texts = catalogue(choose(call_request.language))
    try:
        call = check_request(ctx, call_request, texts)
        texts = catalogue(call.language)
        ctx.log.note(number=masked(call.number.e164))
        ctx.storage.require_conditional_writes()
        claimed = claim_session(ctx, call_request.session_id, call.as_record())
    except RefusedError as refused:
        return record_refusal(ctx, call_request, refused.reply)
    except StorageError as error:
        ctx.log.warn(str(error))
        return reply.refusal("storage_unavailable", texts)
    ctx.log.note(handover=claimed.handover_id)
    if claimed.existing:
        return _existing(call, claimed.existing, texts)
    return _dial(ctx, call, claimed.handover_id, texts)


def _existing(call: CheckedCall, existing: Handover, texts: Catalogue) -> Reply:
    """Returns the live handover's status; for another number, that this handover must be canceled first."""
    if existing.phone == call.number.e164:
        return reply.status_of(existing, texts, already=True)
    return reply.already_calling(existing, texts)


def _dial(ctx: RequestContext, call: CheckedCall, handover_id: str, texts: Catalogue) -> Reply:
    """This request won the permit: claim the quotas and place the call, or record why not."""
    quotas: list[QuotaClaim] = []
    try:
        _prepare(ctx, handover_id)
        quotas = claim_quotas(ctx, call.desk, call.number, handover_id)
        sid = _place_call(ctx, call, handover_id)
    except (LimitReachedError, NotPlacedError) as error:
        release_quotas(ctx, quotas)
        return _refuse(ctx, handover_id, error.reason, str(error), texts)
    except StorageError as error:
        release_quotas(ctx, quotas)
        return _refuse(ctx, handover_id, "storage_unavailable", str(error), texts)
    except UnconfirmedError as error:
        ctx.log.warn(str(error))
        _try_add(ctx, handover_id, EventKind.UNCONFIRMED)
        return _status(call, handover_id, State.UNCONFIRMED, texts)
    return _placed(ctx, call, handover_id, sid, texts)


def _prepare(ctx: RequestContext, handover_id: str) -> None:
    """Write the live marker (a cache: the call does not depend on it), and load the SDK at the same time."""

    def mark_live() -> None:
        with ctx.best_effort("Writing the live marker"):
            ctx.storage.handovers.mark_live(handover_id, ctx.now())

    ctx.storage.in_parallel(mark_live, ctx.telephone.load_sdk)


def _place_call(ctx: RequestContext, call: CheckedCall, handover_id: str) -> str:
    callback_urls = ctx.callback_urls
    return ctx.telephone.place_call(
        to=call.number.e164,
        greet=callback_urls.step("greet", handover_id, language=call.language),
        fallback=callback_urls.step("sorry", handover_id, language=call.language),
        status=callback_urls.callback("customer", handover_id),
        ring=call.desk.limits.ring_customer_seconds,
        time_limit=call.time_limit,
    )


def _placed(ctx: RequestContext, call: CheckedCall, handover_id: str, sid: str, texts: Catalogue) -> Reply:
    """The phone is about to ring. A cancellation in the meantime found no call to end, so the call is ended here."""
    events: dict[EventKind, Any] = {}
    with ctx.best_effort("Recording the placed call"):
        _, events = ctx.storage.in_parallel(
            lambda: ctx.storage.handovers.add(handover_id, EventKind.PLACED, ctx.now(), {"sid": sid}),
            lambda: ctx.storage.handovers.events_of(handover_id, EventKind.CANCELED),
        )
    if EventKind.CANCELED not in events:
        return _status(call, handover_id, State.DIALING, texts)
    with ctx.best_effort("Ending the canceled call"):
        ctx.telephone.end_call(sid)
    return _status(call, handover_id, State.CANCELED, texts)


def _status(call: CheckedCall, handover_id: str, state: State, texts: Catalogue) -> Reply:
    return Reply(True, state, texts.text(f"status.{state}", last2=call.number.e164[-2:]), handover_id=handover_id)


def _refuse(ctx: RequestContext, handover_id: str, reason: str, why: str, texts: Catalogue) -> Reply:
    """No call was placed: the permit's handover ends as refused. `why` is for the log."""
    ctx.log.warn(why)
    _try_add(ctx, handover_id, EventKind.REFUSED, reason=reason)
    with ctx.best_effort("Removing the live marker"):
        ctx.storage.handovers.unmark_live(handover_id)
    if reason == "already_calling":
        message = texts.text("refusal.already_calling_elsewhere")
        return Reply(False, State.REFUSED, message, reason, handover_id)
    return reply.refusal(reason, texts, handover_id)


def _try_add(ctx: RequestContext, handover_id: str, kind: EventKind, **facts: Any) -> bool:
    """Record a decision that is made already. Returns whether that worked: the chat's reply does not depend on it."""
    with ctx.best_effort(f"Recording {kind}"):
        ctx.storage.handovers.add(handover_id, kind, ctx.now(), facts)
        return True
    return False
