"""One quota of a call: claim a number at once, and look only when another call has it; then list what is taken, choose a
number and claim that, until one is won or there is none.

The first number that is tried follows from the handover's id alone. Identical requests try the same, and a claim belongs to
the handover and not to the request, so however many there are they take one. Only the request with the handover's permit
relies on the claims, tries further numbers and gives back.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from handover.errors import HandoverError
from handover.services.storage.quotas import ClaimSet, QuotaClaim, Taken
from handover.usecases.context import RequestContext


class LimitReachedError(HandoverError):
    """The number may not be called now. `reason` is the refusal reason, `limit` the limit's word in desk.json or `""`."""

    def __init__(self, reason: str, limit: str = "") -> None:
        super().__init__(f"The call was refused: {limit or reason}.")
        self.reason = reason
        self.limit = limit


class Quota(Protocol):
    """`claimed` is the claim once it is won. `unclear` is true while it is not known whether a claim was written. `listed`
    is true when it need not be listed before the next one."""

    claimed: QuotaClaim | None
    unclear: bool
    listed: bool

    def first_works(self) -> Sequence[Callable[[], Any]]:
        """Returns what is done at once, side by side: each raises StorageError."""

    def check_first(self) -> None:
        """Check what the first works found. Raises LimitReachedError."""

    def list_taken(self) -> None:
        """List the claims. Raises StorageError."""

    def choose(self) -> None:
        """Choose the number to claim. Raises LimitReachedError, StorageError."""

    def claiming(self) -> Callable[[], None]:
        """Returns the work that claims the number; `claimed` stays None when another handover has it. It raises
        StorageError."""


class CappedQuota:
    """At most `most` claims of one set. Every number up to `most` may be claimed, so none is looked for first. Later the
    number is chosen at random: of many requests at the same moment most then claim different ones.

    Only a limit that was lowered leaves more claims than it allows. So the set is listed beside the first claim, unless this
    container has seen it with much room under the same limit.
    """

    def __init__(self, ctx: RequestContext, claims: ClaimSet, limit: str, most: int, handover_id: str) -> None:
        self.claimed: QuotaClaim | None = None
        self.unclear = self.listed = False
        self._ctx = ctx
        self._claims = claims
        self._limit = limit
        self._most = most
        self._handover_id = handover_id
        self._taken: Taken | None = None
        self._n = 1 + int.from_bytes(hashlib.sha256(handover_id.encode()).digest()[:8]) % most

    def first_works(self) -> Sequence[Callable[[], Any]]:
        return [self.claiming()] if self._claims.had_room(self._most) else [self.claiming(), self.list_taken]

    def check_first(self) -> None:
        if self.claimed and self._taken and len({*self._taken.held} - {self.claimed.n}) >= self._most:
            raise LimitReachedError("limit_reached", self._limit)

    def list_taken(self) -> None:
        self._taken, self.listed = self._claims.taken(), True
        self._claims.note_room(self._taken, self._most)

    def choose(self) -> None:
        free = self._taken.free(self._most) if self._taken else []
        if not free:
            raise LimitReachedError("limit_reached", self._limit)
        self._n = secrets.choice(free)

    def claiming(self) -> Callable[[], None]:
        self.unclear = True
        return self._claims.claiming(self._n, self._handover_id, self._ctx.now()).then(self._note)

    def _note(self, claimed: QuotaClaim | None) -> None:
        self.claimed, self.unclear = claimed, False
