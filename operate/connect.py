"""The bundle's storage, reached from the operator's machine with the settings of a settings file."""

from __future__ import annotations

from collections.abc import Mapping

from handover.clock import Clock
from handover.deadline import Deadline
from handover.services.storage import AppStorage, RequestStorage
from handover.services.storage.authorize import Authorize, ByToken
from handover.services.storage.client import lazy_client
from handover.settings import Settings, read
from operate.deploy.tools import Tools
from operate.own_login import token_of_login

#: What Code Engine's environment says of itself, as far as the settings' rules depend on it.
CODE_ENGINE = {"CE_APP": "handover"}

#: Seconds for all of a command's work on storage.
_SECONDS = 3600


def from_here(values: Mapping[str, str]) -> Settings:
    """Returns the settings with storage's public endpoint: direct and private endpoints work inside the cloud only. They are
    read as on Code Engine, where they may have no credential of storage."""
    endpoint = values["COS_ENDPOINT"].replace("//s3.direct.", "//s3.").replace("//s3.private.", "//s3.")
    return read({**values, "COS_ENDPOINT": endpoint}, CODE_ENGINE)


def authorize(settings: Settings, clock: Clock, tools: Tools) -> Authorize | None:
    """Returns what authorizes requests to storage from here: the operator's own login in place of a trusted profile; None if
    the settings have a credential."""
    return ByToken(token_of_login(tools), clock) if settings.by_trusted_profile else None


def app_storage(settings: Settings, clock: Clock, tools: Tools) -> AppStorage:
    """Returns the bundle's own storage, authorized from here."""
    return AppStorage(settings, clock, lazy_client(settings, clock, authorize(settings, clock, tools)))


def storage(values: Mapping[str, str], clock: Clock) -> RequestStorage:
    """Returns the storage for one command."""
    tools = Tools(progress=lambda _seconds: None)
    return app_storage(from_here(values), clock, tools).within(Deadline(clock, _SECONDS))
