"""Place a call: the main job.

Everything that can be refused is refused before anything is claimed; the session is claimed before the number; the slots
are taken before the phone rings. From the permit on, what happens is an event, so that whoever looks later knows. The
order of a plain start:

    desk ‖ switches ─ pointer ‖ permit ─ live marker ‖ SDK ─ slots ─ create ─ placed ‖ cancelled meanwhile?
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handover.core import phone_numbers, reply
from handover.core.call import hunting
from handover.core.call.call_request import CallRequest
from handover.core.call.events import EventKind
from handover.core.call.state import Handover, State
from handover.core.desk import hours
from handover.core.desk.config import Desk, DeskError
from handover.core.i18n import Catalogue, catalogue, choose
from handover.core.phone_numbers import PhoneNumber
from handover.core.privacy import masked
from handover.core.reply import Reply
from handover.errors import HandoverError
from handover.services.storage import StorageError, keys
from handover.services.storage.availability import Availability
from handover.services.storage.quotas import QuotaClaim
from handover.services.telephony import NotPlacedError, TelephoneError, UnconfirmedError
from handover.usecases.claim_session import claim_session, latest
from handover.usecases.context import RequestContext
from handover.usecases.quotas import LimitReachedError, give_back, take_quotas


class _RefusedError(HandoverError):
    """Refused before anything was claimed; holds what the chat is told."""

    def __init__(self, told: Reply) -> None:
        super().__init__(told.reason)
        self.told = told


@dataclass(frozen=True)
class _Call:
    """A call that may be placed: everything that is known before the first claim."""

    call_request: CallRequest
    desk: Desk
    number: PhoneNumber
    language: str

    @property
    def time_limit(self) -> int:
        return self.desk.limits.call_minutes * 60

    def record(self) -> dict[str, Any]:
        """What the permit holds: enough to lead the call to its end without asking anybody again."""
        words = catalogue(self.language)
        return {
            "wish": self.call_request.as_record(),
            "phone": self.number.e164,
            "country": self.number.country,
            "language": self.language,
            "desk": self.desk.name or words.text("call.default_desk"),
            "time_limit": self.time_limit,
        }


def start_call(ctx: RequestContext, call_request: CallRequest) -> Reply:
    """Start a handover for this wish, or say how its live one stands, or why there is none."""
    words = catalogue(choose(call_request.language))
    try:
        call = _checked(ctx, call_request, words)
        words = catalogue(call.language)
        ctx.log.note(number=masked(call.number.e164))
        ctx.storage.require_conditional_writes()
        claimed = claim_session(ctx, call_request.session_id, call.record())
    except _RefusedError as refused:
        return _keep_refusal(ctx, call_request, refused.told)
    except StorageError as error:
        ctx.log.warn(str(error))
        return reply.refusal("storage_unavailable", words)
    ctx.log.note(handover=claimed.handover_id)
    if claimed.standing:
        return _asked_again(call, claimed.standing, words)
    return _dial(ctx, call, claimed.handover_id, words)


def _checked(ctx: RequestContext, call_request: CallRequest, words: Catalogue) -> _Call:
    """The call, if nothing speaks against it. Raises _RefusedError, StorageError."""
    if not call_request.session_id:
        raise _RefusedError(reply.refusal("missing_session", words))
    if not call_request.phone_number:
        raise _RefusedError(reply.refusal("missing_number", words))
    desk, availability = ctx.storage.bucket.together(lambda: _desk(ctx, words), ctx.storage.availability.read)
    language = choose(call_request.language, default=desk.language)
    words = catalogue(language)
    try:
        number = phone_numbers.read(call_request.phone_number, desk.countries)
    except phone_numbers.PhoneNumberError as error:
        raise _RefusedError(reply.refusal(error.reason, words)) from None
    if number.e164 == ctx.settings["TWILIO_NUMBER"]:
        raise _RefusedError(reply.refusal("number_type_not_allowed", words))
    refused = _not_now(ctx, desk, availability, number, words)
    if refused:
        standing = latest(ctx, call_request.session_id)  # a call that is under way stays so when the desk closes
        if standing is None or not standing.live:
            raise _RefusedError(refused)
    return _Call(call_request, desk, number, language)


def _desk(ctx: RequestContext, words: Catalogue) -> Desk:
    try:
        desk = ctx.storage.desk()
    except DeskError as error:
        ctx.log.warn(str(error))
        raise _RefusedError(reply.refusal("no_agents", words)) from None
    if ctx.storage.desk_trouble:
        ctx.log.warn(ctx.storage.desk_trouble)
    return desk


def _not_now(
    ctx: RequestContext, desk: Desk, availability: Availability, number: PhoneNumber, words: Catalogue
) -> Reply | None:
    if desk.paused or availability.paused:
        return reply.refusal("desk_paused", words)
    if not hunting.order(desk, number.e164, ctx.storage.availability.away(availability, desk)):
        return reply.refusal("no_agents", words)
    if not hours.is_open(desk, ctx.now()):
        return reply.closed(desk, ctx.now(), words)
    return None


def _dial(ctx: RequestContext, call: _Call, handover_id: str, words: Catalogue) -> Reply:
    """The permit is ours: take the slots and call, or record why not."""
    quotas: list[QuotaClaim] = []
    try:
        _prepare(ctx, handover_id)
        quotas = take_quotas(ctx, call.desk, call.number, handover_id)
        sid = _place(ctx, call, handover_id)
    except (LimitReachedError, NotPlacedError) as error:
        give_back(ctx, quotas)
        return _refuse(ctx, handover_id, error.reason, str(error), words)
    except StorageError as error:
        give_back(ctx, quotas)
        return _refuse(ctx, handover_id, "storage_unavailable", str(error), words)
    except UnconfirmedError as error:
        ctx.log.warn(str(error))
        _try_add(ctx, handover_id, EventKind.UNCONFIRMED)
        return _told(call, handover_id, State.UNCONFIRMED, words)
    return _placed(ctx, call, handover_id, sid, words)


def _asked_again(call: _Call, standing: Handover, words: Catalogue) -> Reply:
    """The session has a live handover: say how it stands, or, for another number, that it must be cancelled first."""
    if standing.phone == call.number.e164:
        return reply.status_of(standing, words, already=True)
    return reply.already_calling(standing, words)


def _prepare(ctx: RequestContext, handover_id: str) -> None:
    """Mark the handover as live (a cache: the call does not depend on it), and load the SDK meanwhile."""

    def mark() -> None:
        try:
            ctx.storage.handovers.mark_live(handover_id, ctx.now())
        except StorageError as error:
            ctx.log.warn(f"The live marker was not written: {error}")

    ctx.storage.bucket.together(mark, ctx.telephone.prepare)


def _place(ctx: RequestContext, call: _Call, handover_id: str) -> str:
    callback_urls = ctx.callback_urls
    return ctx.telephone.place(
        to=call.number.e164,
        greet=callback_urls.step("greet", handover_id, language=call.language),
        fallback=callback_urls.step("sorry", handover_id, language=call.language),
        status=callback_urls.callback("customer", handover_id),
        ring=call.desk.limits.ring_customer_seconds,
        time_limit=call.time_limit,
    )


def _placed(ctx: RequestContext, call: _Call, handover_id: str, sid: str, words: Catalogue) -> Reply:
    """The phone is about to ring. A cancellation that came in between found no call to end, so it is ended here."""
    canceled = False
    try:
        _, seen = ctx.storage.bucket.together(
            lambda: ctx.storage.handovers.add(handover_id, EventKind.PLACED, ctx.now(), {"sid": sid}),
            lambda: ctx.storage.handovers.glance(handover_id, EventKind.CANCELED),
        )
        canceled = EventKind.CANCELED in seen
    except StorageError as error:
        ctx.log.warn(f"The call was placed, but that was not noted: {error}")
    if canceled:
        try:
            ctx.telephone.end(sid)
        except TelephoneError as error:
            ctx.log.warn(str(error))
        return _told(call, handover_id, State.CANCELED, words)
    return _told(call, handover_id, State.DIALING, words)


def _told(call: _Call, handover_id: str, state: State, words: Catalogue) -> Reply:
    return Reply(True, state, words.text(f"status.{state}", last2=call.number.e164[-2:]), handover_id=handover_id)


def _refuse(ctx: RequestContext, handover_id: str, reason: str, why: str, words: Catalogue) -> Reply:
    """Not dialled after all: the permit's handover ends as refused."""
    ctx.log.warn(why)
    _try_add(ctx, handover_id, EventKind.REFUSED, reason=reason)
    try:
        ctx.storage.handovers.unmark_live(handover_id)
    except StorageError as error:
        ctx.log.warn(str(error))
    if reason == "already_calling":
        elsewhere = words.text("refusal.already_calling_elsewhere")
        return Reply(False, State.REFUSED, elsewhere, reason, handover_id)
    return reply.refusal(reason, words, handover_id)


def _keep_refusal(ctx: RequestContext, call_request: CallRequest, told: Reply) -> Reply:
    """A request that was refused before it was claimed is kept too: what the customer said is not lost. Its id follows
    from its content, so the same request that is refused twice is kept once."""
    names, now = ctx.storage.keys, ctx.now()
    record = call_request.as_record()
    handover_id = keys.handover_id(
        f"{now:%Y%m%d}", names.session(call_request.session_id), f"r{names.content(repr(record))[:8]}"
    )
    facts = {"wish": record, "language": choose(call_request.language), "reason": told.reason}
    if not _try_add(ctx, handover_id, EventKind.REFUSED, **facts):
        return told
    ctx.log.note(handover=handover_id)
    return Reply(told.ok, told.status, told.message, told.reason, handover_id, told.extra)


def _try_add(ctx: RequestContext, handover_id: str, kind: EventKind, **facts: Any) -> bool:
    """Record what is already decided; that it cannot be recorded changes nothing of what the chat is told."""
    try:
        ctx.storage.handovers.add(handover_id, kind, ctx.now(), facts)
    except StorageError as error:
        ctx.log.warn(f"{kind} was not noted: {error}")
        return False
    return True
