"""The SDK's signature of requests, without what it does more than once.

What is signed, and how, is the SDK's. It derives the day's key and the host's name anew for each request, collects the
headers twice, and keeps them in e-mail messages: more than half of what a signature takes. Here the key is kept for the day,
the name for its address, and headers are a dictionary, which is sorted once.
tests/handover/services/storage/test_signer.py compares the signatures with the SDK's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from ibm_botocore.auth import SIGNED_HEADERS_BLACKLIST, S3SigV4Auth, _host_from_url

#: Object storage accepts any region; the SDK signs for this one when none is set.
_REGION = "us-east-1"


class Signer(S3SigV4Auth):  # type: ignore[misc]  # the SDK has no types
    """Signs the requests of one container with a pair of HMAC keys."""

    def __init__(self, access_key: str, secret_key: str) -> None:
        credentials = SimpleNamespace(access_key=access_key, secret_key=secret_key, token=None)
        super().__init__(credentials, "s3", _REGION)
        self._key_of = ("", b"")  # a day and its key, changed together: threads sign at the same time

    def sign(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Mapping[str, str]:
        """Returns the headers to send: those that are given, and those of the signature. A query must be in the address,
        sorted and quoted. No name may be given twice."""
        all_headers = dict(headers)
        self.add_auth(
            SimpleNamespace(
                method=method, url=address, headers=all_headers, body=body, params=None, context={}, signed=None
            )
        )
        return all_headers

    def headers_to_sign(self, request: Any) -> Mapping[str, str]:
        """Returns the headers that are signed, sorted, with names in lower case. Between its two calls the SDK adds none of
        them."""
        if request.signed is None:
            names = {name.lower(): value for name, value in request.headers.items()}
            kept = {name: value for name, value in names.items() if name not in SIGNED_HEADERS_BLACKLIST}
            scheme, _, rest = request.url.partition("://")
            host = _host_of(f"{scheme}://{rest.partition('/')[0]}")
            request.signed = dict(sorted({"host": host, **kept}.items()))
        signed: Mapping[str, str] = request.signed
        return signed

    def canonical_headers(self, headers_to_sign: Mapping[str, str]) -> str:
        """Returns the same as the SDK, of headers that are sorted."""
        return "\n".join([f"{name}:{' '.join(value.split())}" for name, value in headers_to_sign.items()])

    def signed_headers(self, headers_to_sign: Mapping[str, str]) -> str:
        """Returns the same as the SDK, of headers that are sorted."""
        return ";".join(headers_to_sign)

    def signature(self, string_to_sign: str, request: Any) -> str:
        """Returns the signature, by the key of the request's day."""
        today = request.context["timestamp"][:8]
        day, key = self._key_of
        if day != today:
            key = f"AWS4{self.credentials.secret_key}".encode()
            for word in (today, self._region_name, self._service_name, "aws4_request"):
                key = self._sign(key, word)
            self._key_of = (today, key)
        return str(self._sign(key, string_to_sign, hex=True))


@lru_cache(maxsize=4)
def _host_of(origin: str) -> str:
    """Returns the host's name as it is signed. There is one endpoint."""
    return str(_host_from_url(origin))
