"""The timer's door: JSON about what was done; harmless whoever asks."""

from __future__ import annotations

import json
from typing import Any

from handover.services.storage import keys
from tests.handover.doors import Doors
from tests.handover.rig import Rig


def fired(doors: Doors) -> dict[str, Any]:
    result = doors.host.trigger("scheduler", {"every": "five minutes"}).result
    assert isinstance(result, dict)
    return result


def test_a_timer_tends_what_is_live(doors: Doors) -> None:
    handover_id = doors.start()["handover_id"]
    doors.rig.twilio.calls[doors.rig.handover(handover_id).sid].update(status="busy")
    doors.rig.clock.step(181)
    result = fired(doors)
    assert (result["statusCode"], result["body"]["status"], result["body"]["ended"]) == (200, "done", 1)
    assert doors.rig.handover(handover_id).state == "busy"
    assert keys.HEARTBEAT in doors.rig.objects()


def test_fired_again_at_once_it_does_nothing(doors: Doors) -> None:
    assert [fired(doors)["body"]["status"] for _ in range(2)] == ["done", "too_soon"]


def test_whoever_reaches_it_gets_no_more_than_a_timer(rig: Rig) -> None:
    """Code Engine has no private functions."""
    doors = Doors("code-engine", rig)
    body = json.dumps({"WEBHOOK_SECRET": "x", "body": {"live": ["20261123-a-1"]}}).encode()
    for method in ("GET", "POST", "POST"):
        response = doors.send("scheduler", method, "live=all", {"content-type": "application/json"}, body)
        assert response.status == 200
    assert json.loads(response.body)["status"] == "too_soon"


def test_without_storage_it_says_so(rig: Rig, doors: Doors) -> None:
    down = rig.client().failing()
    failing = Doors(doors.platform, rig, make_context=lambda settings: rig.kit_for(settings, lambda: down))
    result = fired(failing)
    assert (result["statusCode"], result["body"]["ok"]) == (503, False)
