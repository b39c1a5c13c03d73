"""Time zones by their IANA names.

The system's time zone database is asked first. A slim image may have none; dateutil, which object storage's SDK brings
along, carries one in a single file.
"""

from __future__ import annotations

from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handover.errors import HandoverError


class UnknownZoneError(HandoverError):
    """No time zone has that name."""


def zone(name: str) -> tzinfo:
    """The zone of that IANA name. Raises UnknownZoneError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    from dateutil.zoneinfo import get_zonefile_instance

    found: tzinfo | None = get_zonefile_instance().get(name)
    if found is None:
        raise UnknownZoneError("No time zone has that name; an IANA name such as Europe/Berlin is right.")
    return found
