"""Enforce the limits on calls: one live handover per number, calls per number and hour and day, calls of the desk per day,
calls per country and hour, calls in progress.

Each call claims the number's next quota, one of the day's, and one of the country's if that is limited. All are claimed, so
the limits hold under any race. The number's latest claim names the only handover that can be live on it. What can be
looked up or claimed at the same time is. A claim that another request just took is looked up and claimed again, until there
is none left or the time is over: a rush loses no chat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from handover.core.desk.config import Desk
from handover.core.desk.hours import local_day
from handover.core.phone_numbers import PhoneNumber
from handover.services.storage import StorageError
from handover.services.storage.quotas import QuotaClaim
from handover.usecases.calls_in_progress import require_place
from handover.usecases.context import RequestContext
from handover.usecases.quota import CappedQuota, LimitReachedError, NumberQuota, Quota

__all__ = ["CallQuotas", "LimitReachedError"]


class CallQuotas:
    """The quotas of one call. What was claimed in vain can be given back, also after a failure."""

    def __init__(self, ctx: RequestContext, desk: Desk, number: PhoneNumber, handover_id: str) -> None:
        """`ctx` has the deadline of the claims."""
        self._ctx = ctx
        self._handover_id = handover_id
        self._most_in_progress = desk.limits.calls_in_progress
        self._quotas = _quotas(ctx, desk, number, handover_id)

    def claim(self, *beside: Callable[[], Any]) -> None:
        """Claim what this call needs; write the live marker and do the work `beside` at the same time as the first look.

        Raises LimitReachedError and StorageError. After both, `release` gives back what was claimed.
        """
        waiting: list[Quota] = list(self._quotas)
        works = [self._mark_live, *beside]
        checks = [self._require_place] if self._most_in_progress else []
        while waiting:
            self._ctx.storage.in_parallel(*[quota.list_taken for quota in waiting], *works)
            for quota in waiting:
                quota.choose()
            _all_or_error(self._ctx.storage.attempts(*[quota.claim for quota in waiting], *checks))
            waiting = [quota for quota in waiting if not quota.claimed]
            works, checks = [], []

    @property
    def all_known(self) -> bool:
        """Whether it is known of every claim if it was written: else one may be left that `release` cannot give back."""
        return not any(quota.unclear for quota in self._quotas)

    def releases(self, ctx: RequestContext) -> list[Callable[[], None]]:
        """Returns the works that give the claims back, each of which raises StorageError. `ctx` has their deadline."""
        claims: list[QuotaClaim] = [quota.claimed for quota in self._quotas if quota.claimed]
        return [partial(ctx.storage.quotas.release, claim) for claim in claims]

    def _mark_live(self) -> None:
        """Write the live marker. It is a cache, and the call does not depend on it, unless calls in progress are counted."""
        handovers = self._ctx.storage.handovers
        if self._most_in_progress:
            handovers.mark_live(self._handover_id, self._ctx.now())
            return
        with self._ctx.best_effort("Writing the live marker"):
            handovers.mark_live(self._handover_id, self._ctx.now())

    def _require_place(self) -> None:
        require_place(self._ctx, self._handover_id, self._most_in_progress)


def _quotas(ctx: RequestContext, desk: Desk, number: PhoneNumber, handover_id: str) -> Sequence[Quota]:
    limits, stored, now = desk.limits, ctx.storage.quotas, ctx.now()
    of_number = NumberQuota(ctx, stored.calls_to(number.e164), limits, handover_id)
    of_day = CappedQuota(ctx, stored.calls_on(local_day(desk, now)), "calls_per_day", limits.calls_per_day, handover_id)
    if not limits.calls_per_country_per_hour:
        return of_number, of_day
    of_country = stored.calls_to_country(number.country, now)
    most = limits.calls_per_country_per_hour
    return of_number, of_day, CappedQuota(ctx, of_country, "calls_per_country_per_hour", most, handover_id)


def _all_or_error(outcomes: Sequence[Any]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, StorageError):
            raise outcome
