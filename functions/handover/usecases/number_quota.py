"""The calls to one number, claimed one after the other: the latest names the only one that may be live.

A request that wins number 1 has the first call that matters: storage keeps number 1 as long as any later one, because a
request that claims a later one writes an old number 1 again. So a number that was not called for days costs one request.
Every other is looked at first.

A claim whose handover has no permit may be that of a start under way. It counts as live for as long as a start can take.
Then its permit is closed, so that it never dials, and it counts no longer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from handover.core.call.callback_urls import is_handover_id
from handover.core.call.state import Handover, State
from handover.core.desk.limits import Limits, number_limit
from handover.services.storage.quotas import BARRIER, ClaimSet, QuotaClaim, Taken
from handover.usecases.close_permit import close_permit, may_get_permit
from handover.usecases.context import RequestContext
from handover.usecases.quota import LimitReachedError
from handover.usecases.reconcile import reconcile

#: A claim is a matter of the last day. An older one without a permit is not looked into.
_MATTERS = timedelta(hours=25)
#: A claim of an identical request that is older than this is not relied on.
_RELIED_ON = timedelta(hours=20)
#: Claims of a day that use up no limit, such as those of ring-backs: so many more are read, if there are so many.
_MOST_UNCOUNTED = 12
#: Storage removes counters after eight days. When number 1 is older than this, it is written again.
_REWRITTEN_AFTER = timedelta(days=5)


class NumberQuota:
    """One call's claim among the calls to a number (E.164)."""

    def __init__(
        self,
        ctx: RequestContext,
        claims: ClaimSet,
        limits: Limits,
        number: str,
        handover_id: str,
        before: Handover | None = None,
    ) -> None:
        """`before` is the chat's handover before this one: it has ended."""
        self.claimed: QuotaClaim | None = None
        self.unclear = self.listed = False
        self._ctx = ctx
        self._claims = claims
        self._limits = limits
        self._number = number
        self._handover_id = handover_id
        self._before = before
        self._taken = Taken(frozenset(), frozenset())
        self._n = 1

    def first_works(self) -> Sequence[Callable[[], Any]]:
        called = self._before is not None and self._before.phone == self._number
        return [self.list_taken] if called else [self.claiming()]

    def check_first(self) -> None:
        """The first call to a number reaches no limit: the least is 1."""

    def list_taken(self) -> None:
        self._taken, self.listed = self._claims.taken(), True

    def choose(self) -> None:
        latest = self._claims.read_latest(self._taken, self._limits.calls_per_number_per_day + _MOST_UNCOUNTED)
        first = next((claim for claim in latest if claim.n == 1), None)
        calls = [claim for claim in latest if self._is_others(claim)]
        for claim in calls:
            if claim in (calls[0], first) and self._is_live(claim):
                raise LimitReachedError("already_calling")
        limit = self._limit(calls) and self._limit([claim for claim in calls if self._is_call(claim)])
        if limit:
            raise LimitReachedError("limit_reached", limit)
        self._n = self._taken.next
        if first and self._ctx.now() - first.at > _REWRITTEN_AFTER:
            self._claims.keep_first(first)

    def claiming(self) -> Callable[[], None]:
        self.unclear = True
        now = self._ctx.now()

        def note(claimed: QuotaClaim | None) -> None:
            if claimed and (claimed.created or now - claimed.at < _RELIED_ON):
                self.claimed = claimed
            self.unclear = False

        return self._claims.claiming(self._n, self._handover_id, now).then(note)

    def _is_others(self, claim: QuotaClaim) -> bool:
        return claim.owner not in (BARRIER, self._handover_id)

    def _limit(self, calls: Sequence[QuotaClaim]) -> str:
        return number_limit(self._limits, [claim.at for claim in calls], self._ctx.now())

    def _is_live(self, claim: QuotaClaim) -> bool:
        """Returns whether the claim's handover is a live one with this number. Else it surely does not dial any more."""
        ctx, now = self._ctx, self._ctx.now()
        if now - claim.at > _MATTERS or self._is_of_chat(claim):
            return False
        handover = ctx.storage.handovers.load(claim.owner, now)
        if handover is None:
            if may_get_permit(ctx, claim.at):
                return True
            close_permit(ctx, claim.owner)
            handover = ctx.storage.handovers.load(claim.owner, now)
        if handover is None or not self._has_number(handover):
            return False
        return reconcile(ctx, handover).live

    def _is_call(self, claim: QuotaClaim) -> bool:
        """Returns whether the claim's handover may have called this number, and counts. A chat's later start may have left a
        claim under the name of an earlier handover, which called another number or none. A dropped call does not count, nor
        one in which the customer rang us."""
        handover = self._ctx.storage.handovers.load(claim.owner, self._ctx.now())
        if handover is None:
            return may_get_permit(self._ctx, claim.at) and not self._is_of_chat(claim)
        counts = handover.state not in (State.REFUSED, State.DROPPED) and not handover.ring_back
        return self._has_number(handover) and counts

    def _is_of_chat(self, claim: QuotaClaim) -> bool:
        """Returns whether the claim is one of this chat's. Only one of its handovers dials at a time, and that is this one:
        the others have ended, or are void."""
        return is_handover_id(claim.owner) and self._ctx.storage.sessions.are_of_one_chat(
            claim.owner, self._handover_id
        )

    def _has_number(self, handover: Handover) -> bool:
        """Returns whether this number is the handover's; one whose permit is damaged has any."""
        return handover.phone in ("", self._number)
