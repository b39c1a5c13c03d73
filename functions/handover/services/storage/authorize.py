"""What makes a request to object storage ours: the SDK's signature with HMAC credentials, or a token of IAM, which an API
key or a trusted profile gets.

A signature covers every header that is given, so a condition cannot be taken off on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from handover.clock import Clock
from handover.settings import Settings


class Authorize(Protocol):
    """Makes a request ours. With IAM's credentials both may raise TokenError and DeadlineError."""

    def __call__(self, method: str, address: str, headers: Mapping[str, str], body: bytes, /) -> Mapping[str, str]:
        """Returns the headers to send."""

    def at_once(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes, /
    ) -> Mapping[str, str] | None:
        """Returns the same, or None if that would take a request of its own."""


def authorization(settings: Settings, clock: Clock) -> Authorize:
    """Returns what authorizes requests with the credentials of the settings."""
    if settings.cos_api_key:
        from handover.services.storage.iam import auth_function

        return ByToken(auth_function(settings.cos_api_key, settings.cos_auth_endpoint), clock)
    if settings.by_trusted_profile:
        from handover.services.storage.trusted_profile import profile_function

        return ByToken(profile_function(settings.cos_trusted_profile, settings.cos_auth_endpoint), clock)
    return BySignature(settings.cos_hmac_access_key_id, settings.cos_hmac_secret_access_key)


class ByToken:
    """A token of IAM, which `fetch` requests: `{access_token, expires_in, …}`."""

    def __init__(self, fetch: Callable[[], dict[str, Any]], clock: Clock) -> None:
        from handover.services.storage.iam import Token

        self._token = Token(fetch, clock)

    def __call__(self, _method: str, _address: str, headers: Mapping[str, str], _body: bytes) -> Mapping[str, str]:
        return {**headers, "Authorization": f"Bearer {self._token.get_token()}"}

    def at_once(
        self, _method: str, _address: str, headers: Mapping[str, str], _body: bytes
    ) -> Mapping[str, str] | None:
        token = self._token.at_hand()
        return {**headers, "Authorization": f"Bearer {token}"} if token else None


class BySignature:
    """The SDK's signature with HMAC credentials."""

    def __init__(self, access_key: str, secret_key: str) -> None:
        from handover.services.storage.signer import Signer

        self._signer = Signer(access_key, secret_key)

    def __call__(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        return self._signer.sign(method, address, headers, body)

    def at_once(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        return self(method, address, headers, body)
