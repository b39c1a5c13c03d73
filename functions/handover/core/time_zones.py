"""Time zones by their IANA names.

The system's time zone database comes first. A slim image may have none. Then dateutil's is used: object storage's SDK
depends on dateutil, which has the database in one file.
"""

from __future__ import annotations

import re
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handover.errors import HandoverError

#: What a zone's name looks like: three parts at most, such as America/Indiana/Knox. The standard library looks for anything
#: else as well, part by part, and a name of many parts ends it.
_NAME = re.compile(r"[A-Za-z0-9_+-]{1,40}(/[A-Za-z0-9_+-]{1,40}){0,2}")
#: Files that many systems have beside the database: the clock of the machine, which is nobody's zone.
_OF_THE_MACHINE = ("localtime", "posixrules")


class UnknownZoneError(HandoverError):
    """There is no time zone of that name."""


def zone(name: str) -> tzinfo:
    """Returns the zone of that IANA name. Raises UnknownZoneError when there is none."""
    found = _found(name) if _NAME.fullmatch(name) and name not in _OF_THE_MACHINE else None
    if found is None:
        raise UnknownZoneError("There is no time zone of that name; use an IANA name such as Europe/Berlin.")
    return found


def _found(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    from dateutil.zoneinfo import get_zonefile_instance

    found: tzinfo | None = get_zonefile_instance().get(name)
    return found
