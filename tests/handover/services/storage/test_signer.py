"""Our signer signs as the SDK's does, on each day."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ibm_botocore import auth
from ibm_botocore.auth import S3SigV4Auth
from ibm_botocore.awsrequest import AWSRequest

from handover.services.storage.signer import Signer

_CREDENTIALS = SimpleNamespace(access_key="key", secret_key="secret", token=None)
OURS, THEIRS = Signer("key", "secret"), S3SigV4Auth(_CREDENTIALS, "s3", "us-east-1")

#: As the client makes them: quoted, with the query sorted.
PATHS = st.text("abcXYZ019-_.~/%+", min_size=1, max_size=40)
QUERIES = st.sampled_from(["", "?list-type=2&prefix=v1%2F", "?delimiter=%2F&list-type=2&prefix="])
HOSTS = st.sampled_from(["https://s3.test", "https://s3.test:443", "http://127.0.0.1:9000", "http://[::1]:9000"])
HEADERS = st.sampled_from([{}, {"If-None-Match": "*"}, {"X-Two": "  a  b ", "User-Agent": "handover"}])


def by_the_sdk(method: str, address: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
    """Returns the headers of a request as the SDK signs it."""
    made = AWSRequest(method, address, headers=headers, data=body)
    THEIRS.add_auth(made)
    return dict(made.headers.items())


@given(
    st.sampled_from(["GET", "PUT", "DELETE"]), HOSTS, PATHS, QUERIES, HEADERS, st.binary(max_size=60), st.integers(0, 3)
)
def test_the_signature_is_the_sdks(
    method: str, host: str, path: str, query: str, headers: dict[str, str], body: bytes, days: int
) -> None:
    request = (method, f"{host}/{path}{query}", headers, body)

    class At(datetime):
        @classmethod
        def utcnow(cls) -> Any:
            return datetime(2026, 11, 28, 23, 59, 59) + timedelta(days=days)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth.datetime, "datetime", At)  # the SDK asks the clock itself
        assert OURS.sign(*request) == by_the_sdk(*request)
