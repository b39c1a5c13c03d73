"""What makes a request to object storage ours: the SDK's signature with HMAC credentials, or a token of IAM, which an API
key or a trusted profile gets.

A signature covers every header that is given, so a condition cannot be taken off on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from handover.clock import Clock
from handover.settings import Settings

#: Returns the headers to send, for method, address, headers and body.
Authorize = Callable[[str, str, Mapping[str, str], bytes], Mapping[str, str]]

#: Object storage accepts any region; the SDK signs for this one when none is set.
_REGION = "us-east-1"


def authorization(settings: Settings, clock: Clock) -> Authorize:
    """Returns the function for these credentials. With IAM's it raises TokenError and DeadlineError."""
    if settings.cos_api_key:
        from handover.services.storage.iam import auth_function

        return with_token(auth_function(settings.cos_api_key, settings.cos_auth_endpoint), clock)
    if settings.by_trusted_profile:
        from handover.services.storage.trusted_profile import profile_function

        return with_token(profile_function(settings.cos_trusted_profile, settings.cos_auth_endpoint), clock)
    return _signed(settings)


def with_token(fetch: Callable[[], dict[str, Any]], clock: Clock) -> Authorize:
    """Returns the function for a token that `fetch` requests: `{access_token, expires_in, …}`."""
    from handover.services.storage.iam import Token

    token = Token(fetch, clock)

    def authorize(_method: str, _address: str, headers: Mapping[str, str], _body: bytes) -> Mapping[str, str]:
        return {**headers, "Authorization": f"Bearer {token.get_token()}"}

    return authorize


def _signed(settings: Settings) -> Authorize:
    from ibm_botocore.auth import S3SigV4Auth
    from ibm_botocore.awsrequest import AWSRequest

    keys = {"access_key": settings.cos_hmac_access_key_id, "secret_key": settings.cos_hmac_secret_access_key}
    signer = S3SigV4Auth(SimpleNamespace(**keys, token=None), "s3", _REGION)

    def authorize(method: str, address: str, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        request = AWSRequest(method, address, headers=headers, data=body)
        signer.add_auth(request)
        return dict(request.headers.items())

    return authorize
