"""What makes a request to object storage ours: the SDK's signature with HMAC credentials, or a token of IAM.

A signature covers every header that is given, so a condition cannot be taken off on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace

from handover.clock import Clock
from handover.settings import Settings

#: Returns the headers to send, for method, address, headers and body.
Authorize = Callable[[str, str, Mapping[str, str], bytes], Mapping[str, str]]

#: Object storage accepts any region; the SDK signs for this one when none is set.
_REGION = "us-east-1"


def authorization(settings: Settings, clock: Clock) -> Authorize:
    """Returns the function for these credentials. With IAM's it raises TokenError and DeadlineError."""
    return _with_token(settings, clock) if settings.cos_api_key else _signed(settings)


def _with_token(settings: Settings, clock: Clock) -> Authorize:
    from handover.services.storage.iam import Token, auth_function

    token = Token(auth_function(settings.cos_api_key, settings.cos_auth_endpoint), clock)

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
