"""Check a call request before anything is claimed: its session and number, the desk's hours, and who is there to talk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from handover.core import reply
from handover.core.call.call_request import CallRequest
from handover.core.call.hunting import preferred
from handover.core.call.proof import ANY_KEY
from handover.core.call.state import Handover, State
from handover.core.desk.config import Desk, DeskError
from handover.core.desk.limits import ChatCall
from handover.core.desk.on_duty import on_duty
from handover.core.desk.stop import stop_of_booking, stop_of_desk
from handover.core.i18n import Catalogue, choose
from handover.core.phone_numbers import PhoneNumber, PhoneNumberError
from handover.core.reply import Reply
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.services.storage.availability import Availability
from handover.usecases import do_not_call
from handover.usecases.claim_session import latest
from handover.usecases.context import RequestContext
from handover.usecases.language import texts_in
from handover.usecases.reached import was_reached
from handover.usecases.read_number import read_number


class RefusedError(HandoverError):
    """Refused before anything was claimed; holds the reply, and the limit that was reached, or `""`."""

    def __init__(self, reply: Reply, limit: str = "") -> None:
        super().__init__(reply.reason)
        self.reply = reply
        self.limit = limit


@dataclass(frozen=True)
class CheckedCall:
    """A call that may be placed: everything that is known before the first claim. `earlier` are the chat's earlier
    calls. `reached` is whether a call to the number was connected before; True also where the desk does not need to
    know. Of a booked call, `agreed` is the kind of proof that the chat was told of, and `digit_of` the handover whose digit
    it showed, if that is another one. `prefer` is the id of the agent to ring first, or `""`."""

    call_request: CallRequest
    desk: Desk
    number: PhoneNumber
    language: str
    earlier: tuple[ChatCall, ...] = ()
    reached: bool = True
    agreed: str = ""
    digit_of: str = ""
    prefer: str = ""

    @property
    def proof(self) -> str:
        """The kind of proof that the call asks for, as `core/desk/proof.py` names it."""
        return self.agreed or self.desk.proof.kind(
            reached=self.reached, abroad=self.number.country != self.desk.countries[0]
        )

    @property
    def texts(self) -> Catalogue:
        """What the customer hears and reads."""
        return self.call_request.texts_in(self.language)

    @property
    def caller(self) -> str:
        """Our number that the customer's phone shows, in E.164, or `""` for the general one."""
        return self.desk.numbers.get(self.number.country, "")

    @property
    def time_limit(self) -> int:
        """Seconds."""
        return self.desk.limits.call_minutes * 60

    def following(self, before: Handover | None) -> CheckedCall:
        """Returns the call in the language of the chat's handover before it, unless the request names a language. After a
        call that was dropped, the same agent comes first, and what this request leaves out is taken from that one's; also
        if an agent called back in between and did not take that call."""
        tags = (self.call_request.language, before.language if before else "", self.language)
        following = replace(self, language=choose(*tags))
        if before is None or not (before.state is State.DROPPED or (before.not_taken and before.rung_next)):
            return following
        return replace(
            following, prefer=preferred(before), call_request=self.call_request.completed_by(before.call_request)
        )

    def as_record(self) -> dict[str, Any]:
        """Returns what the permit holds: everything that the call's later steps need."""
        return {
            "wish": self.call_request.as_record(),
            "phone": self.number.e164,
            "country": self.number.country,
            "language": self.language,
            "desk": self.desk.spoken_name(self.texts),
            "time_limit": self.time_limit,
            "earlier": [call.as_record() for call in self.earlier],
            **({"prefer": self.prefer} if self.prefer else {}),
            **({"proof": self.proof} if self.proof != ANY_KEY else {}),
            **({"digit_of": self.digit_of} if self.digit_of else {}),
            **({"caller": self.caller} if self.caller else {}),
        }


def check_request(
    ctx: RequestContext, call_request: CallRequest, booked: bool = False, instead: bool = False
) -> CheckedCall:
    """Returns the call, if nothing speaks against it. `booked`: it is for a later time, so nobody has to be there now.
    `instead`: it is to take the place of the chat's booked call. Raises RefusedError, StorageError."""
    if not call_request.session_id:
        raise RefusedError(reply.refusal("missing_session", texts_in(ctx, call_request.language)))
    if not call_request.phone_number:
        raise RefusedError(reply.refusal("missing_number", texts_in(ctx, call_request.language)))
    desk, number, flags = _read(ctx, call_request)
    language = choose(call_request.language, default=desk.language)
    _refuse_if_listed(ctx, number, call_request, language)
    away = ctx.storage.availability.away(flags, desk)
    now, phone = ctx.now(), number.e164
    stop = stop_of_booking(desk, phone) if booked else stop_of_desk(desk, flags.paused, away, now, phone)
    if stop:
        existing = latest(ctx, call_request.session_id)  # a call under way goes on when the desk closes
        replaced = existing and (existing.gives_way or (instead and existing.state is State.SCHEDULED))
        if existing is None or not existing.live or replaced:
            known = choose(call_request.language, existing.language if existing else "", language)
            raise RefusedError(reply.stopped(stop, desk, ctx.now(), call_request.texts_in(known)))
    reached = not desk.proof.needs_history or was_reached(ctx, number.e164)
    return CheckedCall(call_request, desk, number, language, reached=reached)


def _read(ctx: RequestContext, call_request: CallRequest) -> tuple[Desk, PhoneNumber, Availability]:
    """Returns the desk, the number, and who is there: the first agent, of a desk that is known. Raises RefusedError,
    StorageError."""
    read, availability = partial(_desk_and_number, ctx, call_request), ctx.storage.availability
    if not ctx.storage.desk_at_hand:
        look = availability.look()
        (desk, number), *found = _at_once(ctx, read, *look.works)
        return desk, number, look.flags(found) or availability.read()
    desk, number = read()
    first = next(iter(on_duty(desk, (), number.e164, ctx.now())), None)
    look = availability.look(first.id if first else "")
    return desk, number, look.flags(_at_once(ctx, *look.works)) or availability.read()


def _at_once(ctx: RequestContext, *works: Callable[[], Any]) -> list[Any]:
    """Returns the results of works that are done at the same time. Raises StorageError.

    The bucket must be known to honour conditional writes before the phone rings. Here the check costs no time of its own,
    and what it finds is left to the start."""
    checks = ctx.storage.trying_conditional_writes()
    return [_known(each) for each in ctx.storage.attempts(*works, *checks)[: len(works)]]


def _refuse_if_listed(ctx: RequestContext, number: PhoneNumber, call_request: CallRequest, language: str) -> None:
    """Look first if this container knows that the number was on the do-not-call list: nothing is then claimed in vain.
    Raises RefusedError, StorageError."""
    listed = ctx.storage.do_not_call
    withdrawal = listed.in_force(number.e164) if listed.was_listed(number.e164) else 0
    if withdrawal:
        forbidden = do_not_call.refusal_of(ctx, number.e164, withdrawal, call_request, call_request.texts_in(language))
        if forbidden:
            raise RefusedError(forbidden)


def _desk_and_number(ctx: RequestContext, call_request: CallRequest) -> tuple[Desk, PhoneNumber]:
    """Raises RefusedError, StorageError."""
    desk = _desk(ctx, call_request.texts_in(call_request.language))
    texts = call_request.texts_in(call_request.language, desk.language)
    try:
        return desk, read_number(ctx, desk, call_request.phone_number)
    except PhoneNumberError as error:
        raise RefusedError(reply.number_refused(error, texts)) from None


def _desk(ctx: RequestContext, texts: Catalogue) -> Desk:
    try:
        desk = ctx.storage.desk()
    except DeskError as error:
        ctx.log.warn(str(error))
        raise RefusedError(reply.refusal("no_agents", texts)) from None
    if ctx.storage.desk_trouble:
        ctx.log.warn(ctx.storage.desk_trouble)
    return desk


def _known(outcome: Any) -> Any:
    """Returns what was read. Raises the StorageError if it could not be."""
    if isinstance(outcome, StorageError):
        raise outcome
    return outcome
