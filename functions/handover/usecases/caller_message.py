"""Somebody rings us who has no request: they hear who we are and the hours, and may leave a message.

They agree to the recording by a key, after they heard what happens with it. Only then is anything stored: a handover of the
call's own, whose permit has the offer. From there on it goes the way of every message (nobody_left.py). Other handovers
belong to a chat; here the call's sid stands for the chat's session. So a repetition finds it, and so does the report of the
call's end, also when the caller's number is withheld.

    desk ‖ the call's handover ‖ conditional writes ─ the number's claim ─ the day's claim ─ pointer ‖ permit
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.core import phone_numbers
from handover.core.call import twiml
from handover.core.call.booking import RING_BACK
from handover.core.call.call_request import CallRequest
from handover.core.call.callback_urls import desk_in
from handover.core.call.events import MESSAGE_ONLY, EventKind
from handover.core.call.nobody_left import MESSAGE_KEY, Offer
from handover.core.call.state import Handover
from handover.core.call.twiml_caller import CallerTwiml
from handover.core.desk.config import Desk
from handover.core.i18n import catalogue, choose
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.usecases.claim_session import Claimed, PermitError, claim_session
from handover.usecases.context import RequestContext
from handover.usecases.incoming_call import IncomingCall, session_of_call
from handover.usecases.message_quota import claim_message

#: Where such a message comes from, in the place of the chat's channel.
_CHANNEL = "phone"


class CallOverError(HandoverError):
    """The handover of this call has ended."""


def who_we_are(call: IncomingCall, desk: Desk, hours: str) -> str:
    """Returns the document that offers a message. The desk must take them."""
    word = desk_in(call.address.desk)
    return _builder(call).who_we_are(call.ctx.callback_urls, call.address.desk_name, word, hours, Offer.to_caller(desk))


def leave_message(call: IncomingCall) -> str:
    """The caller pressed a key after that offer. `tries` is how often they were asked. Raises StorageError, DeskError."""
    ctx, session = call.ctx, session_of_call(call.sid)
    desk, pointer, _ = ctx.storage.in_parallel(
        ctx.storage.desk,
        lambda: ctx.storage.sessions.latest_pointer(session),
        ctx.storage.require_conditional_writes,
    )
    if pointer:
        return _go_on(call, pointer.handover_id)
    offer, key = Offer.to_caller(desk), call.form.get("Digits", "")
    ctx.log.note(key=key[:1])
    if not offer.message_seconds or not call.sid:
        return _builder(call).not_connected("ring_back.how_to_ask", call.address.desk_name, "")
    if key != MESSAGE_KEY:
        word = desk_in(call.address.desk)
        return _builder(call).ask_caller_again(ctx.callback_urls, word, max(call.tries, 1))
    number = call.number if phone_numbers.is_e164(call.number) else ""
    if not claim_message(ctx, desk, number, ctx.storage.sessions.handover_id(session, ctx.now(), 1)):
        ctx.log.note(outcome="limit_reached")
        return _builder(call).mailbox_full()
    try:
        claimed = _claim(ctx, session, _permit(call, desk, number, offer))
    except CallOverError:
        return twiml.hang_up()
    return _go_on(call, claimed.handover_id)


def _claim(ctx: RequestContext, session: str, permit: Mapping[str, Any]) -> Claimed:
    """Claim the handover of the call: it has only one. Raises CallOverError, StorageError."""

    def facts(before: Handover | None) -> Mapping[str, Any]:
        if before:
            raise CallOverError("The handover of this call has ended.")
        return permit

    try:
        return claim_session(ctx, session, facts)
    except StorageError as error:
        if isinstance(error, PermitError) and error.mine:
            with ctx.best_effort("Recording that no message was taken"):
                ctx.storage.handovers.add(
                    error.handover_id, EventKind.REFUSED, ctx.now(), {"reason": "storage_unavailable"}
                )
        raise


def _permit(call: IncomingCall, desk: Desk, number: str, offer: Offer) -> dict[str, Any]:
    language = choose(call.address.language)
    request = CallRequest(session_of_call(call.sid), number, language, _CHANNEL)
    return {
        "wish": request.as_record(),
        "phone": number,
        "country": phone_numbers.country_of(number) if number else "",
        "language": language,
        "desk": desk.spoken_name(catalogue(language)),
        "time_limit": desk.limits.call_minutes * 60,
        "earlier": [],
        RING_BACK: call.sid,
        MESSAGE_ONLY: True,
        "agreed": _builder(call).agreement(offer),
        **offer.as_facts(),
    }


def _go_on(call: IncomingCall, handover_id: str) -> str:
    call.ctx.log.note(handover=handover_id, outcome="message")
    return _builder(call).go_to_message(handover_id, call.ctx.callback_urls)


def _builder(call: IncomingCall) -> CallerTwiml:
    return CallerTwiml(catalogue(choose(call.address.language)))
