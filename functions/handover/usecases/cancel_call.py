"""Cancel a call, unless an agent is talking already.

A booked call is unbooked (`cancel_booking.py`), and one that the retry plan is about to book is not booked. Of any other the
cancellation is recorded first: from then on every step of the call hangs up, even if the request to end the leg fails. A
call that is being placed at this moment has no id yet; `start_call` finds out when it records the call, and ends it. A call
whose create was never answered is ended here only if it is surely this handover's. Otherwise it is ended when Twilio
reports that it rings (`record_callback.py`), or when a later lookup finds it (`reconcile.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from handover.core import reply
from handover.core.call.booking import KEPT_WITHIN, RING_BACK
from handover.core.call.events import NOT_PLACED, EventKind, text_fact
from handover.core.call.retry_plan import next_retry
from handover.core.call.state import Handover, State
from handover.core.desk.config import DeskError
from handover.core.i18n import Catalogue
from handover.core.reply import Reply
from handover.services.storage import StorageError
from handover.usecases.claim_session import latest, latest_stored
from handover.usecases.context import RequestContext
from handover.usecases.language import texts_in
from handover.usecases.reconcile import search


def cancel_call(ctx: RequestContext, session_id: str, language: str) -> Reply:
    """Cancel the session's live handover. A second request returns the same reply."""
    if not session_id:
        return reply.refusal("missing_session", texts_in(ctx, language))
    handover = None
    try:
        handover = latest(ctx, session_id)
        if handover is None:
            return reply.refusal("no_handover", texts_in(ctx, language))
        ctx.log.note(handover=handover.id)
        texts = handover.texts(language)
        return cancel_handover(ctx, handover, texts)
    except StorageError as error:
        ctx.log.warn(str(error))
        texts = texts_in(ctx, language, handover.language if handover else "")
        return Reply(False, "refused", texts.text("status.not_canceled"), "storage_unavailable")


def cancel_handover(ctx: RequestContext, handover: Handover, texts: Catalogue, ring_back: str = "") -> Reply:
    """Cancel a handover, if it is live and no agent is talking. `ring_back` is the sid of the customer's own call, if it is
    cancelled because they rang us. Raises StorageError."""
    if handover.state is State.CONNECTED:
        return reply.refusal("already_connected", texts, handover.id, handover.state)
    if handover.state is State.CANCELED:
        if handover.unfinished:
            _end_leg(ctx, handover)
        asked_anew = handover.booking is not None and handover.booking.asked_anew
        if (handover.replaced or asked_anew) and not ring_back:
            _cancel_again(ctx, handover, texts)
        return reply.status_of(handover, texts, already=True)
    if not handover.live:
        return _cancel_retry(ctx, handover, texts)
    if handover.state is State.SCHEDULED:
        from handover.usecases.cancel_booking import cancel_booking  # most have no booking

        handover = cancel_booking(ctx, handover)
        if handover.state is not State.CANCELED:
            return cancel_handover(ctx, handover, texts, ring_back)
        if not handover.unfinished:
            return Reply(True, State.CANCELED, texts.text("booking.canceled"), handover_id=handover.id)
    facts = {"state": handover.state, **({RING_BACK: ring_back} if ring_back else {})}
    ctx.storage.handovers.add(handover.id, EventKind.CANCELED, ctx.now(), facts)
    ended = _end_leg(ctx, handover)
    if handover.hunt:  # an agent's key may just have booked a call (agent_call_back.py)
        from handover.usecases.cancel_booking import cancel_booked_after

        cancel_booked_after(ctx, handover.id, handover.call_request.session_id)
    message = texts.text("status.canceled_now" if ended else "status.canceled_unreached")
    return Reply(True, State.CANCELED, message, handover_id=handover.id)


def _cancel_again(ctx: RequestContext, handover: Handover, texts: Catalogue) -> None:
    """Cancel what may be made again of a booking that another call replaced. The cancellation is recorded, and
    then a later booking is looked for; who makes one looks for a cancellation afterwards (book_again.py)."""
    ctx.storage.handovers.add(handover.id, EventKind.CANCELED, ctx.now(), {"state": handover.state})
    later = latest_stored(ctx, handover.call_request.session_id)
    if later and later.live and later.id != handover.id:
        cancel_handover(ctx, later, texts)


def _cancel_retry(ctx: RequestContext, handover: Handover, texts: Catalogue) -> Reply:
    """Cancel the retry of a call that is over, before the plan has booked it, or one that gave way in vain, before it is
    booked again. The cancellation is recorded, and then a retry is looked for; who books one looks for a cancellation
    afterwards (follow_up.py, book_again.py). So one of the two sees the other."""
    gave_way = _gave_way(ctx, handover)
    if not gave_way and not _is_to_be_tried_again(ctx, handover):
        return reply.refusal("no_handover", texts, handover.id, handover.state)
    ctx.storage.handovers.add(gave_way or handover.id, EventKind.CANCELED, ctx.now(), {"state": handover.state})
    retry = latest_stored(ctx, handover.call_request.session_id)
    if retry and retry.live:
        return cancel_handover(ctx, retry, texts)
    return Reply(True, State.CANCELED, texts.text("status.canceled_now"), handover_id=handover.id)


def _gave_way(ctx: RequestContext, handover: Handover) -> str:
    """Returns the id of the retry that gave way to a call back in vain, if it may still be booked again; else `""`. Raises
    StorageError."""
    if not handover.owes_retry:
        return ""
    retry = ctx.storage.handovers.load(handover.gave_way, ctx.now())
    in_time = retry and retry.booking and ctx.now() - retry.booking.at < KEPT_WITHIN
    return handover.gave_way if in_time else ""


def _is_to_be_tried_again(ctx: RequestContext, handover: Handover) -> bool:
    """Returns whether the plan has a retry for a call that is over, as far as the desk is known. Raises StorageError."""
    try:
        desk = ctx.storage.desk()
    except DeskError as error:
        ctx.log.warn(str(error))
        return False
    retry = next_retry(handover, desk.retries)
    return retry is not None and not retry.is_late(desk, ctx.now())


def _end_leg(ctx: RequestContext, handover: Handover) -> bool:
    """End the customer's leg. Returns False when it is not known yet, or Twilio failed."""
    with ctx.best_effort("Ending the canceled call"):
        sid = handover.sid or _find_sid(ctx, handover)
        if sid:
            ctx.telephone.end_call(sid)
        return bool(sid)
    return False


def _find_sid(ctx: RequestContext, handover: Handover) -> str:
    """Returns the sid of the handover's call, or `""` if it is not sure.

    A request that places a call claims the event `placed` with the call's sid. Here the event is claimed without one. If
    this claim wins, the other request learns that the call was canceled; if it loses, the sid is read."""
    latest_state = ctx.storage.handovers.load(handover.id, ctx.now()) or handover
    if latest_state.sid:
        return latest_state.sid
    with ctx.best_effort("Claiming that no call was placed"):
        claim = ctx.storage.handovers.claim(handover.id, EventKind.PLACED, ctx.now(), NOT_PLACED)
        facts = claim.body.get("facts")
        sid = text_fact(facts, "sid") if isinstance(facts, Mapping) else ""
        if sid:
            return sid
    found = search(ctx, latest_state)
    return found.call.sid if found.call else ""
