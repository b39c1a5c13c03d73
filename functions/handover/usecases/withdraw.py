"""Withdraw a consent: the number is not called again until its owner asks for a call, and a call under way is cancelled.

The number is put on the list before anything is looked for. Then the calls to it are looked at, and its next quota is
claimed (and given back). A start that claims a quota before that is found here; one that is later loses that quota, and
looks at the list again. So it is with the number's bookings: a chat that books looks at the list after it claimed its place.
A conversation with an agent goes on.
"""

from __future__ import annotations

from handover.core import phone_numbers, reply
from handover.core.call.consent import Receipt, ReceiptKind, words_of
from handover.core.call.state import Handover, State
from handover.core.desk.config import DeskError
from handover.core.i18n import Catalogue, catalogue, choose
from handover.core.phone_numbers import PhoneNumberError
from handover.core.privacy.numbers import masked
from handover.core.reply import Reply
from handover.core.reply_fields import ReplyFields
from handover.services.storage import StorageError
from handover.services.storage.do_not_call import Withdrawal
from handover.services.storage.quotas import BARRIER, Taken
from handover.usecases.cancel_call import cancel_handover
from handover.usecases.claim_session import latest
from handover.usecases.close_permit import close_permit
from handover.usecases.context import RequestContext
from handover.usecases.do_not_call import take_back
from handover.usecases.language import texts_in
from handover.usecases.reconcile import reconcile
from handover.usecases.record_consent import receipts_of_handover, record_receipt

#: The latest calls to the number that are looked at: a claim may have been given back, so the live one is not always last.
_MOST_CALLS = 8
#: Starts that may each take a quota before this request does.
_MOST_CLAIMS = 20


def withdraw(ctx: RequestContext, session_id: str, phone_number: str, language: str) -> Reply:
    """Put a number on the do-not-call list: the given one, else that of the chat's latest call. Cancels what is live or
    booked for the chat or the number. A second request has the same result."""
    if not session_id:
        return reply.refusal("missing_session", texts_in(ctx, language))
    texts = catalogue(choose(language))
    try:
        handover = latest(ctx, session_id)
        texts = texts_in(ctx, language, handover.language if handover else "")
        number = _read(ctx, phone_number) if phone_number else handover.phone if handover else ""
        if not number:
            return Reply(False, "refused", texts.text("withdraw.missing_number"), "missing_number")
        ctx.log.note(number=masked(number))
        withdrawal, known = _put_on_list(ctx, session_id, number, texts)
    except PhoneNumberError as error:
        return reply.number_refused(error, texts)
    except StorageError as error:
        ctx.log.warn(str(error))
        return Reply(False, "refused", texts.text("withdraw.not_noted"), "storage_unavailable")
    return _cancel(ctx, session_id, number, known, withdrawal, texts)


def _read(ctx: RequestContext, typed: str) -> str:
    """Returns the number in E.164. A number that this desk does not call is taken too: its countries may change. Without a
    desk, only numbers with a country code are read. Raises PhoneNumberError, StorageError."""
    try:
        countries = ctx.storage.desk().countries
    except DeskError as error:
        ctx.log.warn(str(error))
        countries = ()
    return phone_numbers.read_any(typed, countries).e164


def _put_on_list(
    ctx: RequestContext, session_id: str, number: str, texts: Catalogue
) -> tuple[Withdrawal, frozenset[str]]:
    """Put the number on the list and write the receipt, or note that it is due. Returns the withdrawal, and the handovers
    whose consents it takes back. Raises StorageError."""
    storage, now = ctx.storage, ctx.now()
    session = storage.consents.session(session_id)
    given = [
        receipt
        for handover_id in _calls(ctx, session_id, number)
        for receipt in receipts_of_handover(ctx, handover_id, number)
    ]
    given.sort(key=lambda receipt: receipt.at)
    person = storage.consents.person(number)
    earlier = [body.get("facts", {}) for _, body in storage.consents.chain(person)]
    words = [words_of(facts) for facts in [*earlier, *(receipt.facts for receipt in given)]]
    withdrawal = storage.do_not_call.add(number, now, session, [text for text in words if text])
    facts = {"session": session, "language": texts.language}
    receipt = Receipt(ReceiptKind.WITHDRAWN, now, str(withdrawal.n), facts)
    storage.receipts_due.note(person, receipt)
    with ctx.best_effort("Writing the receipt of a withdrawal"):
        record_receipt(ctx, person, receipt, *given)
    return withdrawal, frozenset(receipt.subject for receipt in given)


def _cancel(
    ctx: RequestContext, session_id: str, number: str, known: frozenset[str], withdrawal: Withdrawal, texts: Catalogue
) -> Reply:
    """Cancel what is live, and return what happened: the number is on the list in any case."""
    noted = texts.text("withdraw.noted", last2=number[-2:])
    try:
        replies = _cancel_live(ctx, session_id, number, known, texts)
    except StorageError as error:
        ctx.log.warn(str(error))
        unknown = texts.text("withdraw.not_canceled")
        message = f"{noted} {unknown}"
        return Reply(False, "withdrawn", message, "storage_unavailable")
    repeated = withdrawal.already and all(done.extra.get("already") for done in replies)
    extra: ReplyFields = {"already": True} if repeated else {}
    handover_id = replies[0].handover_id if replies else ""
    more = [texts.text("withdraw.connected") if done.status is State.CONNECTED else done.message for done in replies]
    return Reply(True, "withdrawn", " ".join([noted, *dict.fromkeys(more)]), handover_id=handover_id, extra=extra)


def _cancel_live(
    ctx: RequestContext, session_id: str, number: str, known: frozenset[str], texts: Catalogue
) -> list[Reply]:
    """Cancel what is live, until no start that looked at the list too early can still claim the number. The consents of
    calls that are not among the `known` ones were given before: they are taken back too. Raises StorageError."""
    claims, replies = ctx.storage.quotas.calls_to(number), dict[str, Reply]()
    for _ in range(_MOST_CLAIMS):
        taken = claims.taken()
        found = [_load_or_close(ctx, handover_id) for handover_id in _owners(ctx, session_id, number, taken)]
        fresh = [handover for handover in found if handover and handover.id not in known and handover.phone == number]
        take_back(ctx, session_id, number, [handover.call_request.consent for handover in fresh])
        for handover in found:
            if handover and handover.id not in replies and handover.unfinished:
                handover = reconcile(ctx, handover)
                if handover.unfinished:
                    replies[handover.id] = cancel_handover(ctx, handover, texts)
        barrier = claims.claim(taken.next, BARRIER, ctx.now())
        if barrier and barrier.created:
            with ctx.best_effort("Giving back a withdrawal's claim"):
                ctx.storage.quotas.release(barrier)
            return list(replies.values())
    raise StorageError("Other requests kept claiming calls to the number.")


def _load_or_close(ctx: RequestContext, handover_id: str) -> Handover | None:
    """Returns the handover. If it has no permit yet, it never gets one for a call. Raises StorageError."""
    handover = ctx.storage.handovers.load(handover_id, ctx.now())
    if handover is None and not close_permit(ctx, handover_id):
        handover = ctx.storage.handovers.load(handover_id, ctx.now())
    return handover


def _owners(ctx: RequestContext, session_id: str, number: str, taken: Taken) -> list[str]:
    """Returns the ids of the chat's latest handover, of the latest calls to the number in this listing, and of its latest
    bookings."""
    pointer, booked = ctx.storage.in_parallel(
        lambda: ctx.storage.sessions.latest_pointer(session_id), lambda: ctx.storage.bookings.of_number(number)
    )
    claims = ctx.storage.quotas.calls_to(number).read_latest(taken, _MOST_CALLS)
    owners = [claim.owner for claim in claims if claim.owner != BARRIER]
    return list(dict.fromkeys([*([pointer.handover_id] if pointer else []), *owners, *booked]))


def _calls(ctx: RequestContext, session_id: str, number: str) -> list[str]:
    return _owners(ctx, session_id, number, ctx.storage.quotas.calls_to(number).taken())
