from __future__ import annotations

import json
from typing import Any

from sandbox.demo.snapshot import snapshot
from sandbox.demo.stage import Stage

from .people import connect, finish


def phone(seen: dict[str, Any], owner: str) -> dict[str, Any]:
    found: dict[str, Any] = next(phone for phone in seen["phones"] if phone["owner"] == owner)
    return found


def test_it_is_json_with_all_that_the_page_shows(stage: Stage) -> None:
    seen = snapshot(stage)
    assert json.loads(json.dumps(seen)) == seen
    assert set(seen) == {"now", "platform", "dashboard", "mode", "hint", "chat", "phones", "happenings", "kept"}
    assert [phone["owner"] for phone in seen["phones"]] == ["Customer", "Anna", "Ben"]
    assert seen["kept"] is None


def test_a_visitor_is_first_led_to_the_chat_with_something_to_write(stage: Stage) -> None:
    seen = snapshot(stage)
    assert seen["hint"]["where"] == "chat"
    assert seen["chat"]["suggestions"] == ["I want to report hail damage", "Please call me"]


def test_the_customers_number_is_offered_when_it_is_asked_for(stage: Stage) -> None:
    stage.chat.say("Please call me")
    assert snapshot(stage)["chat"]["suggestions"] == ["+49 30 12345678"]


def test_the_buttons_of_the_last_answer_are_choices_and_not_text(stage: Stage) -> None:
    seen = snapshot(stage)["chat"]
    assert "Call me" in seen["choices"]
    assert not any("Call me" in line["text"] for line in seen["lines"])


def test_in_messenger_the_customer_writes_first(stage: Stage) -> None:
    stage.open_chat("Facebook Messenger")
    assert snapshot(stage)["chat"]["lines"] == []
    stage.chat.say("hello")
    assert snapshot(stage)["chat"]["lines"][0]["by"] == "customer"


def test_both_phones_of_a_bridge_say_with_whom_they_are_connected(stage: Stage) -> None:
    connect(stage)
    seen = snapshot(stage)
    assert (phone(seen, "Customer")["talking_to"], phone(seen, "Anna")["talking_to"]) == ("Anna", "the customer")
    assert "connected" in seen["hint"]["text"]


def test_captions_say_who_speaks_and_in_which_language(stage: Stage) -> None:
    connect(stage)
    stage.agents[0].phone.speak("Good morning")
    lines = phone(snapshot(stage), "Customer")["lines"]
    assert (lines[0]["who"], lines[0]["language"]) == ("Announcement", "en-US")
    assert (lines[-1]["who"], lines[-1]["text"], lines[-1]["own"]) == ("Anna", "Good morning", False)
    assert phone(snapshot(stage), "Anna")["lines"][-1]["own"]


def test_the_timeline_shows_while_it_grows_and_the_transcript_at_the_end(stage: Stage) -> None:
    connect(stage)
    seen = snapshot(stage)
    titles = [row["title"] for row in seen["happenings"] if row["kind"] == "event"]
    assert "Twilio took the call" in titles
    assert "Anna takes the call" in titles
    assert (seen["kept"]["live"], seen["kept"]["transcript"]) == (True, [])
    finish(stage)
    kept = snapshot(stage)["kept"]
    assert (kept["state"], kept["agent"]) == ("completed", "Anna")
    assert "Please call me" in [line["text"] for line in kept["transcript"]]


def test_what_twilios_console_says_is_shown(stage: Stage) -> None:
    stage.world.network.console.error(11200, "Nobody answers at the address.")
    row = snapshot(stage)["happenings"][-1]
    assert (row["kind"], row["level"], row["detail"]) == ("console", "error", "Nobody answers at the address.")
    assert "11200" in row["title"]


def test_a_call_that_is_over_says_how_long_it_was(stage: Stage) -> None:
    connect(stage)
    finish(stage)
    seen = phone(snapshot(stage), "Customer")
    assert (seen["state"], seen["ended"]) == ("idle", "Call ended")
    assert seen["lasted"].startswith("0:")


def test_agents_have_a_browser_each_and_the_customer_has_none(stage: Stage) -> None:
    seen = snapshot(stage)
    assert [phone["browser"] for phone in seen["phones"]] == ["", "/desk/anna", "/desk/ben"]


def test_a_text_message_is_shown_on_the_phone_that_it_reaches(stage: Stage) -> None:
    anna, link = stage.agents[0].phone.number, f"{stage.world.host.url('dashboard')}?view=link&t=x"
    stage.world.network.message_centre.send(anna, stage.world.account.number, f"See {link}", None)
    stage.world.agenda.advance(10)
    seen = snapshot(stage)
    message = phone(seen, "Anna")["messages"][-1]
    assert message["parts"][-1] == {"kind": "link", "text": link, "opens": "/desk/anna?view=link&t=x"}
    assert phone(seen, "Ben")["messages"] == []
    assert seen["happenings"][-1]["title"] == "A text message reaches Anna's phone"
