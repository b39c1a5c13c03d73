"""Report whether a call can be had now: what `start_call` would answer at this moment, without a number.

The decisions are those of a start (core/desk/stop.py, chat_limits.py, calls_in_progress.py), in its order, so the chat gets
the same reason and the same sentence before the customer has typed anything. What depends on the number, which is not known
yet, is left to the start. Nothing is written, no call is looked up at Twilio, and nothing is reported of other chats.

It costs one round: the desk, if it is not known, and the day's quota, the flags, the live markers, and the chat's latest
handover, at the same time. Each live handover has one agent at most, and a colleague where the desk allows that, so markers
that are fewer than the agents on duty prove that one of them is free; only otherwise live handovers are read. When nobody is
free, today's rows are read too, for an estimate of the wait.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from handover.core import reply
from handover.core.call.state import Handover, State
from handover.core.call.state_timeouts import surely_live
from handover.core.desk.config import Agent, Desk, DeskError
from handover.core.desk.hours import is_open, local_day, next_opening
from handover.core.desk.on_duty import on_duty, somebody_is_free
from handover.core.desk.spoken_time import spoken_time
from handover.core.desk.stop import Stop, stop_of_booking, stop_of_desk, stop_of_limits
from handover.core.i18n import Catalogue, catalogue, choose
from handover.core.reply import Reply
from handover.core.reply_fields import ReplyFields
from handover.services.storage import StorageError
from handover.services.storage.availability import Availability
from handover.usecases import waiting_facts
from handover.usecases.calls_in_progress import CallsInProgress, calls_in_progress
from handover.usecases.chat_limits import limit_of_chat
from handover.usecases.claim_session import latest_stored
from handover.usecases.context import RequestContext
from handover.usecases.language import texts_in
from handover.usecases.shown_in_chat import calls_from

T = TypeVar("T")


@dataclass(frozen=True)
class _Read:
    """What was read in one round; a StorageError stands for what could not be read."""

    desk: Desk
    calls_today: int | StorageError
    flags: Availability
    marked: Sequence[str] | StorageError
    before: Handover | StorageError | None


def call_availability(ctx: RequestContext, session_id: str, language: str) -> Reply:
    """Returns whether a call can be had now; with a session, also as far as that chat's own call and limits go."""
    try:
        return _availability(ctx, session_id, language)
    except DeskError as error:
        ctx.log.warn(str(error))
        no_agents = reply.refusal("no_agents", catalogue(choose(language)))
        return _as_report(no_agents, {"open": False, "paused": False, "agents_free": False, "booking": False})
    except StorageError as error:
        ctx.log.warn(str(error))
        failed = reply.refusal("storage_unavailable", texts_in(ctx, language))
        return Reply(False, failed.status, failed.message, failed.reason, extra={"can_call": False, "booking": False})


def _availability(ctx: RequestContext, session_id: str, language: str) -> Reply:
    """Raises DeskError; StorageError when a start would be refused because of that."""
    now, read = ctx.now(), _read(ctx, session_id)
    desk, paused = read.desk, read.flags.paused
    if ctx.storage.desk_trouble:
        ctx.log.warn(ctx.storage.desk_trouble)
    away = ctx.storage.availability.away(read.flags, desk)
    agents = on_duty(desk, away, now=now)
    live = _live(ctx, desk, agents, read.marked)
    before = _known(read.before)
    texts = catalogue(choose(language, before.language if before else "", desk.language))
    facts: ReplyFields = {"open": is_open(desk, now), "paused": paused or desk.paused, "booking": _can_book(desk, now)}
    if not isinstance(live, StorageError):
        busy, unknown = live.talking | live.wrapping_up, live.unknown * _agents_of_a_call(desk)
        facts["agents_free"] = somebody_is_free(agents, busy, unknown)
    facts["calls_from"] = calls_from(ctx, _caller(desk, before))
    facts |= _opening(desk, facts["open"], now, texts)
    if before and before.state is State.SCHEDULED:
        from handover.usecases.booking_status import status_of_booking  # most chats have no booking

        booked = status_of_booking(ctx, before, desk, texts, "")
        facts |= {"booking": False, "at": booked.extra["at"], "at_words": booked.extra["at_words"]}
        with suppress(StorageError):
            facts["can_replace"] = _stop(ctx, read, away, session_id, before, live) is None
        return _as_report(replace(booked, ok=False, reason="already_calling"), facts)
    if before and surely_live(before, now):  # a call under way goes on when the desk closes
        return _as_report(reply.already_calling(before, texts), facts)
    stop = _stop(ctx, read, away, session_id, before, live)
    if stop and stop.limit:
        ctx.log.note(limit=stop.limit)
    if stop:
        return _as_report(reply.stopped(stop, desk, now, texts), facts)
    if facts.get("agents_free") is not False:
        return _as_report(_can_be_had(facts.get("agents_free"), texts), facts)
    would_be, seconds = _can_be_had(False, texts), waiting_facts.estimate(ctx, desk)
    if seconds is None:
        return _as_report(would_be, facts)
    message = f"{would_be.message} {waiting_facts.estimate_words(seconds, texts)}"
    return _as_report(replace(would_be, message=message), {**facts, "estimate_seconds": seconds})


def _read(ctx: RequestContext, session_id: str) -> _Read:
    storage = ctx.storage

    def desk_and_calls() -> tuple[Desk, int | StorageError]:
        desk = storage.desk()
        try:
            return desk, storage.quotas.count_calls_on(local_day(desk, ctx.now()))
        except StorageError as error:
            return desk, error

    desk_and_count, flags, marked, before = storage.attempts(
        desk_and_calls,
        storage.availability.read,
        storage.handovers.marked_live,
        lambda: latest_stored(ctx, session_id) if session_id else None,
    )
    desk, calls_today = _known(desk_and_count)
    return _Read(desk, calls_today, _known(flags), marked, before)


def _live(
    ctx: RequestContext, desk: Desk, agents: Sequence[Agent], marked: Sequence[str] | StorageError
) -> CallsInProgress | StorageError:
    """Returns the live handovers, as far as they matter: those that are not read are `unknown`. Returns the error when they
    could not be read: a desk without a limit on them calls all the same."""
    try:
        marked, most = _known(marked), desk.limits.calls_in_progress
        if len(marked) * _agents_of_a_call(desk) < len(agents) and not 0 < most <= len(marked):
            return CallsInProgress(unknown=len(marked))
        return calls_in_progress(ctx, marked) if agents or most else CallsInProgress(unknown=len(marked))
    except StorageError as error:
        ctx.log.warn(f"The live calls were left out: {error}")
        return error


def _agents_of_a_call(desk: Desk) -> int:
    return 2 if desk.transfer else 1


def _stop(
    ctx: RequestContext,
    read: _Read,
    away: Collection[str],
    session_id: str,
    before: Handover | None,
    live: CallsInProgress | StorageError,
) -> Stop | None:
    """Returns what a start would be stopped by, in its order. Raises StorageError."""
    stop = stop_of_desk(read.desk, read.flags.paused, away, ctx.now())
    stop = stop or _stop_of_chat(ctx, read.desk, session_id, before)
    return stop or _stop_of_limits(read.desk, read.calls_today, live)


def _stop_of_chat(ctx: RequestContext, desk: Desk, session_id: str, before: Handover | None) -> Stop | None:
    limit = limit_of_chat(ctx, desk.limits, session_id, before) if before else ""
    return Stop("limit_reached", limit) if limit else None


def _stop_of_limits(desk: Desk, calls_today: int | StorageError, live: CallsInProgress | StorageError) -> Stop | None:
    most = desk.limits.calls_in_progress
    of_day = stop_of_limits(desk.limits, _known(calls_today), False)
    return of_day or stop_of_limits(desk.limits, 0, bool(most) and _known(live).count >= most)


def _caller(desk: Desk, before: Handover | None) -> str:
    """Returns our number that would call: as far as is known, for the chat's latest number, else for the first country."""
    return desk.number_for(before.phone) if before and before.phone else desk.numbers.get(desk.countries[0], "")


def _opening(desk: Desk, is_open_now: bool, now: datetime, texts: Catalogue) -> ReplyFields:
    opens = None if is_open_now else next_opening(desk, now)
    if opens is None:
        return {}
    return {"next_opening": opens.isoformat(), "next_opening_words": spoken_time(opens, now, texts)}


def _can_book(desk: Desk, now: datetime) -> bool:
    from handover.core.desk.slots import first_slot  # a start, which imports this module, needs no slots

    return stop_of_booking(desk) is None and first_slot(desk, "", now) is not None


def _can_be_had(agents_free: bool | None, texts: Catalogue) -> Reply:
    sentences = {True: "availability.free", False: "availability.all_talking", None: "availability.not_known"}
    return Reply(True, "ok", texts.text(sentences[agents_free]))


def _as_report(would_be: Reply, facts: ReplyFields) -> Reply:
    """Returns the report on what a start would be answered."""
    extra: ReplyFields = {**facts, "can_call": would_be.ok}
    return Reply(True, "ok", would_be.message, would_be.reason, extra=extra)


def _known(outcome: T | StorageError) -> T:
    """Returns what was read. Raises the StorageError if it could not be."""
    if isinstance(outcome, StorageError):
        raise outcome
    return outcome
