"""./deploy.sh openwhisk: the uploaded code handles a chat's request, places a call and receives its callbacks.

The uploaded code has real time limits, which a cold start on a busy machine can exceed. So a warm-up sends each request once
and ignores the outcome; the test checks the second call.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from twilio.request_validator import RequestValidator

from operate import actions
from operate.bundle.build import Built
from tests.operate.deploy.conftest import SECRETS
from tests.operate.deploy.world import SETTINGS, World, world
from tests.operate.standins.openwhisk_host import OpenWhiskHost

pytestmark = [pytest.mark.slow, pytest.mark.long]  # builds the bundle, runs every action in processes of its own

CUSTOMER = "+493012345679"
_WARM_UPS = 5


@pytest.fixture
def operator(tmp_path_factory: pytest.TempPathFactory, host: OpenWhiskHost, built: Built) -> Iterator[World]:
    """An operator with an OpenWhisk host, and no address of their own."""
    with world(tmp_path_factory.mktemp("operator"), {**SETTINGS, **SECRETS}, clone=True) as made:
        del made.settings["PUBLIC_URL"]
        made.write()
        made.environment["STANDIN_APIHOST"] = host.base
        made.take(built)
        yield made


class Caller:
    """Watson and Twilio, as far as they send requests to what was deployed."""

    def __init__(self, operator: World) -> None:
        self._operator = operator

    def chat(self, url: str, session: str, **parameters: str) -> dict[str, object]:
        """Sends a request as the dialog does. Returns the reply."""
        headers = {"X-Handover-Secret": self._operator.settings["WEBHOOK_SECRET"], "Accept": "application/json"}
        answer = requests.post(url, json={"session_id": session, **parameters}, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert isinstance(found, dict)
        return found

    def twilio(self, url: str, signed: bool = True, **form: str) -> requests.Response:
        """A callback, signed over the address without its fragment."""
        url = url.partition("#")[0]
        form = {"CallSid": f"CA{1:032x}", "Direction": "outbound-api", "From": "+493012345670", **form}
        token = self._operator.settings["TWILIO_AUTH_TOKEN"] if signed else "somebody else's"
        signature = RequestValidator(token).compute_signature(url, form)
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        return requests.post(url, data=urlencode(form), headers=headers, timeout=30)


def _warm_up(caller: Caller, operator: World, webhook: str) -> None:
    """Plays another customer's call, so that each action's process has loaded its modules. Nothing is checked.

    `start_call` can be refused while its process is cold; then the next attempt meets a warmer one.
    """
    for attempt in range(_WARM_UPS):
        caller.chat(webhook, f"warm-up-{attempt}", action="start_call", phone_number=f"+49301234568{attempt}")
        if operator.twilio.calls:
            break
    call = operator.twilio.calls[-1]
    greeting = caller.twilio(call["Url"][0], To=call["To"][0], CallStatus="in-progress")
    caller.twilio(call["StatusCallback"][0], To=call["To"][0], CallStatus="ringing")
    caller.twilio(_action(greeting.text), To=call["To"][0], CallStatus="in-progress", Digits="1")
    # Over, so that the agent is free for the next customer.
    caller.twilio(call["StatusCallback"][0], To=call["To"][0], CallStatus="completed", CallDuration="3")
    operator.twilio.calls.clear()


def test_what_was_uploaded_takes_a_chat_to_a_call(operator: World, host: OpenWhiskHost) -> None:
    answer = operator.deploy("openwhisk", "--yes")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert host.uploads == len(actions.names())
    assert not any(secret in answer.stdout + answer.stderr for secret in SECRETS.values())
    assert "What the OpenWhisk host must allow" in answer.stdout

    (skill,) = operator.watson.skills.values()
    webhook = skill["webhooks"][0]["url"]
    assert webhook == f"{host.base}/api/v1/web/guest/handover/webhook"
    caller = Caller(operator)
    _warm_up(caller, operator, webhook)

    placed = caller.chat(webhook, "a-chat", action="start_call", phone_number=CUSTOMER, name="Ada", reason="hail")
    assert placed["ok"] is True, placed
    (call,) = operator.twilio.calls
    assert call["To"] == [CUSTOMER]

    greeting = caller.twilio(call["Url"][0], To=CUSTOMER, CallStatus="in-progress")
    assert "<Gather" in greeting.text
    assert greeting.headers["content-type"].startswith("text/xml")
    status = call["StatusCallback"][0]
    for word in ("ringing", "in-progress"):
        assert caller.twilio(status, To=CUSTOMER, CallStatus=word).status_code == 204
    assert caller.twilio(status, signed=False, CallStatus="completed").status_code == 403
    assert "connect" in _query(greeting.text)["step"]
    ringing = caller.twilio(_action(greeting.text), To=CUSTOMER, CallStatus="in-progress", Digits="1")
    assert "+493012345671" in ringing.text
    found = caller.chat(webhook, "a-chat", action="call_status")
    assert found["ok"] is True, found
    assert caller.twilio(status, To=CUSTOMER, CallStatus="completed", CallDuration="9").status_code == 204
    assert [key for key in operator.objects() if key.startswith("v1/day/")]


def test_a_second_run_uploads_nothing_and_a_removal_leaves_nothing(operator: World, host: OpenWhiskHost) -> None:
    operator.step("bucket", target="openwhisk")
    operator.step("desk", target="openwhisk")
    operator.step("functions", target="openwhisk")
    assert host.uploads == len(actions.names())
    assert operator.step("functions", target="openwhisk").said == ["  Nothing to do."]
    assert operator.step("timer", target="openwhisk").said == ["  Nothing to do."], "the alarm has run the scheduler"
    assert host.uploads == len(actions.names())
    operator.settings["WATSON_SKILL_ID"] = "another"
    assert len(operator.step("functions", target="openwhisk", plan=True).said) == 2
    operator.step("functions", target="openwhisk", remove=True)
    assert host.entities == {}


def _action(twiml: str) -> str:
    """Returns the address for a Gather's keys."""
    return twiml.split('action="')[1].split('"')[0].replace("&amp;", "&")


def _query(twiml: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(_action(twiml)).query)
