"""The token by which a page proves which chat it shows.

Only Watson knows the chat's session id and the webhook's secret. So a request of `webhook` that has both gets a token for
the page, by way of the dialog. A page that has it may do a few things with that one chat, and nothing with any other.
Answers to the page bring a fresh token, for a day at most: a token that was copied does not stay good for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handover.services.signed_tokens import sign, verify
from handover.usecases.context import RequestContext

#: A token is good for so long.
LASTS = timedelta(minutes=60)
#: So long after Watson's request a page gets fresh ones.
RENEWED_FOR = timedelta(hours=24)

#: By how much two machines' clocks may differ.
_LEEWAY = timedelta(minutes=1)


@dataclass(frozen=True)
class WebSession:
    """A chat, and when Watson's request vouched for the page that shows it."""

    session_id: str
    since: datetime


def begun(ctx: RequestContext, session_id: str) -> WebSession:
    """Returns the session of a chat whose id comes from Watson, from now on."""
    return WebSession(session_id, ctx.now())


def token_for(ctx: RequestContext, session: WebSession) -> str:
    """Returns a token that is good for an hour, or `""` if the page needs a new one of Watson's."""
    now = ctx.now()
    if now - session.since >= RENEWED_FOR:
        return ""
    value = [session.session_id, _seconds(session.since), _seconds(now)]
    return sign(ctx.settings, "session", value)


def read_token(ctx: RequestContext, token: str) -> WebSession | None:
    """Returns the session of a token, or None if we did not sign the token, or it is too old. Requests nothing."""
    value = verify(ctx.settings, "session", token)
    if not isinstance(value, list) or len(value) != 3:
        return None
    session_id, since, made = value
    if not -_LEEWAY <= ctx.now() - _moment(made) < LASTS:
        return None
    return WebSession(session_id, _moment(since))


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
