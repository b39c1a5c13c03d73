"""Honour the do-not-call list: a number on it is not called until its owner asks for a call again.

Nobody can prove in a chat that a number is theirs; a start never asks for proof either. What counts as asking again is a
consent that the withdrawal did not take back: in other words than those, or given after the chat was refused because of
this very withdrawal. A request that was sent before, or that is sent once more, has neither.
"""

from __future__ import annotations

from dataclasses import replace

from handover.core import reply
from handover.core.call.call_request import CallRequest
from handover.core.call.consent import Receipt, ReceiptKind, agrees, facts_of, words_of
from handover.core.call.events import EventKind
from handover.core.call.state import State
from handover.core.i18n import Catalogue
from handover.core.reply import Reply
from handover.usecases.context import RequestContext


def refusal_of(ctx: RequestContext, number: str, n: int, call_request: CallRequest, texts: Catalogue) -> Reply | None:
    """Returns the refusal of a start to a number whose n-th withdrawal holds, or None if its owner asks for a call again.
    The refusal has the word by which a later consent refers to it. Raises StorageError."""
    if _asks_again(ctx, number, n, call_request, texts):
        return None
    refused = reply.refusal("do_not_call", texts)
    return replace(refused, extra={"withdrawal": ctx.storage.do_not_call.token(number, n)})


def lift(ctx: RequestContext, number: str, n: int, call_request: CallRequest, language: str) -> None:
    """Take the number off the list as far as its n-th withdrawal goes, and write the receipt. Raises StorageError when the
    receipt cannot be noted, or the number is not off the list."""
    at, storage = ctx.now(), ctx.storage
    session = storage.consents.session(call_request.session_id)
    facts = facts_of(call_request.consent, session=session, language=language, channel=call_request.channel)
    receipt = Receipt(ReceiptKind.RENEWED, at, str(n), facts)
    person = storage.consents.person(number)
    storage.in_parallel(
        lambda: storage.receipts_due.note(person, receipt), lambda: storage.do_not_call.lift(number, n, at)
    )


def cancel_if_withdrawn(ctx: RequestContext, handover_id: str, number: str, call_request: CallRequest) -> bool:
    """Look at the list once more, after the call was placed: a withdrawal in the meantime found no call to end. Returns
    whether there was one; then every step of the call hangs up, and this consent is taken back too. Raises StorageError."""
    storage = ctx.storage
    if not storage.do_not_call.has(number):
        return False
    facts = {"state": State.DIALING, "source": "withdrawn"}
    storage.handovers.add(handover_id, EventKind.CANCELED, ctx.now(), facts)
    with ctx.best_effort("Noting that a consent was taken back"):
        session = storage.consents.session(call_request.session_id)
        storage.do_not_call.add(number, ctx.now(), session, [words_of(call_request.consent)])
    return True


def _asks_again(ctx: RequestContext, number: str, n: int, call_request: CallRequest, texts: Catalogue) -> bool:
    consent, words = call_request.consent, words_of(call_request.consent)
    if not words or not agrees(consent, texts.text("consent.refusals").split()):
        return False
    if consent.get("withdrawal"):
        return consent["withdrawal"] == ctx.storage.do_not_call.token(number, n)
    return not ctx.storage.do_not_call.took_back(number, n, words)
