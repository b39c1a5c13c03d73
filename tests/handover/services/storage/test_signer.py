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
OURS, THEIRS = Signer(_CREDENTIALS, "s3", "us-east-1"), S3SigV4Auth(_CREDENTIALS, "s3", "us-east-1")

#: As the client makes them: quoted, with the query sorted.
PATHS = st.text("abcXYZ019-_.~/%+", min_size=1, max_size=40)
QUERIES = st.sampled_from(["", "?list-type=2&prefix=v1%2F", "?delimiter=%2F&list-type=2&prefix="])


def signed(signer: S3SigV4Auth, at: datetime, request: tuple[str, str, dict[str, str], bytes]) -> list[tuple[str, str]]:
    """Returns the headers of a request that is signed at that time."""
    method, address, headers, body = request

    class At(datetime):
        @classmethod
        def utcnow(cls) -> Any:
            return at

    made = AWSRequest(method, address, headers=dict(headers), data=body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth.datetime, "datetime", At)
        signer.add_auth(made)
    return sorted(made.headers.items())


@given(
    st.sampled_from(["GET", "PUT", "DELETE"]),
    PATHS,
    QUERIES,
    st.sampled_from([{}, {"If-None-Match": "*"}, {"X-Two": "  a  b "}]),
    st.binary(max_size=60),
    st.integers(0, 3),
)
def test_the_signature_is_the_sdks(
    method: str, path: str, query: str, headers: dict[str, str], body: bytes, days: int
) -> None:
    request = (method, f"https://s3.test/{path}{query}", headers, body)
    at = datetime(2026, 11, 28, 23, 59, 59) + timedelta(days=days)
    assert signed(OURS, at, request) == signed(THEIRS, at, request)
