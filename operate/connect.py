"""The bundle's storage, reached from the operator's machine with the settings of a settings file."""

from __future__ import annotations

from collections.abc import Mapping

from handover.clock import Clock, Deadline
from handover.services.storage import AppStorage, RequestStorage
from handover.settings import Settings, read

#: Seconds for all of a command's work on storage.
_SECONDS = 3600


def from_here(values: Mapping[str, str]) -> Settings:
    """Returns the settings with storage's public endpoint: direct and private endpoints work inside the cloud only."""
    endpoint = values["COS_ENDPOINT"].replace("//s3.direct.", "//s3.").replace("//s3.private.", "//s3.")
    return read({**values, "COS_ENDPOINT": endpoint}, {})


def storage(values: Mapping[str, str], clock: Clock) -> RequestStorage:
    """Returns the storage for one command."""
    return AppStorage(from_here(values), clock).within(Deadline(clock, _SECONDS))
