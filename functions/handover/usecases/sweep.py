"""The scheduler's sweep: it places the booked calls that are due, reconciles unfinished handovers whose callbacks never
came, keeps messages whose recordings are due, fetches chats from Watson's logs, writes consent receipts, packs rows, sums
up days, copies the last good desk.json, and leaves a heartbeat.

After what is due (`place_due.py`) come the handovers that have a live marker. A marker is only a cache, so the sweep also
walks the events of today and yesterday (`walk_days.py`), and writes the markers that are missing. A sweep has limits
(numbers of handovers and of listings, and the request's deadline). Any caller may start one: it does only what is due, and
does nothing when the last one began moments ago.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from handover.core.call.events import EventKind
from handover.core.call.state import PLACING_ENDS
from handover.core.call.state_timeouts import may_ring
from handover.core.call.wrapping_up import left_alone
from handover.errors import HandoverError
from handover.services.storage import SweepRecord
from handover.services.storage.handovers import NamedHandover
from handover.usecases.close_permit import close_permit, may_get_permit
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import pack_rows
from handover.usecases.reconcile import give_back_if_unplaced, reconcile
from handover.usecases.record_consent import ConsentRecorder
from handover.usecases.release_quotas import release_quotas_of_day
from handover.usecases.walk_days import walk_days

_MOST = 200
_TOO_SOON = timedelta(seconds=30)
_LIST_AFTER = timedelta(minutes=10)
_LEFT_TO_STOP = 5.0  # seconds


def sweep(ctx: RequestContext) -> dict[str, Any]:
    """Sweep once; returns what was done, as JSON values. Raises StorageError when the heartbeat or the live handovers cannot
    be read, or the heartbeat cannot be written."""
    last = ctx.storage.sweep_record()
    if last.at and timedelta(0) <= ctx.now() - last.at < _TOO_SOON:
        return {"ok": True, "status": "too_soon", "last": last.at.isoformat()}
    return _Sweep(ctx, last).run()


class _Sweep:
    """One sweep: its counts, and where the next one goes on."""

    def __init__(self, ctx: RequestContext, last: SweepRecord) -> None:
        self._ctx = ctx
        self._began = ctx.now()
        self._cursor = last.cursor
        self._listed, self._summed = last.listed, last.summed
        self._consents = ConsentRecorder(ctx)
        self._booked: list[str] = []
        self._over: list[tuple[str, int]] = []
        self._fetches_logs = bool(ctx.settings.logs_of)
        self._looked = self._ended = self._failed = 0

    def run(self) -> dict[str, Any]:
        ctx = self._ctx
        live = ctx.storage.handovers.marked_live()
        due = self._place_due()
        for handover_id in live:
            if not self._has_room():
                break
            self._try(handover_id, partial(self._reconcile_marked, handover_id))
        with ctx.best_effort("Walking the days"):
            self._walk(frozenset(live))
        messages = self._keep_messages()
        turns = self._fetch_logs()
        with ctx.best_effort("Writing noted consent receipts"):
            self._consents.record_noted()
        with ctx.best_effort("Writing consent receipts of earlier days"):
            self._consents.record_earlier_days()
        with ctx.best_effort("Copying desk.json"):
            ctx.storage.copy_good_desk()
        self._list_now_and_then()
        counts = {"looked": self._looked, "ended": self._ended, "failed": self._failed}
        counts |= {"messages": messages} if messages else {}
        counts |= {"turns": turns} if turns else {}
        # The time of its beginning: a sweep that took long must not make the next one of the timer too soon.
        done = {"at": self._began.isoformat(), "live": len(live), **counts, **({"due": due} if due else {})}
        ctx.storage.record_sweep(done, SweepRecord(cursor=self._cursor, listed=self._listed, summed=self._summed))
        return {"ok": True, "status": "done", **done}

    def _place_due(self) -> dict[str, int]:
        """Place what is due, before all other work: customers wait for it. Returns the counts, if anything was listed."""
        ctx = self._ctx
        with ctx.best_effort("Placing what is due"):
            due = ctx.storage.bookings.due_by(ctx.now())
            if due:
                from handover.usecases.place_due import place_due  # it loads what a start loads

                return place_due(ctx, due)
        return {}

    def _keep_messages(self) -> int:
        """Keep the messages whose recordings are due. Returns how many are done now."""
        ctx = self._ctx
        with ctx.best_effort("Keeping messages whose recordings are due"):
            due = ctx.storage.voicemails.all_due()
            if due:
                from handover.usecases.recordings_due import keep_due_recordings

                return keep_due_recordings(ctx, due, left=_LEFT_TO_STOP)
        return 0

    def _fetch_logs(self) -> int:
        """Fetch a chat from Watson's logs, if the settings for that are there. Returns how many turns are new."""
        ctx = self._ctx
        with ctx.best_effort("Fetching a chat from Watson's logs"):
            if self._over:
                from handover.usecases.fetch_logs import fetch_logs

                return fetch_logs(ctx, self._over, left=_LEFT_TO_STOP)
        return 0

    def _list_now_and_then(self) -> None:
        """Look for bookings that are not listed as due, pack rows, and sum up days: all of it lists much."""
        ctx = self._ctx
        if self._listed and timedelta(0) <= ctx.now() - self._listed < _LIST_AFTER:
            return
        if self._booked:
            from handover.usecases.relist_bookings import relist_bookings

            with ctx.best_effort("Listing bookings again"):
                relist_bookings(ctx, self._booked)
        pack_rows(ctx, [f"{ctx.now() - timedelta(days=ago):%Y%m%d}" for ago in (0, 1)], left=_LEFT_TO_STOP)
        if ctx.deadline.left() > 2 * _LEFT_TO_STOP:
            from handover.usecases.sum_days import sum_days  # it loads what reports load

            with ctx.best_effort("Summing up days"):
                self._summed = sum_days(ctx, self._summed)
        self._listed = ctx.now()

    def _has_room(self) -> bool:
        return self._looked < _MOST and self._ctx.deadline.left() >= _LEFT_TO_STOP

    def _try(self, handover_id: str, work: Callable[[], bool]) -> None:
        """Do the work on one handover; it returns whether the handover is over now."""
        self._looked += 1
        try:
            self._ended += work()
        except Exception as error:  # a defect in one handover must not hold up the others
            self._failed += 1
            what = error if isinstance(error, HandoverError) else type(error).__name__
            self._ctx.log.warn(f"{handover_id}: {what}")

    def _reconcile_marked(self, handover_id: str) -> bool:
        """Reconcile a handover with a marker; remove the marker when it is over and owes no quota."""
        ctx = self._ctx
        handover = ctx.storage.handovers.load(handover_id, ctx.now())
        if handover is None:
            return self._close(handover_id)
        handover = reconcile(ctx, handover)
        if may_ring(handover, ctx.now()) or (handover.live and handover.booking and handover.booking.over):
            return False  # it rings, or its booking is just being dialled
        if left_alone(handover, ctx.now()):
            return False
        give_back_if_unplaced(ctx, handover)
        ctx.storage.handovers.unmark_live(handover_id)
        return True

    def _close(self, handover_id: str) -> bool:
        """Close a handover with a marker and no permit: the start that wrote the marker has died, or was too early by a
        moment. Nothing is ever dialled for it; it gives back its claims."""
        ctx, handovers = self._ctx, self._ctx.storage.handovers
        marked_at = handovers.marked_at(handover_id)
        if marked_at and may_get_permit(ctx, marked_at):
            return False
        if close_permit(ctx, handover_id) and marked_at:
            release_quotas_of_day(ctx, handover_id, marked_at)
        handovers.unmark_live(handover_id)
        return True

    def _walk(self, marked: frozenset[str]) -> None:
        for cursor, named in walk_days(self._ctx, self._cursor):
            if named and named.may_be_unfinished and named.handover_id not in marked:
                if not self._has_room():
                    return
                self._try(named.handover_id, partial(self._reconcile_found, named))
            if named and named.may_be_waiting:
                self._booked.append(named.handover_id)
            if named:
                self._note_over(named)
                self._consents.record(named)
            self._cursor = cursor
            if self._ctx.deadline.left() < _LEFT_TO_STOP:
                return

    def _note_over(self, named: NamedHandover) -> None:
        if self._fetches_logs:
            from handover.services.storage.log_requests import attempts_of

            made = attempts_of(named)
            self._over += [(named.handover_id, made)] if made is not None else []

    def _reconcile_found(self, named: NamedHandover) -> bool:
        """Reconcile a handover without a marker, and mark it while it is unfinished. A permit that another day's pointer
        overruled is made void: nothing was dialled for it."""
        ctx, handovers = self._ctx, self._ctx.storage.handovers
        handover = handovers.load(named.handover_id, ctx.now())
        if not handover or not may_ring(handover, ctx.now()) or ctx.now() - handover.requested_at <= PLACING_ENDS:
            return False
        if named.only_requested and ctx.storage.sessions.overruled(named.handover_id):
            handovers.add(named.handover_id, EventKind.VOID, ctx.now())
            return True
        handover = reconcile(ctx, handover)
        watched = may_ring(handover, ctx.now())
        if watched:
            handovers.mark_live(named.handover_id, ctx.now())
        return not watched
