"""The view `desk` shows leads the desk's status, and pauses it with one press."""

from __future__ import annotations

import json

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import handover_keys
from handover.usecases.sweep import sweep
from tests.fakes.bucket import MemoryClient
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import DESK


@pytest.fixture
def lead(browser: Browser) -> Browser:
    return browser.sign_in("anna")


def change_desk(lead: Browser, **changes: object) -> None:
    """Upload desk.json with these changes, and wait until it is in force."""
    rig = lead.deployment.rig
    agents = [{**DESK["agents"][0], "role": "lead"}, DESK["agents"][1]]
    rig.server.put(rig.bucket, keys.DESK, json.dumps({**DESK, "agents": agents, **changes}).encode())
    rig.clock.step(31)


def test_a_desk_that_takes_calls(lead: Browser) -> None:
    lead.get("desk")
    assert "The desk takes calls. 2 of 2 agents are available." in lead.words
    assert "Open" in lead.words
    assert "Around the clock" in lead.words
    assert "0 of 200" in lead.words


def test_an_agent_without_an_own_phone_is_shown_as_one_who_cannot_sign_in(lead: Browser) -> None:
    ben = {**DESK["agents"][1], "extension": "123"}
    change_desk(lead, agents=[{**DESK["agents"][0], "role": "lead"}, ben])
    lead.get("desk")
    assert lead.words.count("Cannot sign in and gets no text messages") == 1
    change_desk(lead, agents=[{**DESK["agents"][0], "role": "lead"}, {**ben, "mobile": "+4917612345678"}])
    lead.get("desk")
    assert "Cannot sign in" not in lead.words


def test_the_pause_button_explains_what_customers_will_hear(lead: Browser) -> None:
    lead.get("desk")
    assert "Our colleagues cannot take calls at the moment, so I did not place one." in lead.words
    assert 'value="pause"' in lead.text


def test_a_lead_pauses_the_desk_and_resumes_it(lead: Browser) -> None:
    lead.get("desk")
    lead.post("desk", {"do": "pause"})
    assert "The desk is paused. No new calls are placed." in lead.words
    assert "Paused by Anna since" in lead.words
    assert lead.deployment.start()["reason"] == "desk_paused"
    lead.post("desk", {"do": "resume"})
    assert "The desk takes calls." in lead.words
    assert lead.deployment.start()["ok"] is True
    lead.get("desk")
    assert "1 of 200" in lead.words


def test_a_pause_in_desk_json_is_the_operators(lead: Browser) -> None:
    change_desk(lead, paused=True)
    lead.get("desk")
    assert "Only the operator can change that" in lead.words
    assert 'value="pause"' not in lead.text
    assert 'value="resume"' not in lead.text


def test_paused_by_both_the_leads_switch_can_still_be_turned_off(lead: Browser) -> None:
    lead.get("desk")
    lead.post("desk", {"do": "pause"})
    change_desk(lead, paused=True)
    lead.get("desk")
    lead.post("desk", {"do": "resume"})
    assert "The desk is paused." in lead.words
    assert lead.deployment.rig.storage.availability.read().paused is False


def test_a_lead_sets_an_agent_away_and_the_page_names_the_lead(lead: Browser) -> None:
    lead.get("desk")
    lead.post("duty", {"do": "away", "agent": "ben"}, back="desk")
    assert "The desk takes calls. 1 of 2 agents are available." in lead.words
    assert "Away since 23 Nov 2026, 10:00 (set by Anna)" in lead.words
    assert "Set Ben available" in lead.words
    lead.post("duty", {"do": "away", "agent": "anna"}, back="desk")
    assert "Nobody is available." in lead.words


def test_agents_who_are_talking_are_shown(lead: Browser) -> None:
    """This includes those who went away meanwhile: away applies to the next call."""
    deployment = lead.deployment
    handover_id = deployment.start()["handover_id"]
    deployment.step("connect", handover_id)
    deployment.step("decide", handover_id, 1, Digits="1")
    lead.get("desk")
    lead.post("duty", {"do": "away", "agent": "anna"}, back="desk")
    assert "Away since 23 Nov 2026, 10:00 Talking since 23 Nov 2026, 10:00" in lead.words
    deployment.report("customer", handover_id, CallStatus="completed")
    lead.get("desk")
    assert "Talking since" not in lead.words


def test_an_author_who_left_the_desk_is_named_by_id(lead: Browser) -> None:
    rig = lead.deployment.rig
    rig.storage.availability.set_away("ben", True, "carla", rig.clock.now())
    lead.get("desk")
    assert "(set by carla)" in lead.words


def test_a_closed_desk_says_when_it_opens_and_its_whole_week(lead: Browser) -> None:
    change_desk(lead, hours={"tuesday": ["09:30-12:00", "13:00-17:00"]}, closed_on=["2026-12-25", "2026-01-01"])
    lead.get("desk")
    assert "The desk is closed." in lead.words
    assert "Opens next 24 Nov 2026, 09:30" in lead.words
    assert "Tuesday 09:30-12:00, 13:00-17:00" in lead.words
    assert "Wednesday Closed" in lead.words
    assert "25 Dec 2026" in lead.words
    assert "01 Jan 2026" not in lead.words, "that day is over"


def test_the_page_says_when_the_days_calls_are_used_up(lead: Browser) -> None:
    change_desk(lead, limits={"calls_per_day": 1})
    assert lead.deployment.start()["ok"] is True
    lead.get("desk")
    assert "Today's call limit is reached." in lead.words
    assert "1 of 1" in lead.words


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"paused": True}, "desk_paused"),
        ({"hours": {"sunday": ["08:00-12:00"]}}, "closed"),
        ({"limits": {"calls_per_day": 1}}, "limit_reached"),
        ({"limits": {"calls_in_progress": 1}}, "limit_reached"),
        ({"limits": {"calls_in_progress": 1}, "hours": {"sunday": ["08:00-12:00"]}}, "closed"),
        ({}, "no_agents"),
    ],
)
def test_the_banner_has_the_sentence_that_a_customer_gets(
    deployment: Deployment, changes: dict[str, object], reason: str, language: str
) -> None:
    lead = Browser(deployment, language).sign_in("anna")
    assert deployment.start("session-0")["ok"] is True
    change_desk(lead, **changes)
    if not changes:
        for agent in ("anna", "ben"):
            deployment.rig.storage.availability.set_away(agent, True, agent, deployment.rig.clock.now())
    lead.get("desk")
    reported = deployment.ask(action="availability", language=language)
    refused = deployment.start("session-1", phone_number="+493012345698", language=language)
    assert reported["reason"] == refused["reason"] == reason
    assert reported["message"] == refused["message"]
    banner = lead.text.partition('<div class="banner"')[2].partition("</div>")[0]
    assert refused["message"].replace("'", "&#39;") in banner
    assert ("The desk takes calls." in lead.words) is False


def test_lines_that_are_free_again_end_the_banner(lead: Browser) -> None:
    change_desk(lead, limits={"calls_in_progress": 1})
    handover_id = lead.deployment.start()["handover_id"]
    lead.get("desk")
    assert "All lines are busy." in lead.words
    lead.deployment.report("customer", handover_id, CallStatus="completed")
    lead.get("desk")
    assert 'class="banner"' not in lead.text
    assert "The desk takes calls." in lead.words


def test_the_page_reports_a_scheduler_that_is_late(lead: Browser) -> None:
    rig = lead.deployment.rig
    sweep(rig.ctx(seconds=45))
    rig.clock.step(15 * 60)
    lead.get("desk")
    assert "The scheduler has not come" not in lead.words
    rig.clock.step(1)
    lead.get("desk")
    assert "The scheduler has not run for more than 15 minutes." in lead.words


def test_the_page_reports_a_scheduler_that_never_ran(lead: Browser) -> None:
    lead.get("desk")
    assert "The scheduler has never run." in lead.words
    assert "Last scheduler run Never" in lead.words


def test_the_page_reports_what_is_wrong_with_desk_json(lead: Browser) -> None:
    lead.get("desk")
    rig = lead.deployment.rig
    rig.server.put(rig.bucket, keys.DESK, b'{"agents": "<script>"}')
    rig.clock.step(31)
    lead.get("desk")
    assert "desk.json cannot be used." in lead.words
    assert "An older version is in use" in lead.words


def test_a_desk_without_agents_says_so(lead: Browser) -> None:
    """No agent could sign in to see it, so the viewer is the only agent, and is removed from the list."""
    change_desk(lead, agents=[{**DESK["agents"][0], "role": "lead"}])
    lead.get("desk")
    assert "1 of 1 agents" in lead.words


def test_in_german_the_whole_page_is_german(deployment: Deployment) -> None:
    lead = Browser(deployment, "de").sign_in("anna")
    lead.get("desk")
    assert "2 von 2 Personen sind verfügbar" in lead.words
    assert "Wir können im Moment keine Anrufe annehmen" in lead.words, "what the bot says"
    lead.post("desk", {"do": "pause"})
    assert "Pausiert von Anna seit 23.11.2026, 10:00" in lead.words


@pytest.mark.parametrize("do", ["", "PAUSE", "stop"])
def test_an_unknown_command_changes_nothing(lead: Browser, do: str) -> None:
    lead.get("desk")
    lead.post("desk", {"do": do})
    assert lead.shown.status == 400
    assert lead.deployment.rig.objects(keys.SWITCHES) == {}


def test_only_leads_pause_the_desk(deployment: Deployment) -> None:
    ben = Browser(deployment).sign_in("ben")
    ben.post("desk", {"token": "whatever", "do": "pause"})
    assert ben.shown.status == 403
    assert deployment.rig.objects(keys.SWITCHES) == {}


def test_names_from_the_desk_are_escaped(lead: Browser) -> None:
    agents = [{**DESK["agents"][0], "role": "lead"}, {**DESK["agents"][1], "name": "<img src=x>"}]
    change_desk(lead, agents=agents, name="<b>Desk</b>")
    lead.get("desk")
    assert "<img" not in lead.text
    assert "&lt;img src=x&gt;" in lead.text
    assert "<b>" not in lead.text


@pytest.mark.parametrize(("calls", "away"), [(0, 0), (3, 0), (3, 2)])
def test_its_cost_does_not_grow_with_history(lead: Browser, calls: int, away: int) -> None:
    """A view reads the sign-in, availability, the day's quotas, heartbeat, live markers, and each change, and lists the two
    stored days that the desk's own day touches."""
    rig, deployment = lead.deployment.rig, lead.deployment
    for n in range(calls):
        handover_id = deployment.start(f"session-{n}", phone_number=f"+4930123456{n:02d}")["handover_id"]
        deployment.report("customer", handover_id, CallStatus="completed")
    for agent_id in ("anna", "ben")[:away]:
        rig.storage.availability.set_away(agent_id, True, agent_id, rig.clock.now())
    client = rig.client().separate()
    counted = _over(lead, client)
    counted.get("desk")
    client.requests.clear()
    counted.get("desk")
    assert counted.shown.status == 200
    assert len(client.requests) == 5 + 4 + away


def test_when_storage_fails_the_page_says_so(lead: Browser) -> None:
    client = lead.deployment.rig.client().failing(lambda _, key: key == keys.HEARTBEAT)
    without = _over(lead, client)
    without.get("desk")
    assert without.shown.status == 503
    assert "cannot be reached right now" in without.words


def _over(lead: Browser, client: MemoryClient) -> Browser:
    """Returns the same browser at a dashboard whose storage is reached through that client."""
    rig = lead.deployment.rig
    deployment = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client))
    other = Browser(deployment)
    other.cookie = lead.cookie
    return other


def test_the_limits_that_were_hit_today_are_listed_with_their_chats(lead: Browser) -> None:
    rig = lead.deployment.rig
    lead.get("desk")
    assert "No limit was hit today." in lead.words
    for n, limit in enumerate(("numbers_per_chat", "numbers_per_chat", "", "moon_phase")):
        facts = {"wish": {"name": f"Ada {n}", "phone_number": "+49 30 12345678"}, "reason": "limit_reached"}
        handover_id = handover_keys.handover_id("20261123", f"chat{n // 2}", "r")
        known = {"limit": limit} if limit else {}
        rig.storage.handovers.add(handover_id, EventKind.REFUSED, rig.clock.now(), {**facts, **known}, n + 1)
    lead.get("desk")
    for words in ("Numbers per chat", "2 times", "…78", "Not on record which one", "moon_phase"):
        assert words in lead.words, words
    assert 'href="?view=handover&amp;h=20261123-chat0-r"' in lead.text


def test_the_limits_that_were_hit_may_be_unreadable(lead: Browser) -> None:
    client = lead.deployment.rig.client().failing(lambda _, key: key.startswith("v1/day/"))
    without = _over(lead, client)
    without.get("desk")
    assert without.shown.status == 200
    assert "This cannot be read right now." in without.words


def test_the_page_says_who_missed_calls_and_who_is_off_duty(lead: Browser) -> None:
    rig = lead.deployment.rig
    anna, ben = DESK["agents"]
    change_desk(lead, agents=[{**anna, "role": "lead"}, {**ben, "hours": {"monday": ["14:00-18:00"]}}])
    rig.storage.availability.set_away_for_misses("anna", 2, rig.clock.now())
    lead.get("desk")
    assert "after 2 missed calls in a row" in lead.words
    assert "Off duty Own hours today: 14:00-18:00" in lead.words
    assert "0 of 2 agents are available." in lead.words


def test_a_colleague_who_came_into_a_call_is_shown_as_talking(lead: Browser, deployment: Deployment) -> None:
    handover_id = deployment.start()["handover_id"]
    deployment.report("customer", handover_id, CallStatus="in-progress")
    deployment.step("connect", handover_id, Digits="1")
    deployment.step("decide", handover_id, 1, Digits="1")
    handovers, now = deployment.rig.storage.handovers, deployment.rig.clock.now()
    asked = {"agents": [{"id": "ben", "name": "Ben", "phone": "+493012345672", "language": "en"}]}
    handovers.add(handover_id, EventKind.COLLEAGUE, now, asked, 101)
    lead.get("desk")
    assert lead.words.count("Talking since") == 1
    handovers.add(handover_id, EventKind.JOINED, now, {}, 101)
    lead.get("desk")
    assert lead.words.count("Talking since") == 2
    lead.get("now")
    assert "Anna, Ben" in lead.words
    handovers.add(handover_id, EventKind.LEFT, now, {}, 1)
    lead.get("desk")
    assert lead.words.count("Talking since") == 1
    lead.get("now")
    assert "Anna, Ben" not in lead.words


def test_calls_go_on_with_the_last_good_desk_in_a_fresh_container_too_and_the_page_says_so(lead: Browser) -> None:
    rig = lead.deployment.rig
    sweep(rig.ctx(seconds=45))
    twice = {**DESK, "agents": [DESK["agents"][0], DESK["agents"][0]]}
    rig.server.put(rig.bucket, keys.DESK, json.dumps(twice).encode())
    rig.clock.step(31)
    fresh = Deployment(rig)
    handover_id = fresh.start()["handover_id"]
    fresh.report("customer", handover_id, CallStatus="in-progress")
    fresh.step("connect", handover_id, Digits="1")
    assert rig.handover(handover_id).hunt
    page = Browser(fresh).sign_in("anna")
    page.get("desk")
    assert "agents[1].id: agents[0] has that id too" in page.words
    assert "The last good one stays in force." in page.words
    assert "An older version is in use" in page.words
