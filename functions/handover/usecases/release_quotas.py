"""Give back what a handover claimed, once it is sure that no call was placed.

It stands apart from `quotas.py`, which imports `reconcile.py`: a lookup may find that no call was placed.
"""

from __future__ import annotations

from handover.core.call.state import Handover
from handover.usecases.context import RequestContext

_MOST_CLAIMS = 20


def release_quotas_of(ctx: RequestContext, handover: Handover) -> None:
    """Find and give back what the handover claimed. A repetition changes nothing. Raises StorageError."""
    quotas = ctx.storage.quotas
    if not handover.phone:
        return
    for claim in quotas.calls_to(handover.phone, _MOST_CLAIMS):
        if claim.owner == handover.id:
            quotas.release(claim)
