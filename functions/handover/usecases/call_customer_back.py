"""Call a customer back from the page: the agent's phone rings first, and the customer's once the agent has pressed a key.

It is a handover of its own in the customer's chat (decision 59): so the chat has one call at a time, and the number one, and
everything that is claimed for a start is claimed for it. What speaks against the call is found before any phone rings. The
form's `once` is claimed first: a form that is sent twice, or a page that is loaded again, calls once.

    once ─ desk ‖ availability ‖ live calls ‖ do-not-call list
        ─ pointer ‖ permit ‖ quotas ‖ live marker ‖ do-not-call list ─ order ─ live calls ─ create

A retry that is waiting gives way, and is booked again if the agent does not take the call (retry_after_call_back.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handover.core.call.booking import RETRY
from handover.core.call.called_back import ATTEMPT, NOT_ACCEPTED
from handover.core.call.events import BACK_OF, GAVE_WAY, RUNG_NEXT, EventKind
from handover.core.call.hunt import IDLE, WRAP_UP
from handover.core.call.hunting import preferred, target_of
from handover.core.call.proof import ANY_KEY
from handover.core.call.state import Handover, State
from handover.core.desk.calling_hours import not_quiet
from handover.core.desk.config import Agent, Desk
from handover.core.desk.ringing import Strategy
from handover.core.phone_numbers import PhoneNumberError
from handover.services.storage import StorageError
from handover.services.telephony import NotPlacedError
from handover.usecases import line
from handover.usecases.booking_steps import give_way
from handover.usecases.chat_limits import calls_with
from handover.usecases.check_request import CheckedCall
from handover.usecases.claim_session import Claimed, PermitError, claim_session, latest_stored
from handover.usecases.context import RequestContext
from handover.usecases.do_not_call import ListLook
from handover.usecases.place_call import TO_PLACE, place_call, refuse
from handover.usecases.quotas import CallQuotas
from handover.usecases.read_number import read_number
from handover.usecases.retry_after_call_back import book_retry_soon


@dataclass(frozen=True)
class CallingBack:
    """How it went: the handover of the call back, or the live one that is in its way, and why no phone rings, a word of the
    texts `call_back.refused_…`, or `""`. `limit` is the limit that was reached. `unsure`: a phone may ring."""

    handover_id: str = ""
    refused: str = ""
    limit: str = ""
    unsure: bool = False


def call_customer_back(ctx: RequestContext, desk: Desk, handover: Handover, agent: Agent, once: str) -> CallingBack:
    """Call back the customer of that handover for that agent. `once` is the form's own word. Raises StorageError only if it
    could not be claimed: once it is, the same form calls nobody, so the agent is told to go on with a fresh one."""
    if refused := _refused_at_sight(desk, handover, agent):
        return CallingBack(handover.id, refused)
    if not ctx.storage.handovers.claim_leg(handover.id, 0, f"call-back-{once}", ctx.now()):
        return _carried_out(ctx, handover)
    try:
        number = read_number(ctx, desk, handover.phone)
    except PhoneNumberError:
        return CallingBack(handover.id, "country")
    call = CheckedCall(handover.call_request, desk, number, handover.language, agreed=ANY_KEY, prefer=agent.id)
    try:
        if refused := _refused_now(ctx, desk, handover.phone, agent):
            return CallingBack(handover.id, refused)
        claimed = (calling := _CallBack(ctx, call, handover, agent)).claim()
    except StorageError as error:
        ctx.log.warn(str(error))
        return CallingBack(handover.id, "storage_unavailable")
    return calling.run(claimed)


def _carried_out(ctx: RequestContext, handover: Handover) -> CallingBack:
    """Returns the call back that an earlier copy of the form has placed, if it is known already."""
    known = latest_stored(ctx, handover.call_request.session_id)
    if known and known.booking and known.booking.why == RETRY:  # it was booked again after the call back
        known = ctx.storage.handovers.load(known.booking.after, ctx.now())
    if known and known.back_of == handover.id:
        return CallingBack(known.id)
    return CallingBack(handover.id, "already")


def _refused_at_sight(desk: Desk, handover: Handover, agent: Agent) -> str:
    if not handover.phone:
        return "no_number"
    if handover.phone in agent.numbers:
        return "own_number"
    if handover.disproved:  # nobody knows who has that phone
        return "wrong_digit"
    if handover.live:
        return "already_booked" if handover.state is State.SCHEDULED else "already_calling"
    return "desk_paused" if desk.paused else ""


def _refused_now(ctx: RequestContext, desk: Desk, phone: str, agent: Agent) -> str:
    """Returns why nobody is called at this moment, or `""`. Raises StorageError."""
    storage = ctx.storage
    flags, live, listed, _ = storage.in_parallel(
        storage.availability.read,
        storage.handovers.marked_live,
        lambda: storage.do_not_call.has(phone),
        storage.try_conditional_writes,
    )
    if flags.paused:
        return "desk_paused"
    if listed:
        return "do_not_call"
    if not_quiet(desk, phone, ctx.now()) != ctx.now():
        return "quiet_hours"
    return "engaged" if agent.id in line.on_the_phone(ctx, "", live) else ""


class _CallBack:
    """One call back that nothing speaks against."""

    def __init__(self, ctx: RequestContext, call: CheckedCall, handover: Handover, agent: Agent) -> None:
        self._ctx = ctx
        self._claiming = ctx.leaving(TO_PLACE)
        self._call = call
        self._handover = handover
        self._agent = agent
        self._look = ListLook(self._claiming, call.number.e164)
        self._quotas: dict[str, CallQuotas] = {}
        self._gave_way = ""

    def claim(self) -> Claimed:
        """Claim the chat's next call. Raises StorageError: then this request surely places no call. It is not known whether
        another one does, if the permit is not known to be this request's."""
        try:
            claimed = self._claim()
            if claimed.existing and give_way(self._ctx, claimed.existing):
                claimed = self._claim()
        except PermitError as error:
            if error.mine:
                refuse(self._ctx, error.handover_id, "storage_unavailable", self._quotas[error.handover_id])
                self._book_retry(error.handover_id)
            raise
        return claimed

    def run(self, claimed: Claimed) -> CallingBack:
        """Place the call for which the permit was claimed."""
        ctx = self._ctx
        if claimed.existing:
            booked = claimed.existing.state is State.SCHEDULED
            return CallingBack(claimed.existing.id, "already_booked" if booked else "already_calling")
        ctx.log.note(handover=claimed.handover_id)
        quotas = self._quotas[claimed.handover_id]
        placing = place_call(
            ctx, self._call, claimed.handover_id, quotas, self._look, asked_now=False, create=self._create
        )
        if placing.state is State.REFUSED:
            self._book_retry(claimed.handover_id)
            return CallingBack(self._handover.id, placing.reason, placing.limit)
        if not placing.recorded:  # surely not placed, but that could not be stored
            return CallingBack(self._handover.id, "storage_unavailable")
        return CallingBack(claimed.handover_id, unsure=placing.state is State.UNCONFIRMED)

    def _claim(self) -> Claimed:
        session_id = self._handover.call_request.session_id
        return claim_session(self._claiming, session_id, self._facts, self._beside)

    def _facts(self, before: Handover | None) -> Mapping[str, Any]:
        """Returns what the permit holds. The chat's own limits are on what the customer asks for."""
        session_id = self._handover.call_request.session_id
        earlier = calls_with(self._claiming, session_id, before) if before else []
        self._gave_way = _retry_before(before)
        more = {GAVE_WAY: self._gave_way, RUNG_NEXT: preferred(before)}
        known = {name: fact for name, fact in more.items() if fact}
        return {**self._call.as_record(), "earlier": earlier, BACK_OF: self._handover.id, **known}

    def _book_retry(self, handover_id: str) -> None:
        if self._gave_way:
            book_retry_soon(self._ctx, handover_id)

    def _beside(self, handover_id: str, before: Handover | None) -> CallQuotas:
        works = [*self._claiming.storage.requiring_conditional_writes(), *self._ctx.telephone.loading_sdk()]
        made = CallQuotas(self._claiming, self._call, handover_id, self._look, before, works)
        self._quotas[handover_id] = made
        return made

    def _create(self, ctx: RequestContext, call: CheckedCall, handover_id: str) -> str:
        """Record whose phone rings, and ring it, unless another call does so at this moment."""
        desk, agent, handovers = call.desk, self._agent, ctx.storage.handovers
        facts = {
            "agents": [vars(target_of(agent, desk))],
            "first": ATTEMPT,
            "ring_customer": desk.limits.ring_customer_seconds,
            WRAP_UP: desk.ringing.wrap_up_seconds,
            **({IDLE: True} if desk.ringing.strategy == Strategy.LONGEST_IDLE else {}),
        }
        handovers.claim(handover_id, EventKind.HUNT, ctx.now(), facts)
        if agent.id in line.on_the_phone(ctx, handover_id, handovers.marked_live()):
            raise NotPlacedError(NOT_ACCEPTED, "Another call rings the agent who calls back.")
        urls = ctx.callback_urls
        return ctx.telephone.place_call(
            to=agent.rings,
            keys=agent.keys,
            greet=urls.step("back", handover_id, ATTEMPT),
            fallback=urls.step("back_sorry", handover_id, ATTEMPT),
            status=urls.callback("back", handover_id, ATTEMPT),
            ring=desk.limits.ring_agent_seconds,
            time_limit=call.time_limit,
            caller=desk.number_for(agent.phone),
            reason=desk.call_reason,
        )


def _retry_before(before: Handover | None) -> str:
    """Returns the id of the retry that gave way to a call back after that handover, or `""`: that one, or the one that gave
    way to it before, if it is a call back that its agent did not take."""
    if before is None or before.not_taken:
        return before.gave_way if before else ""
    booking = before.booking
    return before.id if booking and booking.why == RETRY and booking.asked_anew else ""
