"""What a ring-back claims beside its permit: the number's next claim, and a live marker.

The number's claims are taken one after the other, and the latest names the only call that may be live. So a start, or a
booking that is due, meets the ring-back there. The claim counts for no limit: number_quota.py leaves ring-backs out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from handover.core.call.state import Handover
from handover.services.storage import StorageError
from handover.services.storage.quotas import QuotaClaim
from handover.usecases.context import RequestContext


class NumberClaim:
    """The claim of one ring-back, at the place `n` that was free when the number's calls were listed."""

    def __init__(
        self, ctx: RequestContext, number: str, n: int, handover_id: str, _before: Handover | None = None
    ) -> None:
        self.claimed: QuotaClaim | None = None
        self.error: StorageError | None = None
        self._ctx = ctx
        self._number = number
        self._n = n
        self._handover_id = handover_id

    def claim(self, n: int) -> QuotaClaim | None:
        """Claim a place. Returns None when another call has it. Raises StorageError."""
        return self._ctx.storage.quotas.calls_to(self._number).claim(n, self._handover_id, self._ctx.now())

    def first_works(self) -> Sequence[Callable[[], Any]]:
        storage, now = self._ctx.storage, self._ctx.now()
        return [
            partial(self.claim, self._n),
            partial(storage.handovers.mark_live, self._handover_id, now),
            storage.require_conditional_writes,
        ]

    def note_first(self, outcomes: Sequence[Any]) -> None:
        self.claimed = outcomes[0] if isinstance(outcomes[0], QuotaClaim) else None
        self.error = next((outcome for outcome in outcomes if isinstance(outcome, StorageError)), None)

    def releases(self, ctx: RequestContext) -> Sequence[Callable[[], Any]]:
        return [partial(ctx.storage.quotas.release, self.claimed)] if self.claimed else []

    def releases_after(self, _handover: Handover) -> Sequence[Callable[[], Any]]:
        """The claim stays with a handover that has ended: it names no call that is live."""
        return []
