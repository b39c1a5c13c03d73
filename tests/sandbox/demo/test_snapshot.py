"""The state that the demo's page shows."""

from __future__ import annotations

import json
from typing import Any

from sandbox.demo.demo import Demo
from sandbox.demo.snapshot import snapshot

from .steps import connect, finish


def phone(seen: dict[str, Any], owner: str) -> dict[str, Any]:
    found: dict[str, Any] = next(phone for phone in seen["phones"] if phone["owner"] == owner)
    return found


def test_it_is_json_with_all_that_the_page_shows(demo: Demo) -> None:
    seen = snapshot(demo)
    assert json.loads(json.dumps(seen)) == seen
    assert set(seen) == {
        "now",
        "platform",
        "dashboard",
        "mode",
        "play",
        "booked_at",
        "hint",
        "chat",
        "phones",
        "activity",
        "kept",
    }
    assert [phone["owner"] for phone in seen["phones"]] == ["Customer", "Anna", "Ben"]
    assert seen["kept"] is None


def test_a_visitor_is_first_led_to_the_chat_with_something_to_write(demo: Demo) -> None:
    seen = snapshot(demo)
    assert seen["hint"]["where"] == "chat"
    assert seen["chat"]["suggestions"] == ["I want to report hail damage", "Please call me"]


def test_the_customers_number_is_offered_when_it_is_asked_for(demo: Demo) -> None:
    demo.chat.say("Please call me")
    assert snapshot(demo)["chat"]["suggestions"] == ["+49 30 12345678"]


def test_the_buttons_of_the_last_answer_are_choices_and_not_text(demo: Demo) -> None:
    seen = snapshot(demo)["chat"]
    assert "Call me" in seen["choices"]
    assert not any("Call me" in line["text"] for line in seen["lines"])


def test_in_messenger_the_customer_writes_first(demo: Demo) -> None:
    demo.open_chat("Facebook Messenger")
    assert snapshot(demo)["chat"]["lines"] == []
    demo.chat.say("hello")
    assert snapshot(demo)["chat"]["lines"][0]["by"] == "customer"


def test_both_phones_of_a_bridge_say_with_whom_they_are_connected(demo: Demo) -> None:
    connect(demo)
    seen = snapshot(demo)
    assert (phone(seen, "Customer")["talking_to"], phone(seen, "Anna")["talking_to"]) == ("Anna", "the customer")
    assert "connected" in seen["hint"]["text"]


def test_captions_say_who_speaks_and_in_which_language(demo: Demo) -> None:
    connect(demo)
    demo.agents[0].phone.speak("Good morning")
    lines = phone(snapshot(demo), "Customer")["lines"]
    assert (lines[0]["who"], lines[0]["language"]) == ("Announcement", "en-US")
    assert (lines[-1]["who"], lines[-1]["text"], lines[-1]["own"]) == ("Anna", "Good morning", False)
    assert phone(snapshot(demo), "Anna")["lines"][-1]["own"]


def test_the_timeline_shows_while_it_grows_and_the_transcript_at_the_end(demo: Demo) -> None:
    connect(demo)
    seen = snapshot(demo)
    titles = [row["title"] for row in seen["activity"] if row["kind"] == "event"]
    assert "Twilio took the call" in titles
    assert "Anna takes the call" in titles
    assert (seen["kept"]["live"], seen["kept"]["transcript"]) == (True, [])
    finish(demo)
    kept = snapshot(demo)["kept"]
    assert (kept["state"], kept["agent"]) == ("completed", "Anna")
    assert "Please call me" in [line["text"] for line in kept["transcript"]]


def test_what_twilios_console_says_is_shown(demo: Demo) -> None:
    demo.world.network.console.error(11200, "Nobody answers at the address.")
    row = snapshot(demo)["activity"][-1]
    assert (row["kind"], row["level"], row["detail"]) == ("console", "error", "Nobody answers at the address.")
    assert "11200" in row["title"]


def test_a_call_that_is_over_says_how_long_it_was(demo: Demo) -> None:
    connect(demo)
    finish(demo)
    seen = phone(snapshot(demo), "Customer")
    assert (seen["state"], seen["ended"]) == ("idle", "Call ended")
    assert seen["lasted"].startswith("0:")


def test_agents_have_a_browser_each_and_the_customer_has_none(demo: Demo) -> None:
    seen = snapshot(demo)
    assert [phone["browser"] for phone in seen["phones"]] == ["", "/desk/anna", "/desk/ben"]


def test_a_text_message_is_shown_on_the_phone_that_it_reaches(demo: Demo) -> None:
    anna, link = demo.agents[0].phone.number, f"{demo.world.host.url('dashboard')}?view=link&t=x"
    demo.world.network.message_centre.send(anna, demo.world.account.number, f"See {link}", None)
    demo.world.agenda.advance(10)
    seen = snapshot(demo)
    message = phone(seen, "Anna")["messages"][-1]
    assert message["parts"][-1] == {"kind": "link", "text": link, "opens": "/desk/anna?view=link&t=x"}
    assert phone(seen, "Ben")["messages"] == []
    assert seen["activity"][-1]["title"] == "A text message reaches Anna's phone"
