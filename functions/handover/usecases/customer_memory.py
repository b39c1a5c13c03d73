"""What the desk remembers of a customer: their earlier calls, found by the keyed hash of their number.

The claims of a number's calls name their handovers, and are kept as long as these. So no index is written, and
what is erased is not remembered. A number that is not to be called has no memory: its owner took their consent back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from handover.core.call.booking import RETRY
from handover.core.call.state import Handover
from handover.core.report.row import Row
from handover.core.report.statistics import last_attempts
from handover.services.storage import DamagedError
from handover.services.storage.quotas import BARRIER, QuotaClaim
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import rows_of

#: A number's latest claims that are read, and the latest rows that are read to count.
MOST_CONTACTS, MOST_COUNTED = 30, 9


@dataclass(frozen=True)
class Memory:
    """`number` says which contact of its customer a handover is, from 1; of very many, `at_least`. A call and its retries
    are one contact. `last` is the row of the contact before it, or None if there is none any more."""

    number: int
    last: Row | None = None
    at_least: bool = False


def remember(ctx: RequestContext, handover: Handover) -> Memory | None:
    """Returns what is remembered of the handover's customer, or None if nothing is: the number is not known, or is not to be
    called. It costs one listing for a first contact. Else it costs a read for each claim that is new to the container, one
    more listing, and two listings and a read for each of the latest contacts.

    Raises StorageError."""
    claims = _calls_to(ctx, handover.phone, 1 if handover.sid else 0)
    earlier = [claim for claim in claims if claim.owner != handover.id and claim.at < handover.began_at]
    if not earlier:
        return Memory(1)
    owners = [claim.owner for claim in earlier[:MOST_COUNTED]]
    withdrawn, found = ctx.storage.in_parallel(
        partial(ctx.storage.do_not_call.has, handover.phone), partial(rows_of, ctx, owners)
    )
    if withdrawn:
        return None
    tried_again = handover.booking.after if handover.booking and handover.booking.why == RETRY else ""
    before = [row for row in last_attempts(found) if row.id != tried_again]
    return Memory(len(before) + 1, before[0] if before else None, len(earlier) > MOST_COUNTED)


def contacts_of(ctx: RequestContext, number: str) -> Sequence[str]:
    """Returns the ids of the handovers that called a number (E.164), the latest first; none if the number is not to be
    called. Raises StorageError."""
    claims, withdrawn = ctx.storage.in_parallel(
        partial(_calls_to, ctx, number), partial(ctx.storage.do_not_call.has, number)
    )
    return () if withdrawn else [claim.owner for claim in claims]


def _calls_to(ctx: RequestContext, number: str, own: int = 0) -> Sequence[QuotaClaim]:
    """Returns the claims of calls to a number that were not given back, the latest first, one for each handover. None is
    read if there are no more than `own`: a call that was placed has a claim itself."""
    if not number:
        return ()
    claims_of = ctx.storage.quotas.calls_to(number)
    held = claims_of.taken().held[:MOST_CONTACTS]
    if len(held) <= own:
        return ()
    try:
        claims = claims_of.read(held)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, DamagedError) as error:
        ctx.log.warn(f"The contacts of a number cannot be read: {type(error).__name__}.")
        return ()
    by_owner = {claim.owner: claim for claim in claims if claim.owner != BARRIER}
    return sorted(by_owner.values(), key=lambda claim: claim.at, reverse=True)
