"""The action `scheduler` returns JSON about what was done, and any caller may call it."""

from __future__ import annotations

import json
from typing import Any

from handover.services.storage import keys
from tests.handover.deployment import Deployment
from tests.handover.rig import Rig


def fired(deployment: Deployment) -> dict[str, Any]:
    result = deployment.host.trigger("scheduler", {"every": "five minutes"}).result
    assert isinstance(result, dict)
    return result


def test_a_timer_sweeps_live_handovers(deployment: Deployment) -> None:
    handover_id = deployment.start()["handover_id"]
    deployment.rig.twilio.calls[deployment.rig.handover(handover_id).sid].update(status="busy")
    deployment.rig.clock.step(181)
    result = fired(deployment)
    assert (result["statusCode"], result["body"]["status"], result["body"]["ended"]) == (200, "done", 1)
    assert deployment.rig.handover(handover_id).state == "busy"
    assert keys.HEARTBEAT in deployment.rig.objects()


def test_fired_again_at_once_it_does_nothing(deployment: Deployment) -> None:
    assert [fired(deployment)["body"]["status"] for _ in range(2)] == ["done", "too_soon"]


def test_a_web_caller_gets_no_more_than_a_timer(rig: Rig) -> None:
    """Code Engine has no private functions."""
    deployment = Deployment(rig, platform="code-engine")
    body = json.dumps({"WEBHOOK_SECRET": "x", "body": {"live": ["20261123-a-1"]}}).encode()
    for method in ("GET", "POST", "POST"):
        response = deployment.send("scheduler", method, "live=all", {"content-type": "application/json"}, body)
        assert response.status == 200
    assert json.loads(response.body)["status"] == "too_soon"


def test_without_storage_it_says_so(rig: Rig, deployment: Deployment) -> None:
    down = rig.client().failing()
    failing = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: down))
    result = fired(failing)
    assert (result["statusCode"], result["body"]["ok"]) == (503, False)
