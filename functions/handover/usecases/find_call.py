"""Find the call of a handover whose create was never answered.

Twilio's list is read first, then who else called that number: a call in the list was placed before that, so its handover
is on record. Twilio's record of a call's requests is read last. It is a proof where it exists, and may be missing.
"""

from __future__ import annotations

from functools import partial

from handover.core.call.lost_call import Found, Rival, attribute, candidates, judge_by_addresses
from handover.core.call.state import Handover, State
from handover.core.call.twilio_call import TwilioCall
from handover.services.storage import StorageError
from handover.services.storage.quotas import BARRIER
from handover.services.telephony import TelephoneError
from handover.usecases.context import RequestContext

#: A number's latest claims that may belong to calls of the same minute: more than its limits allow in that time.
_MOST_CLAIMS = 20

#: Calls whose record is read, and the seconds that must be left for it: what was found must still be stored.
_MOST_RECORDS, _LEFT_FOR_RECORDS = 5, 2.5


def find_call(ctx: RequestContext, handover: Handover) -> Found:
    """Returns the handover's call, or those that may be it. Raises TelephoneError, StorageError."""
    if not handover.phone:
        raise TelephoneError("The permit has no number that could be looked up.")
    if (
        handover.back_of
    ):  # it rang an agent, whom sign-in codes and other customers' calls ring too: no call is surely ours
        return Found()
    since = handover.requested_at
    calls = candidates(ctx.telephone.calls_to(handover.phone, since, handover.caller), since)
    if not calls:
        return Found()
    taken, rivals = _others(ctx, handover)
    left = [call for call in calls if not call.sid or call.sid not in taken]
    possible = []
    for n, call in enumerate(left):
        proof = _proof(ctx, handover, call) if n < _MOST_RECORDS else None
        if proof:
            return Found(call)
        if proof is None:
            possible.append(call)
    return attribute(possible, taken, rivals)


def _others(ctx: RequestContext, handover: Handover) -> tuple[frozenset[str], list[Rival]]:
    """Returns the sids that other handovers of the number have, and what else may have called it with a sid that nobody
    knows: handovers without one, and sign-in codes that were spoken."""
    quotas = ctx.storage.quotas
    claims, *codes = ctx.storage.in_parallel(
        lambda: quotas.calls_to(handover.phone).in_use(_MOST_CLAIMS),
        *[
            partial(ctx.storage.code_quotas.requests_for, handover.phone, known, _MOST_CLAIMS)
            for known in (False, True)
        ],
    )
    owners = {claim.owner: claim.at for claim in claims if claim.owner not in (BARRIER, handover.id)}
    found = ctx.storage.in_parallel(*[partial(_load, ctx, owner) for owner in owners])
    taken: set[str] = set()
    rivals = [Rival(at) for requests in codes for at in requests.at]
    for (known, other), at in zip(found, owners.values(), strict=True):
        if other and other.sids:
            taken |= other.sids
        elif not known or (other and other.state is not State.REFUSED):
            rivals.append(Rival(other.requested_at if other else at))
    return frozenset(taken), rivals


def _load(ctx: RequestContext, handover_id: str) -> tuple[bool, Handover | None]:
    """Returns whether the handover could be read, and the handover, or None if it is void or cannot be read."""
    try:
        return True, ctx.storage.handovers.load(handover_id, ctx.now())
    except StorageError:
        return False, None


def _proof(ctx: RequestContext, handover: Handover, call: TwilioCall) -> bool | None:
    """Returns whether Twilio's record of the call's requests names this handover (True) or something else (False). None if
    it proves nothing."""
    if not call.sid or ctx.deadline.left() < _LEFT_FOR_RECORDS:
        return None
    try:
        return judge_by_addresses(handover.id, ctx.telephone.addresses_requested_for(call.sid))
    except TelephoneError:
        return None
