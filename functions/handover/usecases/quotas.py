"""Claim what the limits allow: one live handover per number, calls per number and hour and day, calls of the desk per day,
calls per country and hour, calls by the button per hour, calls in progress.

Each call claims one of the number's quotas, one of the day's, one of the country's if that is limited, and one of the
button's if it came by that. All are claimed, so the limits hold under any race. The first claims are written side by side
with the permit, together with the live marker and a look at the do-not-call list. They belong to the handover: identical
requests make the same ones. What another handover has is looked up and claimed again, until there is none left or the time
is over: a rush loses no chat.

A claim is given back only by a request that knows that the handover's permit is taken: the one that holds it, or one that
has read how the handover ended. Else an identical request could take the permit and rely on a claim that is marked.

The number is claimed side by side with a look at the list each time, and `withdraw.py` claims a quota of the number after
it wrote to the list. Of a start and a withdrawal the later to claim finds what the other has written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from handover.core.call.state import PLACING_ENDS, Handover, State
from handover.core.desk.hours import local_day
from handover.services.storage import StorageError
from handover.services.storage.quotas import QuotaClaim
from handover.usecases.calls_in_progress import require_place
from handover.usecases.check_request import CheckedCall
from handover.usecases.context import RequestContext
from handover.usecases.do_not_call import ListLook
from handover.usecases.number_quota import NumberQuota
from handover.usecases.quota import CappedQuota, LimitReachedError, Quota

__all__ = ["CallQuotas", "LimitReachedError"]


class CallQuotas:
    """The quotas of one handover's call, its live marker, and the looks at the do-not-call list."""

    def __init__(
        self,
        ctx: RequestContext,
        call: CheckedCall,
        handover_id: str,
        look: ListLook,
        before: Handover | None = None,
        beside: Sequence[Callable[[], Any]] = (),
    ) -> None:
        """`ctx` has the deadline of the claims. `before` is the chat's handover before this one. `beside`: what is
        done at the same time as the first claims."""
        self._ctx = ctx
        self._began = ctx.now()
        self._handover_id = handover_id
        self._look = look
        self._beside = beside
        self._number = call.number.e164
        self._most_in_progress = call.desk.limits.calls_in_progress
        self._of_number = NumberQuota(
            ctx, ctx.storage.quotas.calls_to(self._number), call.desk.limits, self._number, handover_id, before
        )
        self._quotas: Sequence[Quota] = (self._of_number, *_capped(ctx, call, handover_id))
        self._error: StorageError | None = None

    def first_works(self) -> list[Callable[[], Any]]:
        """Returns the first claims, to be done side by side. Their outcomes go to `note_first`."""
        claims = [work for quota in self._quotas for work in quota.first_works()]
        return [*claims, self._look.looking(), self._marking_live(), *self._beside]

    def note_first(self, outcomes: Sequence[Any]) -> None:
        """Note how the first works ended, for `complete`."""
        self._error = next((outcome for outcome in outcomes if isinstance(outcome, StorageError)), None)

    def complete(self) -> None:
        """Claim what the first claims did not get. Only the request with the permit does that.

        Raises LimitReachedError, WithdrawnError and StorageError. After each, `releases` give back what was claimed.
        """
        if self._error:
            raise self._error
        for quota in self._quotas:
            quota.check_first()
        waiting = [quota for quota in self._quotas if not quota.claimed]
        places = [self._find_place] if self._most_in_progress else []
        while waiting or places:
            self._ctx.storage.in_parallel(*[quota.list_taken for quota in waiting if not quota.listed])
            for quota in waiting:
                quota.choose()
            looks = [self._look.looking()] if self._of_number in waiting else []
            outcomes = self._ctx.storage.attempts(*[quota.claiming() for quota in waiting], *looks, *places)
            for outcome in outcomes:
                if isinstance(outcome, StorageError | LimitReachedError):
                    raise outcome
            self._look.require_none_meanwhile()
            waiting = [quota for quota in waiting if not quota.claimed]
            for quota in waiting:
                quota.listed = False
            places = []

    def require_room(self) -> None:
        """Return when the limits would allow the call at this moment; nothing is claimed. Raises LimitReachedError,
        StorageError."""
        works = [self._find_place] if self._most_in_progress else []
        outcomes = self._ctx.storage.attempts(
            *[quota.list_taken for quota in self._quotas], self._look.looking(), *works
        )
        for outcome in outcomes:
            if isinstance(outcome, StorageError | LimitReachedError):
                raise outcome
        for quota in self._quotas:
            quota.choose()

    @property
    def all_known(self) -> bool:
        """Whether it is known of every claim if it was written: else one may be left that `releases` cannot give back."""
        return not any(quota.unclear for quota in self._quotas)

    def releases(self, ctx: RequestContext) -> list[Callable[[], None]]:
        """Returns the works that give the claims back, each of which raises StorageError. `ctx` has their deadline. For the
        request with the permit."""
        return _releases(ctx, [quota.claimed for quota in self._quotas])

    def releases_after(self, handover: Handover) -> list[Callable[[], None]]:
        """Returns the works that give back what this request claimed for a handover that had ended already, and the marker.

        A claim that the handover's own start may rely on is left: one that it may have found in the seconds of its start.
        """
        closed = handover.state is State.REFUSED and not handover.phone
        surely = closed or self._began - handover.requested_at > PLACING_ENDS
        another = handover.phone not in ("", self._number)
        claims = [
            quota.claimed
            for quota in self._quotas
            if quota.claimed and quota.claimed.created and (surely or (another and quota is self._of_number))
        ]
        works = _releases(self._ctx, claims)
        if not handover.unfinished:
            works.append(partial(self._ctx.storage.handovers.unmark_live, handover.id))
        return works

    def _marking_live(self) -> Callable[[], None]:
        """Returns the work that writes the live marker. It is a cache, and the call does not depend on it, unless calls in
        progress are counted."""
        marking = self._ctx.storage.handovers.marking_live(self._handover_id, self._ctx.now())
        return marking if self._most_in_progress else marking.through(self._as_good_as_possible)

    def _as_good_as_possible(self, mark: Callable[[], None]) -> None:
        with self._ctx.best_effort("Writing the live marker"):
            mark()

    def _find_place(self) -> LimitReachedError | None:
        try:
            require_place(self._ctx, self._handover_id, self._most_in_progress)
        except LimitReachedError as error:
            return error
        return None


def _capped(ctx: RequestContext, call: CheckedCall, handover_id: str) -> Sequence[Quota]:
    limits, stored, now = call.desk.limits, ctx.storage.quotas, ctx.now()
    of_day = CappedQuota(
        ctx, stored.calls_on(local_day(call.desk, now)), "calls_per_day", limits.calls_per_day, handover_id
    )
    found = [of_day]
    most = limits.calls_per_country_per_hour
    if most:
        of_country = stored.calls_to_country(call.number.country, now)
        found.append(CappedQuota(ctx, of_country, "calls_per_country_per_hour", most, handover_id))
    if call.call_request.by_button and not call.agreed:  # a booking or retry was counted when it was asked for
        by_button = stored.calls_by_button(now)
        found.append(CappedQuota(ctx, by_button, "button_calls_per_hour", limits.button_calls_per_hour, handover_id))
    return found


def _releases(ctx: RequestContext, claims: Sequence[QuotaClaim | None]) -> list[Callable[[], None]]:
    return [partial(ctx.storage.quotas.release, claim) for claim in claims if claim]
