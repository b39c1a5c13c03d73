"""Pages of the listed origins may read answers, others may not, and callers that are no browsers see no difference."""

from __future__ import annotations

import pytest

from handover.services.storage import keys
from tests.handover.deployment import Deployment
from tests.handover.rig import SECRET, Rig

PAGE = "https://www.example.com"
ALLOWED = "access-control-allow-origin"
ASKS = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}


@pytest.fixture
def deployment(rig: Rig) -> Deployment:
    rig.desk(web={"origins": [PAGE, "http://localhost:8000"]})
    return Deployment(rig, platform="code-engine")


@pytest.mark.parametrize("platform", ["code-engine", "openwhisk"])
@pytest.mark.parametrize("action", ["webhook", "transcript"])
def test_a_listed_page_may_send_json_and_a_token(rig: Rig, deployment: Deployment, action: str, platform: str) -> None:
    on = Deployment(rig, platform="openwhisk") if platform == "openwhisk" else deployment
    answer = on.send(action, "OPTIONS", headers={"origin": PAGE, **ASKS})
    assert (answer.status, answer.body) == (204, b"")
    assert (answer.headers[ALLOWED], answer.headers["vary"]) == (PAGE, "Origin")
    assert answer.headers["access-control-allow-methods"] == "POST"
    assert answer.headers["access-control-allow-headers"] == "Authorization, Content-Type"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "https://www.example.com.evil.example", "null", "", "*", PAGE + "/", PAGE.upper()],
)
def test_no_other_page_may(deployment: Deployment, origin: str) -> None:
    for method in ("OPTIONS", "POST"):
        answer = deployment.send("webhook", method, headers={"origin": origin, **ASKS})
        assert ALLOWED not in answer.headers
        assert answer.status == (204 if method == "OPTIONS" else 401)


def test_an_error_can_be_read_too(deployment: Deployment) -> None:
    answer = deployment.send("webhook", "POST", headers={"origin": PAGE})
    assert (answer.status, answer.headers[ALLOWED]) == (401, PAGE)


def test_without_a_list_no_browser_may(rig: Rig) -> None:
    assert ALLOWED not in Deployment(rig).send("webhook", "OPTIONS", headers={"origin": PAGE}).headers


def test_a_preflight_reads_the_desk_once(rig: Rig) -> None:
    rig.desk(web={"origins": [PAGE]})
    client = rig.client().separate()
    app = rig.app(lambda: client)
    on = Deployment(rig, make_context=lambda _: app)
    for _ in range(3):
        assert on.send("webhook", "OPTIONS", headers={"origin": PAGE}).headers[ALLOWED] == PAGE
    assert len(client.requests) == 1


def test_without_a_desk_no_browser_may_and_the_chat_works(rig: Rig, deployment: Deployment) -> None:
    rig.storage.bucket.delete(keys.DESK)
    answer = deployment.send("webhook", "OPTIONS", headers={"origin": PAGE})
    assert (answer.status, ALLOWED in answer.headers) == (204, False)


def test_the_chat_sees_no_difference(deployment: Deployment) -> None:
    answer = deployment.send(
        "webhook", "POST", headers={"authorization": f"Bearer {SECRET}"}, body=b'{"action":"time"}'
    )
    assert not {ALLOWED, "vary"} & set(answer.headers)
