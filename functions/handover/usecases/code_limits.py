"""How many sign-in codes are sent, and how many may be requested. Everything is claimed before anything is sent.

A number gets a few codes an hour and a day. All strangers together get so many requests an hour, and so many messages and
calls. A browser that is known for a number has the number's other allowance, which strangers cannot use up: they can spend
the desk's total, but they cannot lock an agent out of it.
"""

from __future__ import annotations

from datetime import datetime

from handover.core.access.sign_in_code import MOST_A_DAY, MOST_REQUESTS_AN_HOUR, next_hour, next_request_at
from handover.core.desk.config import Desk
from handover.errors import HandoverError
from handover.usecases.context import RequestContext


class TooManyCodesError(HandoverError):
    """Too many codes were requested; `again` is when the next one may be requested."""

    def __init__(self, again: datetime) -> None:
        super().__init__("Too many sign-in codes were requested.")
        self.again = again


def claim_code_request(ctx: RequestContext, number: str, known: bool) -> None:
    """Claim a request of a code for the number (E.164). Raises TooManyCodesError, StorageError.

    The number's own limit is read first: a request beyond it does not count towards the hour's total.
    """
    quotas, now = ctx.storage.code_quotas, ctx.now()
    latest = _require_free(ctx, number, known)
    if not known and not quotas.claim_request(now, MOST_REQUESTS_AN_HOUR):
        ctx.log.warn("All requests of sign-in codes of this hour are used up; only known browsers get codes.")
        raise TooManyCodesError(next_hour(now))
    while not quotas.claim_request_for(number, known, latest, now):
        latest = _require_free(ctx, number, known)  # a claim is lost only to a request that won it, so this ends


def may_send(ctx: RequestContext, desk: Desk, wanted: bool, known: bool) -> bool:
    """Claim a message or a call. Returns whether it may be sent. Raises StorageError.

    It shows nowhere that an hour's codes are used up: only agents' numbers use them up, so it would show which numbers are
    agents'.
    """
    if known:
        return wanted
    sent = ctx.storage.code_quotas.claim_sending(ctx.now(), desk.limits.sign_in_codes_per_hour, wanted)
    if wanted and not sent:
        ctx.log.warn("A sign-in code was not sent: limits.sign_in_codes_per_hour is used up; known browsers get codes.")
    return sent


def _require_free(ctx: RequestContext, number: str, known: bool) -> int:
    """Returns the number of the latest claim. Raises TooManyCodesError when the number has no code left, StorageError."""
    claims = ctx.storage.code_quotas.requests_for(number, known, MOST_A_DAY)
    again = next_request_at(claims.at, ctx.now())
    if again:
        raise TooManyCodesError(again)
    return claims.latest
