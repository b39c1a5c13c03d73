"""A trusted profile: a compute resource token from a file becomes IAM's, and each refusal is named with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from handover.deadline import Deadline
from handover.services.storage.authorize import ByToken
from handover.services.storage.bucket import Bucket, StorageError
from handover.services.storage.client import lazy_client
from handover.services.storage.iam import TokenError
from handover.services.storage.trusted_profile import TOKEN_FILE, profile_function
from handover.settings import read
from tests.handover.rig import SETTINGS, HandClock
from tests.handover.stub import Reply, Stub, as_json

COMPUTE_TOKEN = "compute-token-that-nobody-may-read"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(f"{COMPUTE_TOKEN}\n")
    return path


def refusal(file: Path, reply: Reply) -> str:
    """Returns what is said when IAM answers so."""
    with Stub(lambda _: reply) as iam, pytest.raises(TokenError) as caught:
        profile_function("handover", iam.url, file)()
    assert len(iam.requests) == 1
    assert COMPUTE_TOKEN not in str(caught.value)
    return str(caught.value)


def test_the_files_token_is_exchanged_and_read_anew_each_time(file: Path) -> None:
    with Stub(lambda _: as_json({"access_token": "t", "expires_in": 3600})) as iam:
        fetch = profile_function("desk", iam.url, file)
        assert fetch()["access_token"] == "t"
        file.write_text("the platform has replaced it")
        fetch()
    forms = [request.form for request in iam.requests]
    assert forms[0] == {
        "grant_type": ["urn:ibm:params:oauth:grant-type:cr-token"],
        "cr_token": [COMPUTE_TOKEN],
        "profile_name": ["desk"],
    }
    assert forms[1]["cr_token"] == ["the platform has replaced it"]


@pytest.mark.parametrize("content", [None, "", " \n", "\xe9"])
def test_without_a_compute_resource_token_iam_is_not_asked(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content.encode("latin-1"))
    with Stub(lambda _: as_json({})) as iam, pytest.raises(TokenError) as caught:
        profile_function("handover", iam.url, file)()
    assert iam.requests == []
    assert "trusted profiles are not enabled for this function" in str(caught.value)


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        (400, "BXNIM0398E", "(status 400, BXNIM0398E); the trusted profile handover does not trust this Code Engine"),
        (400, "", "(status 400); the trusted profile handover does not exist, or does not trust this Code Engine"),
        (401, "BXNIM0408E", "(status 401, BXNIM0408E); IAM does not accept the compute resource token"),
        (404, "", "(status 404); there is no trusted profile handover in this account: create it"),
        (503, "", "IAM gave no token (status 503)."),
        (429, "", "IAM gave no token (status 429)."),
    ],
)
def test_a_refusal_is_named_with_what_to_do(file: Path, status: int, code: str, says: str) -> None:
    answer = {"errorCode": code, "errorMessage": "not permitted", "errorDetails": f"The token {COMPUTE_TOKEN}"}
    assert says in refusal(file, as_json(answer, status))


@pytest.mark.parametrize("platform", ["CE_FUNCTION", "CE_APP"])
def test_the_log_of_a_request_says_what_is_wrong_with_the_profile(platform: str) -> None:
    """On this machine there is no compute resource token, as in a function without the flag."""
    assert not TOKEN_FILE.exists()
    without = {"COS_API_KEY": "", "COS_HMAC_ACCESS_KEY_ID": "", "COS_HMAC_SECRET_ACCESS_KEY": ""}
    with Stub(lambda _: Reply(200)) as cos:
        settings = read({**SETTINGS, **without, "COS_ENDPOINT": cos.url}, {platform: "handover"})
        bucket = Bucket(lazy_client(settings, HandClock()), "handover", Deadline(HandClock(), 20))
        with pytest.raises(StorageError, match="could not read: There is no compute resource token"):
            bucket.get("k")
    assert cos.requests == []


def test_the_token_goes_along_with_a_claim(file: Path) -> None:
    clock = HandClock()
    with (
        Stub(lambda _: as_json({"access_token": "the-token", "expires_in": 3600})) as iam,
        Stub(lambda _: Reply(200, headers={"ETag": '"e"'})) as cos,
    ):
        settings = read({**SETTINGS, "COS_ENDPOINT": cos.url}, {})
        authorize = ByToken(profile_function("handover", iam.url, file), clock)
        bucket = Bucket(lazy_client(settings, clock, authorize), "handover", Deadline(clock, 20))
        assert bucket.claim("k", {}).mine
        bucket.put("k", {})
    assert {request.headers["Authorization"] for request in cos.requests} == {"Bearer the-token"}
    assert cos.requests[0].headers["If-None-Match"] == "*"
    assert len(iam.requests) == 1
