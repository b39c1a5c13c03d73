"""The SDK's signer of requests, without what it does more than once.

It derives the day's key anew for each request, and collects a request's headers twice: a third of what a signature takes.
What is signed, and how, is the SDK's.
"""

from __future__ import annotations

from typing import Any

from ibm_botocore.auth import S3SigV4Auth

_HEADERS = "handover.headers"


class Signer(S3SigV4Auth):  # type: ignore[misc]  # the SDK has no types
    """Signs requests of one container. A request is signed once."""

    _day, _key = "", b""

    def headers_to_sign(self, request: Any) -> Any:
        """Returns the headers that are signed. Between its two calls the SDK adds none that is."""
        if _HEADERS not in request.context:
            request.context[_HEADERS] = super().headers_to_sign(request)
        return request.context[_HEADERS]

    def signature(self, string_to_sign: str, request: Any) -> str:
        """Returns the signature, by the key of the request's day."""
        day = request.context["timestamp"][:8]
        if day != self._day:
            key = f"AWS4{self.credentials.secret_key}".encode()
            for word in (day, self._region_name, self._service_name, "aws4_request"):
                key = self._sign(key, word)
            self._key, self._day = key, day
        return str(self._sign(self._key, string_to_sign, hex=True))
