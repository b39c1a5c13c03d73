"""Tell what time it is somewhere: what the chatbot's `#time` asks for."""

from __future__ import annotations

from handover.core import reply
from handover.core.desk.config import DeskError
from handover.core.i18n import catalogue, choose
from handover.core.reply import Reply
from handover.core.time_zones import UnknownZoneError, zone
from handover.services.storage import StorageError
from handover.usecases.context import RequestContext


def local_time(ctx: RequestContext, timezone: str, language: str) -> Reply:
    """The time in `timezone` (IANA name), or at the desk when none is given."""
    words = catalogue(choose(language))
    try:
        local = ctx.now().astimezone(zone(timezone or _desks_zone(ctx)))
    except UnknownZoneError as error:
        return reply.refusal("bad_parameter", words, what=f"timezone: {error}")
    extra = {"time": local.isoformat(timespec="seconds")}
    return Reply(True, "ok", words.text("status.time", time=f"{local:%H:%M}"), extra=extra)


def _desks_zone(ctx: RequestContext) -> str:
    try:
        return ctx.storage.desk().time_zone
    except (StorageError, DeskError):
        return "UTC"
