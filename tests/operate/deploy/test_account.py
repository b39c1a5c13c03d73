"""Step `account`: what Twilio's account and numbers can do."""

from __future__ import annotations

import json

import pytest

from tests.operate.deploy.world import DESK, World


def test_an_account_that_can_do_everything_is_asked_about_messages_only(fresh: World) -> None:
    console = fresh.step("account", answer="y")
    assert console.said == ["  Nothing to do."]
    (asked,) = console.asked
    assert asked.startswith(
        "  May the account send text messages to DE? See https://console.twilio.com/us1/develop/sms/"
    )


def test_without_a_yes_it_is_said_what_will_not_arrive(fresh: World) -> None:
    assert "messages to these countries do not arrive (Twilio's error 21408)" in fresh.step("account").said[0]


def test_a_plan_asks_nothing(fresh: World) -> None:
    assert fresh.step("account", plan=True).asked == []


def test_a_trial_is_reported(fresh: World) -> None:
    fresh.twilio.type = "Trial"
    assert "calls and texts only numbers that are verified" in fresh.step("account", yes=True).said[0]


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_an_account_that_is_not_active_stops_the_deploy(fresh: World, status: str) -> None:
    fresh.twilio.status = status
    assert f"The Twilio account is {status}: it places no calls." in fresh.problem("account")


def test_a_number_without_voice_stops_the_deploy(fresh: World) -> None:
    fresh.twilio.capabilities["voice"] = False
    assert "TWILIO_NUMBER (…70) cannot place calls" in fresh.problem("account")


def test_a_number_without_messages_is_reported_unless_another_one_sends_them(fresh: World) -> None:
    fresh.twilio.capabilities["sms"] = False
    assert "cannot send text messages" in fresh.step("account", yes=True).said[0]
    fresh.settings["TWILIO_SMS_FROM"] = "+493012345699"
    assert fresh.step("account", yes=True).said == ["  Nothing to do."]


def test_a_country_that_may_not_be_called_is_named(fresh: World) -> None:
    (fresh.folder / "desk.json").write_text(json.dumps({**DESK, "countries": ["DE", "FR", "AT"]}))
    (said, _) = fresh.step("account", yes=True).said
    assert said.startswith(
        "  The account may not call FR: Twilio refuses with 21215. Allow it at https://console.twilio"
    )
    fresh.twilio.tells_countries = False
    (said, _) = fresh.step("account", yes=True).said
    assert said.startswith(
        "  Whether the account may call DE, FR, AT could not be read: look at https://console.twilio"
    )


def test_the_countries_of_the_agents_phones_count_too_but_not_behind_a_sip_address(fresh: World) -> None:
    agents = [
        {"id": "anna", "name": "Anna", "phone": "+493012345671"},
        {"id": "ben", "name": "Ben", "phone": "+33142685300"},
        {"id": "cleo", "name": "Cleo", "phone": "+442079460123", "sip": "sip:cleo@pbx.example.com"},
    ]
    (fresh.folder / "desk.json").write_text(json.dumps({**DESK, "agents": agents}))
    console = fresh.step("account")
    assert console.said[0].startswith("  The account may not call FR: Twilio refuses with 21215.")
    assert console.asked[0].startswith("  May the account send text messages to DE, FR, GB?")
