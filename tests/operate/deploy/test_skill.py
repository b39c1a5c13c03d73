"""Step `skill` with a local Watson that has the real paths of both APIs."""

from __future__ import annotations

import base64
import json
import stat
from typing import Any

import pytest

from operate.bundle.build import ROOT
from operate.deploy.watson import document
from tests.operate.deploy.world import World

pytestmark = pytest.mark.slow

PLANS = ("lite", "plus")


def _only(made: World) -> dict[str, Any]:
    """Watson's one skill, as its dialog is kept by either API."""
    (skill,) = made.watson.skills.values()
    found = skill.get("workspace", skill)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("plan", PLANS)
def test_a_skill_that_is_not_there_is_imported_with_its_webhook_and_trained(fresh: World, plan: str) -> None:
    fresh.watson.plan, fresh.watson.trains = plan, 3
    fresh.step("skill")
    skill, secret = _only(fresh), fresh.settings["WEBHOOK_SECRET"]
    (hook,) = skill["webhooks"]
    assert (hook["name"], hook["url"]) == ("main_webhook", fresh.settings["PUBLIC_URL"].replace("{action}", "webhook"))
    headers = {header["name"]: header["value"] for header in hook["headers"]}
    assert headers["X-Handover-Secret"] == secret
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode() == f"handover:{secret}"
    given = json.loads((ROOT / "skill-claim.json").read_text())
    assert skill["dialog_nodes"] == given["dialog_nodes"]
    assert skill["intents"] == given["intents"]


@pytest.mark.parametrize("plan", PLANS)
def test_a_second_run_changes_nothing(fresh: World, plan: str) -> None:
    fresh.watson.plan = plan
    fresh.step("skill")
    writes = list(fresh.watson.writes)
    assert fresh.step("skill").said == ["  Nothing to do."]
    assert fresh.watson.writes == writes


@pytest.mark.parametrize("plan", PLANS)
def test_a_skill_that_is_there_keeps_its_dialog_and_gets_our_webhook(fresh: World, plan: str) -> None:
    fresh.watson.plan = plan
    fresh.step("skill")
    _only(fresh)["dialog_nodes"] = [{"dialog_node": "theirs"}]
    fresh.settings["WEBHOOK_SECRET"] = "another webhook secret, long enough"
    fresh.step("skill")
    assert _only(fresh)["dialog_nodes"] == [{"dialog_node": "theirs"}]
    assert "another webhook secret, long enough" in json.dumps(_only(fresh))


@pytest.mark.parametrize("plan", PLANS)
def test_a_skill_is_replaced_when_asked_for_after_an_export_without_secrets_is_kept(fresh: World, plan: str) -> None:
    fresh.watson.plan = plan
    fresh.step("skill")
    _only(fresh)["dialog_nodes"] = [{"dialog_node": "theirs"}]
    fresh.step("skill", replace_skill=True)
    assert len(_only(fresh)["dialog_nodes"]) > 1
    (kept,) = (fresh.folder / "build").glob("skill-before-*.json")
    assert json.loads(kept.read_text())["dialog_nodes"] == [{"dialog_node": "theirs"}]
    assert fresh.settings["WEBHOOK_SECRET"] not in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_what_else_an_assistant_has_is_not_lost(fresh: World) -> None:
    fresh.watson.plan = "plus"
    fresh.watson.assistants = [{"assistant_id": "as-7", "name": "Theirs", "language": "en"}]
    fresh.watson.other = [{"skill_id": "ac-1", "type": "action", "language": "en", "name": "Actions"}]
    fresh.settings["WATSON_ASSISTANT_ID"] = "as-7"
    fresh.step("skill")
    assert [skill["name"] for skill in fresh.watson.other] == ["Actions"]
    assert len(fresh.watson.skills) == 1


@pytest.mark.parametrize("plan", PLANS)
def test_a_webhook_that_watson_did_not_take_is_reported_with_what_to_do_by_hand(fresh: World, plan: str) -> None:
    fresh.watson.plan, fresh.watson.drops_webhooks = plan, True
    assert "Watson accepted the skill, but not its webhook" in fresh.problem("skill")


def test_a_skill_that_stays_in_training_is_reported(fresh: World) -> None:
    fresh.watson.trains = 10_000
    assert "not trained the skill in 20 minutes (its status is Training)" in fresh.problem("skill")


def test_a_wrong_key_is_reported(fresh: World) -> None:
    fresh.settings["WATSON_API_KEY"] = "wrong"
    assert fresh.problem("skill").startswith("Watson does not accept WATSON_API_KEY")


def test_a_wrong_skill_id_is_reported(fresh: World) -> None:
    fresh.settings["WATSON_SKILL_ID"] = "no-such"
    assert "Watson has no such instance, assistant or skill" in fresh.problem("skill")


def test_an_address_that_does_not_respond_is_reported(fresh: World) -> None:
    fresh.settings["WATSON_URL"] = "http://127.0.0.1:9/instances/1"
    assert "Watson cannot be reached at WATSON_URL" in fresh.problem("skill")


def test_without_a_key_the_skill_is_left_to_the_operator(fresh: World) -> None:
    del fresh.settings["WATSON_API_KEY"]
    assert "import skill-claim.json by hand" in fresh.step("skill").said[0]
    assert fresh.watson.writes == []


def test_a_plan_sends_nothing_that_changes_a_skill(fresh: World) -> None:
    said = fresh.step("skill", plan=True).said
    assert said == ["  would import the skill 'Claims desk' by the v1 API (workspaces)"]
    assert fresh.watson.writes == []


@pytest.mark.parametrize("plan", PLANS)
def test_removal_takes_our_address_and_secret_out_and_leaves_the_skill(fresh: World, plan: str) -> None:
    fresh.watson.plan = plan
    fresh.step("skill")
    fresh.step("skill", remove=True)
    assert _only(fresh)["webhooks"] == [{"url": "", "name": "main_webhook", "headers": []}]
    assert len(_only(fresh)["dialog_nodes"]) > 1
    assert fresh.step("skill", remove=True).said == ["  Nothing to do."]


def test_the_skill_in_the_repository_holds_no_address_and_no_secret_of_anybodys() -> None:
    (hook,) = json.loads((ROOT / "skill-claim.json").read_text())["webhooks"]
    assert "example" in hook["url"]
    assert all("REPLACE" in header["value"].upper() or "json" in header["value"] for header in hook["headers"])


def test_other_headers_of_a_skills_webhook_stay() -> None:
    skill = {
        "webhooks": [
            {
                "url": "",
                "headers": [{"name": "Accept-Language", "value": "de"}, {"name": "authorization", "value": "x"}],
            }
        ]
    }
    headers = document.wired(skill, "https://example.org/", "s")["webhooks"][0]["headers"]
    assert [header["name"] for header in headers] == ["Accept-Language", "Authorization", "X-Handover-Secret"]


def test_of_two_skills_with_our_name_none_is_taken_by_chance(fresh: World) -> None:
    fresh.step("skill")
    (skill,) = fresh.watson.skills.values()
    fresh.watson.skills["ws-2"] = dict(skill)
    writes = list(fresh.watson.writes)
    assert "set WATSON_SKILL_ID to the right one's id" in fresh.problem("skill", replace_skill=True)
    fresh.settings["WATSON_SKILL_ID"] = "ws-1"
    fresh.step("skill")
    assert fresh.watson.writes == writes


def test_of_two_assistants_with_our_name_none_is_taken_by_chance(fresh: World) -> None:
    fresh.watson.plan = "plus"
    fresh.watson.assistants = [{"assistant_id": f"as-{n}", "name": "Handover", "language": "en"} for n in (1, 2)]
    assert "set WATSON_ASSISTANT_ID to the right one's id" in fresh.problem("skill")
    assert fresh.watson.writes == []
