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
from handover.core.call.call_request import Wish
from handover.core.call.events import Kind
from handover.core.call.state import Handover, State
from handover.core.desk import hours
from handover.core.desk.config import Desk, DeskError
from handover.core.i18n import Texts, choose, texts
from handover.core.phone_numbers import Number
from handover.core.privacy import masked
from handover.core.reply import Answer
from handover.errors import HandoverError
from handover.services.storage import StorageError, keys
from handover.services.storage.availability import Positions
from handover.services.storage.quotas import Slot
from handover.services.telephony import NotPlacedError, TelephoneError, UnconfirmedError
from handover.usecases.claim_session import claim_session, latest
from handover.usecases.context import Tools
from handover.usecases.quotas import GuardedError, give_back, take_slots


class _RefusedError(HandoverError):
    """Refused before anything was claimed; holds what the chat is told."""

    def __init__(self, told: Answer) -> None:
        super().__init__(told.reason)
        self.told = told


@dataclass(frozen=True)
class _Call:
    """A call that may be placed: everything that is known before the first claim."""

    wish: Wish
    desk: Desk
    number: Number
    language: str

    @property
    def time_limit(self) -> int:
        return self.desk.limits.call_minutes * 60

    def record(self) -> dict[str, Any]:
        """What the permit holds: enough to lead the call to its end without asking anybody again."""
        words = texts(self.language)
        return {
            "wish": self.wish.as_record(),
            "phone": self.number.e164,
            "country": self.number.country,
            "language": self.language,
            "desk": self.desk.name or words.say("call.default_desk"),
            "time_limit": self.time_limit,
        }


def place_call(tools: Tools, wish: Wish) -> Answer:
    """Start a handover for this wish, or say how its live one stands, or why there is none."""
    words = texts(choose(wish.language))
    try:
        call = _checked(tools, wish, words)
        words = texts(call.language)
        tools.log.note(number=masked(call.number.e164))
        tools.storage.demand_proof()
        claimed = claim_session(tools, wish.session_id, call.record())
    except _RefusedError as refused:
        return _keep_refusal(tools, wish, refused.told)
    except StorageError as error:
        tools.log.warn(str(error))
        return reply.refusal("storage_unavailable", words)
    tools.log.note(handover=claimed.hid)
    if claimed.standing:
        return _asked_again(call, claimed.standing, words)
    return _dial(tools, call, claimed.hid, words)


def _checked(tools: Tools, wish: Wish, words: Texts) -> _Call:
    """The call, if nothing speaks against it. Raises _RefusedError, StorageError."""
    if not wish.session_id:
        raise _RefusedError(reply.refusal("missing_session", words))
    if not wish.phone_number:
        raise _RefusedError(reply.refusal("missing_number", words))
    desk, positions = tools.storage.bucket.together(lambda: _desk(tools, words), tools.storage.switches.read)
    language = choose(wish.language, default=desk.language)
    words = texts(language)
    try:
        number = phone_numbers.read(wish.phone_number, desk.countries)
    except phone_numbers.NumberError as error:
        raise _RefusedError(reply.refusal(error.reason, words)) from None
    if number.e164 == tools.settings["TWILIO_NUMBER"]:
        raise _RefusedError(reply.refusal("number_type_not_allowed", words))
    refused = _not_now(tools, desk, positions, number, words)
    if refused:
        standing = latest(tools, wish.session_id)  # a call that is under way stays so when the desk closes
        if standing is None or not standing.live:
            raise _RefusedError(refused)
    return _Call(wish, desk, number, language)


def _desk(tools: Tools, words: Texts) -> Desk:
    try:
        desk = tools.storage.desk()
    except DeskError as error:
        tools.log.warn(str(error))
        raise _RefusedError(reply.refusal("no_agents", words)) from None
    if tools.storage.desk_trouble:
        tools.log.warn(tools.storage.desk_trouble)
    return desk


def _not_now(tools: Tools, desk: Desk, positions: Positions, number: Number, words: Texts) -> Answer | None:
    if desk.paused or positions.paused:
        return reply.refusal("desk_paused", words)
    if not hunting.order(desk, number.e164, tools.storage.switches.away(positions, desk)):
        return reply.refusal("no_agents", words)
    if not hours.is_open(desk, tools.now()):
        return reply.closed(desk, tools.now(), words)
    return None


def _dial(tools: Tools, call: _Call, hid: str, words: Texts) -> Answer:
    """The permit is ours: take the slots and call, or record why not."""
    slots: list[Slot] = []
    try:
        _prepare(tools, hid)
        slots = take_slots(tools, call.desk, call.number, hid)
        sid = _place(tools, call, hid)
    except (GuardedError, NotPlacedError) as error:
        give_back(tools, slots)
        return _refuse(tools, hid, error.reason, str(error), words)
    except StorageError as error:
        give_back(tools, slots)
        return _refuse(tools, hid, "storage_unavailable", str(error), words)
    except UnconfirmedError as error:
        tools.log.warn(str(error))
        _try_add(tools, hid, Kind.UNCONFIRMED)
        return _told(call, hid, State.UNCONFIRMED, words)
    return _placed(tools, call, hid, sid, words)


def _asked_again(call: _Call, standing: Handover, words: Texts) -> Answer:
    """The session has a live handover: say how it stands, or, for another number, that it must be cancelled first."""
    if standing.phone == call.number.e164:
        return reply.standing(standing, words, already=True)
    return reply.already_calling(standing, words)


def _prepare(tools: Tools, hid: str) -> None:
    """Mark the handover as live (a cache: the call does not depend on it), and load the SDK meanwhile."""

    def mark() -> None:
        try:
            tools.storage.timelines.mark_live(hid, tools.now())
        except StorageError as error:
            tools.log.warn(f"The live marker was not written: {error}")

    tools.storage.bucket.together(mark, tools.telephone.prepare)


def _place(tools: Tools, call: _Call, hid: str) -> str:
    links = tools.links
    return tools.telephone.place(
        to=call.number.e164,
        greet=links.step("greet", hid, language=call.language),
        fallback=links.step("sorry", hid, language=call.language),
        status=links.callback("customer", hid),
        ring=call.desk.limits.ring_customer_seconds,
        time_limit=call.time_limit,
    )


def _placed(tools: Tools, call: _Call, hid: str, sid: str, words: Texts) -> Answer:
    """The phone is about to ring. A cancellation that came in between found no call to end, so it is ended here."""
    canceled = False
    try:
        _, seen = tools.storage.bucket.together(
            lambda: tools.storage.timelines.add(hid, Kind.PLACED, tools.now(), {"sid": sid}),
            lambda: tools.storage.timelines.glance(hid, Kind.CANCELED),
        )
        canceled = Kind.CANCELED in seen
    except StorageError as error:
        tools.log.warn(f"The call was placed, but that was not noted: {error}")
    if canceled:
        try:
            tools.telephone.end(sid)
        except TelephoneError as error:
            tools.log.warn(str(error))
        return _told(call, hid, State.CANCELED, words)
    return _told(call, hid, State.DIALING, words)


def _told(call: _Call, hid: str, state: State, words: Texts) -> Answer:
    return Answer(True, state, words.say(f"status.{state}", last2=call.number.e164[-2:]), handover_id=hid)


def _refuse(tools: Tools, hid: str, reason: str, why: str, words: Texts) -> Answer:
    """Not dialled after all: the permit's handover ends as refused."""
    tools.log.warn(why)
    _try_add(tools, hid, Kind.REFUSED, reason=reason)
    try:
        tools.storage.timelines.unmark_live(hid)
    except StorageError as error:
        tools.log.warn(str(error))
    if reason == "already_calling":
        elsewhere = words.say("refusal.already_calling_elsewhere")
        return Answer(False, State.REFUSED, elsewhere, reason, hid)
    return reply.refusal(reason, words, hid)


def _keep_refusal(tools: Tools, wish: Wish, told: Answer) -> Answer:
    """A request that was refused before it was claimed is kept too: what the customer said is not lost. Its id follows
    from its content, so the same request that is refused twice is kept once."""
    names, now = tools.storage.keys, tools.now()
    record = wish.as_record()
    hid = keys.handover_id(f"{now:%Y%m%d}", names.session(wish.session_id), f"r{names.content(repr(record))[:8]}")
    facts = {"wish": record, "language": choose(wish.language), "reason": told.reason}
    if not _try_add(tools, hid, Kind.REFUSED, **facts):
        return told
    tools.log.note(handover=hid)
    return Answer(told.ok, told.status, told.message, told.reason, hid, told.extra)


def _try_add(tools: Tools, hid: str, kind: Kind, **facts: Any) -> bool:
    """Record what is already decided; that it cannot be recorded changes nothing of what the chat is told."""
    try:
        tools.storage.timelines.add(hid, kind, tools.now(), facts)
    except StorageError as error:
        tools.log.warn(f"{kind} was not noted: {error}")
        return False
    return True
