"""Wrap-ups: each is stored once, those of several agents side by side, and nothing that was typed is ever lost."""

from __future__ import annotations

import re

import pytest

from tests.handover.actions.dashboard.one_handover import answered, ended, linked, over, started
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment

SAVE = {
    "do": "wrap_up",
    "disposition": "solved",
    "notes": "Sends photos.",
    "follow_up": "2026-11-30",
    "callback": "yes",
}


@pytest.fixture
def handover_id(deployment: Deployment, browser: Browser) -> str:
    """A handover that is over, with its page open in Anna's browser."""
    handover_id = started(deployment)
    ended(deployment, handover_id)
    browser.sign_in("anna").get("handover", h=handover_id)
    return handover_id


def once(browser: Browser) -> str:
    """Returns the id of the form that is shown."""
    found = re.search(r'name="once" value="([^"]+)"', browser.text)
    assert found
    return found[1]


def test_a_wrap_up_is_on_the_page_and_its_outcome_in_the_chats_reply(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    answered(deployment, handover_id)
    browser.sign_in("anna").get("handover", h=handover_id)
    browser.post("handover", {**SAVE, "once": once(browser)}, h=handover_id)
    for words in (
        "Saved.",
        "Solved Anna, 23 Nov 2026, 10:00",
        "The customer wants to be called back.",
        "Follow up on 30 Nov 2026.",
        "Sends photos.",
        "Anna noted the outcome: Solved.",
    ):
        assert words in browser.words
    deployment.report("customer", handover_id, CallStatus="completed")
    reply = deployment.ask(action="call_status", session_id="session-1")
    assert (reply["disposition"], reply["follow_up"]) == ("Ihr Anliegen ist erledigt.", "2026-11-30")
    assert "Ihr Anliegen ist erledigt. Am 30.11.2026 geht es damit weiter." in reply["message"]
    assert "photos" not in str(reply)


def test_after_a_save_the_page_names_the_saved_draft_and_has_an_empty_form(browser: Browser, handover_id: str) -> None:
    form, draft = once(browser), re.search(r'data-draft="([^"]+)"', browser.text)
    assert draft
    browser.post("handover", {**SAVE, "once": form}, follow=False, h=handover_id)
    assert browser.shown.status == 303
    browser.get("handover", h=handover_id, saved=form)
    assert f'data-draft-saved="{draft[1]}" data-draft-once="{form}"' in browser.text
    assert once(browser) != form
    assert "<textarea" in browser.text
    assert re.search(r"<textarea[^>]*>\n</textarea>", browser.text)
    browser.get("handover", h=handover_id, saved="something-else")
    assert "data-draft-saved" not in browser.text


def test_the_draft_of_one_agent_is_not_given_to_the_next_on_the_same_machine(
    browser: Browser, handover_id: str
) -> None:
    annas = re.search(r'data-draft="([^"]+)"', browser.text)
    browser.sign_in("ben").get("handover", h=handover_id)
    bens = re.search(r'data-draft="([^"]+)"', browser.text)
    assert annas
    assert bens
    assert annas[1] != bens[1]
    assert "anna" not in annas[1]


def test_the_same_form_sent_twice_is_saved_once(browser: Browser, handover_id: str) -> None:
    form = {**SAVE, "once": once(browser)}
    browser.post("handover", form, h=handover_id)
    browser.post("handover", form, h=handover_id)
    assert browser.words.count("Sends photos.") == 1


def test_two_agents_who_save_lose_nothing_and_the_newest_is_first(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    other = Browser(deployment).sign_in("ben")
    other.get("handover", h=handover_id)
    browser.post("handover", {**SAVE, "notes": "Anna's words", "once": once(browser)}, h=handover_id)
    deployment.rig.clock.step(60)
    other.post("handover", {**SAVE, "notes": "Ben's words", "once": once(other)}, h=handover_id)
    assert 0 < other.words.index("Ben's words") < other.words.index("Anna's words")
    assert "Ben's words" in browser.json("handover", h=handover_id)["parts"]["wraps"].replace("&#39;", "'")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"disposition": ""}, "Choose an outcome."),
        ({"disposition": "gone"}, "That is no longer in the desk's list. Choose again."),
        ({"notes": "ä" * 4001}, "The notes have 4001 characters; at most 4000 can be saved. Please shorten them."),
        ({"follow_up": "2026-11-22"}, "That day is in the past. Choose today or a later day."),
        (
            {"disposition": "follow_up", "follow_up": ""},
            "This outcome needs a date. Choose the day on which you will follow up.",
        ),
        (
            {"disposition": "wrong_number"},
            "No date can be given for this outcome. Clear the field, or choose another outcome.",
        ),
        ({"follow_up": "soon"}, "That is not a date. A date looks like this: 2026-11-30."),
    ],
)
def test_a_wrap_up_that_cannot_be_saved_is_shown_again_with_what_to_change(
    browser: Browser, handover_id: str, form: dict[str, str], sentence: str
) -> None:
    sent = {**SAVE, **form, "once": once(browser)}
    browser.post("handover", sent, h=handover_id)
    assert browser.shown.status == 422
    assert "Not saved yet." in browser.words
    assert sentence in browser.words
    assert 'aria-invalid="true"' in browser.text
    assert sent["notes"] in browser.text
    assert f'value="{sent["follow_up"]}"' in browser.text
    assert "checked" in browser.text
    assert once(browser) == sent["once"]
    assert "data-draft-unsaved" in browser.text


def test_the_agents_own_day_decides_what_is_past(deployment: Deployment, handover_id: str) -> None:
    """At half past eleven in the evening of London it is tomorrow in Berlin."""
    deployment.rig.clock.step(14.5 * 3600)
    late = Browser(deployment).sign_in("ben")
    late.get("handover", h=handover_id)
    late.post("handover", {**SAVE, "follow_up": "2026-11-23"}, h=handover_id)
    assert "That day is in the past." in late.words


def test_before_an_agent_took_the_call_a_wrap_up_is_given_back(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    browser.sign_in("anna").get("handover", h=handover_id)
    assert "You can start writing now." in browser.words
    browser.post("handover", SAVE, h=handover_id)
    assert browser.shown.status == 409
    assert "nobody has taken this call yet" in browser.words
    assert "Sends photos." in browser.text


@pytest.mark.parametrize("part", ["/wrapped.", "v1/day/", "v1/leg/", "v1/turn/", "v1/switch/"])
def test_with_storage_down_the_form_comes_back_as_it_was(browser: Browser, handover_id: str, part: str) -> None:
    sent = {**SAVE, "once": once(browser)}
    over(browser, lambda key: part in key)
    browser.post("handover", sent, h=handover_id)
    if part == "v1/switch/":  # only the page's frame needs them
        assert "Saved." in browser.words
        return
    assert browser.shown.status == 503
    assert "Not saved: the desk's records cannot be reached right now." in browser.words
    assert "Sends photos." in browser.text
    assert 'value="solved" selected' in browser.text
    assert f'value="{sent["once"]}"' in browser.text
    browser.host = browser.deployment.host
    browser.post("handover", sent, h=handover_id)
    assert "Saved." in browser.words


def test_with_all_of_storage_down_the_notes_come_back_as_text(browser: Browser, handover_id: str) -> None:
    sent = {**SAVE, "once": once(browser), "token": browser.token}
    over(browser, lambda _: True)
    browser.post("handover", sent, h=handover_id)
    assert browser.shown.status == 503
    assert browser.shown.headers["content-type"].startswith("text/plain")
    assert "Sends photos." in browser.text


def test_notes_for_a_deleted_handover_are_given_back(browser: Browser, handover_id: str) -> None:
    browser.post("handover", SAVE, h="20261123-abcdefghijklmnopqrstuvwx-1")
    assert browser.shown.status == 404
    assert "There is no such handover, or it was deleted after its retention period" in browser.words
    assert "Sends photos." in browser.text


def test_a_session_that_ends_mid_work_loses_nothing_and_leads_back(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    token = browser.token
    deployment.rig.clock.step(12 * 3600)
    browser.post("handover", {**SAVE, "token": token}, h=handover_id)
    assert browser.shown.status == 401
    assert "Sends photos." in browser.text
    assert f"?view=signin&amp;back=handover&amp;h={handover_id}" in browser.text


def test_an_unknown_form_command_changes_nothing(browser: Browser, handover_id: str) -> None:
    browser.post("handover", {**SAVE, "do": "delete"}, h=handover_id)
    assert browser.shown.status == 400
    assert "Nothing was changed." in browser.words
    assert "Sends photos." in browser.text


def test_an_agent_with_a_link_can_save_a_wrap_up_too(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    answered(deployment, handover_id)
    linked(browser, handover_id, 1).get("handover", h=handover_id)
    browser.post("handover", {**SAVE, "once": once(browser)}, h=handover_id)
    assert "Saved." in browser.words
    assert "Solved Anna" in browser.words


def test_a_desk_with_its_own_list_offers_that_list(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    ended(deployment, handover_id)
    agents = [{"id": "anna", "name": "Anna", "phone": "+493012345671"}]
    deployment.rig.desk(agents=agents, dispositions=[{"id": "hail", "label": "<b>Hail</b> & storm"}])
    browser.host = Deployment(deployment.rig).host
    browser.sign_in("anna").get("handover", h=handover_id)
    assert '<option value="hail">&lt;b&gt;Hail&lt;/b&gt; &amp; storm</option>' in browser.text
    assert 'value="solved"' not in browser.text
    browser.post("handover", {**SAVE, "disposition": "hail"}, h=handover_id)
    assert "<b>Hail</b> & storm Anna" in browser.words


def test_the_form_says_which_outcomes_need_a_date_and_which_have_none(browser: Browser, handover_id: str) -> None:
    page = browser.get("handover", h=handover_id)
    assert '<option value="follow_up" data-date="required">To be followed up</option>' in page
    assert '<option value="wrong_number" data-date="no">Wrong number</option>' in page
    assert '<option value="solved">Solved</option>' in page
    assert 'data-required="This outcome needs a date."' in page
    about = "Leave it empty if nothing is left to do. A date is needed: To be followed up. No date: Wrong number."
    assert about in browser.words


def test_a_desk_decides_which_dates_fit(deployment: Deployment, browser: Browser, handover_id: str) -> None:
    agents = [{"id": "anna", "name": "Anna", "phone": "+493012345671"}]
    own = [
        {"id": "solved", "label": "Solved", "follow_up": "no"},
        {"id": "open", "label": "Open", "follow_up": "required"},
    ]
    deployment.rig.desk(agents=agents, dispositions=own)
    browser.host = Deployment(deployment.rig).host
    browser.get("handover", h=handover_id)
    for form, saved in (
        ({"disposition": "solved"}, False),
        ({"disposition": "open", "follow_up": ""}, False),
        ({"disposition": "solved", "follow_up": ""}, True),
        ({"disposition": "open"}, True),
    ):
        browser.post("handover", {**SAVE, **form, "once": once(browser)}, h=handover_id)
        assert ("Saved." in browser.words) is saved


def test_a_wrap_up_from_before_the_rule_still_shows(deployment: Deployment, browser: Browser, handover_id: str) -> None:
    facts = {"disposition": "wrong_number", "follow_up": "2026-11-30", "name": "Anna"}
    deployment.rig.storage.handovers.wrap_up(handover_id, deployment.rig.clock.now(), facts, 0)
    browser.get("handover", h=handover_id)
    assert "Wrong number Anna" in browser.words
    assert "Follow up on 30 Nov 2026." in browser.words
