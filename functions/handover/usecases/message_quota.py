"""Claim a message of a caller without a request: so many of one number on a day, and so many of all.

A caller's number can be forged and a robot presses keys, so both are claimed before anything is stored or recorded. The
claims belong to the call's handover and are never given back. Identical requests walk the same places in the same order and
so take one claim of each.
"""

from __future__ import annotations

import hashlib

from handover.core.desk.config import Desk
from handover.core.desk.hours import local_day
from handover.services.storage.quotas import ClaimSet
from handover.usecases.context import RequestContext


def claim_message(ctx: RequestContext, desk: Desk, number: str, handover_id: str) -> bool:
    """Claim a message for the caller's handover. `number` is theirs in E.164, `""` if it is withheld. Returns False when
    there is none left. Raises StorageError.

    The number's claim comes first, so a caller who has none left takes none of the others'."""
    quotas, voicemail, day = ctx.storage.quotas, desk.voicemail, local_day(desk, ctx.now())
    most = voicemail.messages_per_number_per_day if number else voicemail.withheld_per_day
    own = _claim(ctx, quotas.messages_from(number, day), most, handover_id)
    return own and _claim(ctx, quotas.messages_on(day), voicemail.messages_per_day, handover_id)


def _claim(ctx: RequestContext, claims: ClaimSet, most: int, handover_id: str) -> bool:
    """Claim a place, if this handover has none yet. Returns False when all are taken."""
    held = claims.in_use(most)
    if any(claim.owner == handover_id for claim in held):
        return True
    if len(held) >= most:
        return False
    taken = {claim.n for claim in held}
    first = int.from_bytes(hashlib.sha256(handover_id.encode()).digest()[:8])
    places = [1 + (first + n) % most for n in range(most)]
    return any(claims.claim(n, handover_id, ctx.now()) for n in places if n not in taken)
