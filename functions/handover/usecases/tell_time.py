"""Tell what time it is somewhere: what the chatbot's `#time` asks for."""

from __future__ import annotations

from handover.core.chat import answer
from handover.core.chat.answer import Answer
from handover.core.chat.language import choose, texts
from handover.core.desk.desk import DeskError
from handover.core.desk.zones import UnknownZoneError, zone
from handover.services.storage import StorageError
from handover.usecases.kit import Tools


def tell_time(tools: Tools, timezone: str, language: str) -> Answer:
    """The time in `timezone` (IANA name), or at the desk when none is given."""
    words = texts(choose(language))
    try:
        local = tools.now().astimezone(zone(timezone or _desks_zone(tools)))
    except UnknownZoneError as error:
        return answer.refusal("bad_parameter", words, what=f"timezone: {error}")
    extra = {"time": local.isoformat(timespec="seconds")}
    return Answer(True, "ok", words.say("status.time", time=f"{local:%H:%M}"), extra=extra)


def _desks_zone(tools: Tools) -> str:
    try:
        return tools.storage.desk().time_zone
    except (StorageError, DeskError):
        return "UTC"
