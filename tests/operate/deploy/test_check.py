"""Step `check` reports everything that would stop a later step at once, each with its remedy."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from operate.deploy import runtime
from operate.deploy.check import region_of
from tests.operate.conftest import HERE
from tests.operate.deploy.world import World
from tests.operate.standins.openwhisk_host import OpenWhiskHost

AGENT = '{"id": "anna", "name": "Anna", "phone": "+493012345671"}'
DIRECT = "https://s3.direct.us-south.cloud-object-storage.appdomain.cloud"


def test_with_all_in_place_there_is_nothing_to_say(fresh: World) -> None:
    assert fresh.step("check").said == ["  Nothing to do."]


def test_without_the_dashboards_secret_all_else_is_deployed_and_that_is_reported(fresh: World) -> None:
    del fresh.settings["DASHBOARD_SECRET"]
    told, nothing_to_do = fresh.step("check").said
    assert told.startswith("  DASHBOARD_SECRET is not set: the dashboard will not work")
    assert "openssl rand -hex 32" in told
    assert nothing_to_do == "  Nothing to do."


def test_half_of_the_settings_for_watsons_logs_is_a_mistake(fresh: World) -> None:
    fresh.settings["WATSON_ENVIRONMENT_ID"] = "environment"
    del fresh.settings["WATSON_API_KEY"]
    assert "WATSON_API_KEY is missing" in fresh.problem("check")


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ({"user": ""}, "You are not logged in: ibmcloud login -r REGION -g RESOURCE_GROUP"),
        ({"expired": True}, "Your login has expired: ibmcloud login"),
        ({"plugin": None}, "The Code Engine plug-in is missing: ibmcloud plugin install code-engine."),
        (
            {"plugin": [1, 40, 0]},
            "The Code Engine plug-in 1.40.0 is too old; 1.50.1 or newer is needed: ibmcloud plugin update",
        ),
        ({"region": ""}, "No region is selected: ibmcloud target -r REGION"),
        ({"group": ""}, "No resource group is selected: ibmcloud target -g GROUP"),
    ],
)
def test_what_is_wrong_with_the_account_is_reported_with_the_remedy(
    fresh: World, account: dict[str, Any], sentence: str
) -> None:
    fresh.change_account(**account)
    assert fresh.problem("check").startswith(sentence)


def test_a_missing_tool_is_reported_with_where_to_get_it(fresh: World) -> None:
    (fresh.folder / "bin" / "ibmcloud").unlink()
    assert fresh.problem("check").startswith("ibmcloud is not installed: see https://cloud.ibm.com/docs/cli")


def test_a_runtime_that_ends_is_reported_half_a_year_before(fresh: World) -> None:
    end = runtime.ENDS[HERE]
    for days, sentence in ((181, ""), (180, "in 180 days"), (0, "in 0 days"), (-1, "has ended on")):
        fresh.clock.day = datetime.combine(end - timedelta(days=days), time(), UTC)
        said = fresh.step("check").said[:-1]
        assert sentence in "".join(said)
        assert len(said) == (1 if sentence else 0)


def test_a_runtime_that_the_platform_does_not_have_is_a_mistake(fresh: World) -> None:
    fresh.change_account(runtimes=["nodejs-22", "python-3.14"])
    assert fresh.problem("check").startswith(f"Code Engine has no Python {HERE}; it has 3.14: choose one with --python")
    fresh.change_account(fail={"ce fn runtimes": "Something went wrong."})
    assert fresh.step("check").said == ["  Nothing to do."]


def test_an_address_of_twilio_that_is_deprecated_is_reported_with_the_new_one(fresh: World) -> None:
    fresh.settings["TWILIO_API_BASE"] = "https://api.ie1.twilio.com"
    assert "write https://api.dublin.ie1.twilio.com." in fresh.step("check").said[0]
    fresh.settings["TWILIO_API_BASE"] = "https://api.dublin.ie1.twilio.com"
    assert fresh.step("check").said == ["  Nothing to do."]


def test_another_region_than_the_buckets_is_a_mistake_unless_it_is_meant(fresh: World) -> None:
    fresh.settings["COS_ENDPOINT"] = DIRECT
    assert "Your login is in region eu-de, but the bucket of COS_ENDPOINT is in us-south" in fresh.problem("check")
    fresh.step("check", region="eu-de")


def test_a_private_address_is_reported_because_code_engine_cannot_reach_it(fresh: World) -> None:
    fresh.settings["COS_ENDPOINT"] = DIRECT.replace("direct", "private")
    assert "which Code Engine cannot reach: replace s3.private. with s3.direct." in fresh.problem("check")


def test_all_problems_are_reported_at_once(fresh: World) -> None:
    fresh.change_account(user="", plugin=None)
    fresh.settings |= {"COS_API_KEY": "key"}
    del fresh.settings["WATSON_URL"]
    (fresh.folder / "desk.json").write_text('{\n  "agents": [],\n  "countries": ["Germany"]\n}')
    told = fresh.problem("check").splitlines()
    assert len(told) == 7  # three of them in desk.json


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{\n "agents": [,]\n}', "line 2: this is not JSON"),
        (
            '{\n "agents": [],\n "countries": ["DE"]\n}',
            "desk.json: time_zone: it is missing.",
        ),
        (
            '{\n "agents": [\n  {"id": "a", "name": "A", "phone": "+493012345671"},\n'
            '  {"id": "b", "name": "B",\n   "phone": "030"}],\n "countries": ["DE"], "time_zone": "Europe/Berlin"}',
            "desk.json: agents[1].phone: write the number with its country code",
        ),
        (
            '{"agents": [],\n "countries": ["DE"], "time_zone": "Europe/Berlin"}',
            "desk.json: agents: there is nobody to ring",
        ),
        (f'{{"agents": [{AGENT}],\n "countries": ["DE"],\n "time_zone": "Berlin"}}', "time_zone: no such zone"),
        (
            f'{{"agents": [{AGENT}], "countries": ["DE"], "time_zone": "Europe/Berlin",\n "limits": {{\n "calls": 2}}}}',
            "desk.json: limits",
        ),
    ],
)
def test_a_desk_file_that_cannot_be_used_is_reported_with_the_place_and_the_rule(
    fresh: World, text: str, sentence: str
) -> None:
    (fresh.folder / "desk.json").write_text(text)
    assert sentence in fresh.problem("check")


@pytest.mark.parametrize(
    ("endpoint", "region"),
    [
        (DIRECT, "us-south"),
        ("https://s3.eu-de.cloud-object-storage.appdomain.cloud", "eu-de"),
        ("https://s3.eu.cloud-object-storage.appdomain.cloud", ""),
        ("http://127.0.0.1:9000", ""),
    ],
)
def test_the_region_is_read_from_a_regional_address_only(endpoint: str, region: str) -> None:
    assert region_of(endpoint) == region


def test_openwhisks_tools_are_asked_for_on_openwhisk_only(fresh: World) -> None:
    for tool in ("wsk", "wskdeploy"):
        (fresh.folder / "bin" / tool).unlink()
    fresh.step("check")
    told = fresh.problem("check", target="openwhisk").splitlines()
    assert [line.split()[0] for line in told] == ["wsk", "wskdeploy"]


def test_what_an_openwhisk_host_lacks_is_reported_with_the_remedy(fresh: World, host: OpenWhiskHost) -> None:
    fresh.environment["STANDIN_APIHOST"] = host.base
    host.alarms = False
    assert "has no alarms package" in fresh.problem("check", target="openwhisk")
    fresh.environment["STANDIN_AUTH"] = "wrong:key"
    assert "The OpenWhisk key is wrong: wsk property set --auth KEY" in fresh.problem("check", target="openwhisk")


def test_a_desk_that_cannot_be_used_does_not_stop_a_removal(fresh: World) -> None:
    (fresh.folder / "desk.json").write_text("{")
    assert "this is not JSON" in fresh.problem("check")
    assert fresh.step("check", remove=True).said == ["  Nothing to do."]
