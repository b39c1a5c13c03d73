"""Tell what time it is somewhere: what the chatbot's `#time` asks for."""

from __future__ import annotations

from handover.core import reply
from handover.core.desk.config import DeskError
from handover.core.i18n import choose, texts
from handover.core.reply import Answer
from handover.core.time_zones import UnknownZoneError, zone
from handover.services.storage import StorageError
from handover.usecases.context import Tools


def tell_time(tools: Tools, timezone: str, language: str) -> Answer:
    """The time in `timezone` (IANA name), or at the desk when none is given."""
    words = texts(choose(language))
    try:
        local = tools.now().astimezone(zone(timezone or _desks_zone(tools)))
    except UnknownZoneError as error:
        return reply.refusal("bad_parameter", words, what=f"timezone: {error}")
    extra = {"time": local.isoformat(timespec="seconds")}
    return Answer(True, "ok", words.say("status.time", time=f"{local:%H:%M}"), extra=extra)


def _desks_zone(tools: Tools) -> str:
    try:
        return tools.storage.desk().time_zone
    except (StorageError, DeskError):
        return "UTC"
