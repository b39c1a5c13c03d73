"""After a wake-up the first requests of a call load no module: a customer waits for nothing but the answer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from handover.usecases.start_call import start_call
from tests.handover.deployment import AGENT_CALL, CALL, FORM, environ
from tests.handover.rig import ANNA, CUSTOMER, OUR_NUMBER, TOKEN, Rig, call_request, with_desk
from tests.handover.servers import Moto, client_for
from tests.handover.twilio_stub import TwilioStub
from tests.house.test_actions_pay_for_themselves import FUNCTIONS

pytestmark = pytest.mark.slow

#: Runs an action once for each line of standard input. Prints the status, and the modules that the run has loaded.
SCRIPT = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("actions", "__main__.py")
actions = importlib.util.module_from_spec(spec)
spec.loader.exec_module(actions)
for line in sys.stdin:
    known = set(sys.modules)
    action, args = json.loads(line)
    status = getattr(actions, action)(args)["statusCode"]
    print("ran", json.dumps([status, sorted(set(sys.modules) - known)]))
"""


@pytest.fixture
def rig(moto: Moto, twilio: TwilioStub) -> Rig:
    return with_desk(Rig(moto, twilio, client_for(moto.endpoint)))


def test_the_steps_of_a_call_load_nothing_after_a_wake_up(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    customer, agent = {"CallSid": CALL, "To": CUSTOMER}, {"CallSid": AGENT_CALL, "To": ANNA}
    steps = [
        _signed(rig, "twiml", f"step=greet&h={handover_id}", customer),
        _signed(rig, "twiml", f"step=connect&h={handover_id}", {**customer, "Digits": "1"}),
        _signed(rig, "twiml", f"step=whisper&h={handover_id}&a=1", agent),
        _signed(rig, "twiml", f"step=decide&h={handover_id}&a=1", {**agent, "Digits": "1"}),
    ]
    woken, *others = _run([("twiml", _wake_up(rig, "step=wake")), *[("twiml", step) for step in steps]])
    assert (woken[0], "ibm_botocore" in woken[1]) == (204, True)
    assert others == [[200, []]] * len(steps)


def test_reports_on_the_customers_call_load_nothing_after_a_wake_up(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    reports = [
        _signed(rig, "status", f"kind=customer&h={handover_id}", {"CallSid": CALL, "CallStatus": word})
        for word in ("ringing", "in-progress")
    ]
    woken, *others = _run([("status", _wake_up(rig, "kind=wake")), *[("status", report) for report in reports]])
    assert (woken[0], "ibm_botocore" in woken[1]) == (204, True)
    assert others == [[204, []]] * len(reports)


def _wake_up(rig: Rig, query: str) -> dict[str, Any]:
    return {**environ(rig.settings), "__ow_method": "get", "__ow_query": query, "__ow_headers": {}, "__ow_body": ""}


def _signed(rig: Rig, action: str, query: str, form: Mapping[str, str]) -> dict[str, Any]:
    known = {"From": OUR_NUMBER, **form}
    signature = RequestValidator(TOKEN).compute_signature(f"{rig.settings.url(action)}?{query}", known)
    request = {
        "__ow_method": "post",
        "__ow_query": query,
        "__ow_headers": {"content-type": FORM, "x-twilio-signature": signature},
        "__ow_body": urlencode(known),
    }
    return {**environ(rig.settings), **request}


def _run(requests: list[tuple[str, dict[str, Any]]]) -> list[list[Any]]:
    """Returns the status of each request in one new interpreter, and the modules that it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=FUNCTIONS,
        input="\n".join(json.dumps(request) for request in requests),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return [json.loads(line.removeprefix("ran ")) for line in done.stdout.splitlines() if line.startswith("ran ")]
