"""Return the time of day somewhere, for the chatbot's `#time`."""

from __future__ import annotations

from handover.core import reply
from handover.core.desk.config import DeskError
from handover.core.reply import Reply
from handover.core.time_zones import UnknownZoneError, zone
from handover.services.storage import StorageError
from handover.usecases.context import RequestContext
from handover.usecases.language import texts_in


def local_time(ctx: RequestContext, timezone: str, language: str) -> Reply:
    """Returns the time in `timezone` (an IANA name), or in the desk's time zone if it is empty."""
    texts = texts_in(ctx, language)
    try:
        local = ctx.now().astimezone(zone(timezone or _desk_time_zone(ctx)))
    except UnknownZoneError as error:
        return reply.refusal("bad_parameter", texts, what=f"timezone: {error}")
    message = texts.text("status.time", time=f"{local:%H:%M}")
    return Reply(True, "ok", message, extra={"time": local.isoformat(timespec="seconds")})


def _desk_time_zone(ctx: RequestContext) -> str:
    try:
        return ctx.storage.desk().time_zone
    except (StorageError, DeskError):
        return "UTC"
