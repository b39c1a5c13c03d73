"""Time zones by their IANA names.

The system's time zone database comes first. A slim image may have none. Then dateutil's is used: object storage's SDK
depends on dateutil, which has the database in one file.
"""

from __future__ import annotations

from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handover.errors import HandoverError


class UnknownZoneError(HandoverError):
    """There is no time zone of that name."""


def zone(name: str) -> tzinfo:
    """Returns the zone of that IANA name. Raises UnknownZoneError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    from dateutil.zoneinfo import get_zonefile_instance

    found: tzinfo | None = get_zonefile_instance().get(name)
    if found is None:
        raise UnknownZoneError("There is no time zone of that name; use an IANA name such as Europe/Berlin.")
    return found
