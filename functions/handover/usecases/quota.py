"""One quota of a call: list what is taken, choose a number, claim it; again, when another request was faster."""

from __future__ import annotations

import secrets
from typing import Protocol

from handover.core.desk.limits import Limits, number_limit
from handover.errors import HandoverError
from handover.services.storage.quotas import ClaimSet, QuotaClaim, Taken
from handover.usecases.context import RequestContext
from handover.usecases.reconcile import reconcile


class LimitReachedError(HandoverError):
    """The number may not be called now. `reason` is the refusal reason, `limit` the limit's word in desk.json or `""`."""

    def __init__(self, reason: str, limit: str = "") -> None:
        super().__init__(f"The call was refused: {limit or reason}.")
        self.reason = reason
        self.limit = limit


class Quota(Protocol):
    """`claimed` is the claim once it is won. `unclear` is true while it is not known whether a claim was written."""

    claimed: QuotaClaim | None
    unclear: bool

    def list_taken(self) -> None:
        """List the claims. Raises StorageError."""

    def choose(self) -> None:
        """Choose the number to claim. Raises LimitReachedError, StorageError."""

    def claim(self) -> None:
        """Claim the number; `claimed` stays None when another request has it. Raises StorageError."""


class CappedQuota:
    """At most `most` claims of one set. The number is chosen at random: of many requests at the same moment most then claim
    different ones, where the lowest free one would be claimed by all."""

    def __init__(self, ctx: RequestContext, claims: ClaimSet, limit: str, most: int, handover_id: str) -> None:
        self.claimed: QuotaClaim | None = None
        self.unclear = False
        self._ctx = ctx
        self._claims = claims
        self._limit = limit
        self._most = most
        self._handover_id = handover_id
        self._taken = Taken(frozenset(), frozenset())
        self._n = 0

    def list_taken(self) -> None:
        self._taken = self._claims.taken()

    def choose(self) -> None:
        free = self._taken.free(self._most)
        if not free:
            raise LimitReachedError("limit_reached", self._limit)
        self._n = secrets.choice(free)

    def claim(self) -> None:
        self.unclear = True
        self.claimed = self._claims.claim(self._n, self._handover_id, self._ctx.now())
        self.unclear = False


class NumberQuota:
    """The calls to one number, claimed one after the other, so that the latest names the only one that may be live."""

    def __init__(self, ctx: RequestContext, claims: ClaimSet, limits: Limits, handover_id: str) -> None:
        self.claimed: QuotaClaim | None = None
        self.unclear = False
        self._ctx = ctx
        self._claims = claims
        self._limits = limits
        self._handover_id = handover_id
        self._taken = Taken(frozenset(), frozenset())

    def list_taken(self) -> None:
        self._taken = self._claims.taken()

    def choose(self) -> None:
        latest = self._claims.read(self._taken.held[: self._limits.calls_per_number_per_day])
        if latest and self._is_live(latest[0].owner):
            raise LimitReachedError("already_calling")
        limit = number_limit(self._limits, [claim.at for claim in latest], self._ctx.now())
        if limit:
            raise LimitReachedError("limit_reached", limit)

    def claim(self) -> None:
        self.unclear = True
        self.claimed = self._claims.claim(self._taken.latest + 1, self._handover_id, self._ctx.now())
        self.unclear = False

    def _is_live(self, handover_id: str) -> bool:
        handover = self._ctx.storage.handovers.load(handover_id, self._ctx.now())
        return handover is not None and reconcile(self._ctx, handover).live
