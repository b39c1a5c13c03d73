"""The bucket, reached from the operator's machine: by the SDK to configure it, by the bundle's storage for the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from handover.clock import Clock, SystemClock
from handover.deadline import Deadline
from handover.services.storage import AppStorage, RequestStorage
from handover.services.storage.iam import Token
from handover.settings import Settings
from operate import connect
from operate.deploy.job import Job
from operate.deploy.tools import Tools
from operate.own_login import token_of_login

_SECONDS = 60
_CONNECT_SECONDS, _READ_SECONDS = 5, 20


def from_here(job: Job) -> Settings:
    """Returns the settings with storage's public endpoint."""
    return connect.from_here(job.settings)


def client(job: Job) -> Any:
    """Returns the SDK's S3 client."""
    return _client(from_here(job), job.tools)


def storage(job: Job) -> RequestStorage:
    """Returns the bundle's own storage on its bucket."""
    return _storage(from_here(job), job.clock, job.tools).within(Deadline(job.clock, _SECONDS))  # type: ignore[arg-type]  # a clock is hashed by its identity


@lru_cache(maxsize=8)
def _client(settings: Settings, tools: Tools) -> Any:
    """Returns the client of a whole step: creating one takes longer than using it."""
    import ibm_boto3
    from ibm_botocore.config import Config

    config = Config(
        signature_version="oauth" if settings.cos_api_key or settings.by_trusted_profile else "s3v4",
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": 2},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": "path"},
    )
    return ibm_boto3.client("s3", endpoint_url=settings.cos_endpoint, config=config, **_credentials(settings, tools))


def _credentials(settings: Settings, tools: Tools) -> dict[str, Any]:
    if settings.cos_api_key:
        return {"ibm_api_key_id": settings.cos_api_key, "ibm_auth_endpoint": settings.cos_auth_endpoint}
    if settings.by_trusted_profile:
        return {"token_manager": _TokenManager(token_of_login(tools))}
    return {
        "aws_access_key_id": settings.cos_hmac_access_key_id,
        "aws_secret_access_key": settings.cos_hmac_secret_access_key,
    }


class _TokenManager(Token):
    """The token of the operator's login, as the SDK takes one."""

    def __init__(self, fetch: Callable[[], dict[str, Any]]) -> None:
        super().__init__(fetch, SystemClock())

    def set_from_config(self, _config: object) -> None:
        """Nothing of the SDK's configuration concerns it."""


@lru_cache(maxsize=8)
def _storage(settings: Settings, clock: Clock, tools: Tools) -> AppStorage:
    """Returns the storage of a whole step, with its connections."""
    return connect.app_storage(settings, clock, tools)
