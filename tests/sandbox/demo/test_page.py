"""The page in a real Chromium, in real time: what a user sees and does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from sandbox.demo.demo import Demo

from .on_the_page import phone, press, reply

pytestmark = pytest.mark.browser


def test_a_whole_handover_by_hand(page: Page) -> None:
    customer, anna = phone(page, "The customer"), phone(page, "Anna")
    for text in ("Please call me", "+49 30 12345678", "Ada", "Yes, call me"):
        reply(page, text)
    customer.get_by_role("button", name="Answer").click()
    expect(customer.get_by_role("log")).to_contain_text("Hello, this is Example Insurance")
    press(customer, "1")
    anna.get_by_role("button", name="Answer").click()
    expect(anna.get_by_role("log")).to_contain_text("Press 1 to take the call")
    press(anna, "1")
    expect(customer.get_by_role("status")).to_have_text("Connected with Anna")
    expect(anna.get_by_role("status")).to_have_text("Connected with the customer")
    anna.get_by_label("Say something into Anna's phone").fill("Good morning")
    anna.get_by_role("button", name="Say it").click()
    expect(customer.get_by_role("log")).to_contain_text("Good morning")
    customer.get_by_role("button", name="Hang up").click()
    page.get_by_role("button", name="What happens").click()
    expect(page.get_by_label("The stored transcript")).to_contain_text("Please call me")
    expect(page.locator("#kept-state")).to_have_text("completed")
    expect(page.get_by_label("What happens")).to_contain_text("Anna takes the call")


def test_the_chat_is_used_with_the_keyboard_alone(page: Page) -> None:
    page.get_by_label("Write to the assistant").focus()
    page.keyboard.type("please call me")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log", name="The chat")).to_contain_text("Which number may we call?")
    expect(page.get_by_label("Write to the assistant")).to_have_value("")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="+49 30 12345678")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("log", name="The chat")).to_contain_text("your name")
    expect(page.get_by_label("Write to the assistant")).to_be_focused()


def test_keys_of_the_keyboard_press_those_of_the_phone(page: Page, live_stage: Demo) -> None:
    live_stage.world.network.dial_in(live_stage.customer.phone.number)
    customer = phone(page, "The customer")
    customer.get_by_role("button", name="5", exact=True).focus()
    page.keyboard.press("7")
    expect(customer.get_by_role("log")).to_contain_text("Pressed 7")


def test_what_somebody_writes_stays_text(page: Page) -> None:
    attack = '<img src=x onerror="document.title=1">'
    page.get_by_label("Write to the assistant").fill(attack)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log", name="The chat")).to_contain_text(attack)
    assert page.locator("#lines img").count() == 0
    assert page.title() == "Handover: the demo"


def test_a_refused_act_shows_its_sentence(page: Page) -> None:
    answer = phone(page, "Anna").locator("[data-act=answer]")
    answer.dispatch_event("click")  # hidden now: as if the phone had stopped ringing under the user's hand
    expect(page.get_by_role("alert")).to_have_text("The phone of Anna is idle, not ringing.")


def test_messenger_is_a_choice(page: Page) -> None:
    page.get_by_label("Channel").select_option("Messenger")
    expect(page.get_by_role("log", name="The chat")).to_be_empty()
    reply(page, "Please call me")
    expect(page.get_by_role("log", name="The chat")).to_contain_text("Which number may we call?")


@pytest.mark.parametrize("width", [1920, 1280, 1279, 768, 360])
def test_nothing_is_wider_than_the_screen_and_no_button_is_cut(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.get_by_role("button", name="Please call me").wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    shown = page.locator("button:visible, h3:visible:not(.hidden-label)")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"
    assert shown.evaluate_all(cut) == []


def test_on_a_phone_one_person_is_shown_at_a_time_and_the_ringing_one_is_marked(page: Page, live_stage: Demo) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    tabs = page.get_by_role("navigation", name="People")
    expect(phone(page, "The customer")).to_be_hidden()
    for text in ("Please call me", "+49 30 12345678", "skip", "Yes, call me"):
        reply(page, text)
    ringing = tabs.get_by_role("button", name="Phone")
    expect(ringing).to_have_attribute("data-news", "ringing")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(phone(page, "The customer").get_by_role("button", name="Answer")).to_be_visible()
    expect(page.get_by_role("log", name="The chat")).to_be_hidden()
    expect(ringing).to_have_attribute("aria-current", "true")


def test_nothing_moves_for_who_asked_for_no_motion(page: Page, live_stage: Demo) -> None:
    page.emulate_media(reduced_motion="reduce")
    for text in ("Please call me", "+49 30 12345678", "skip", "Yes, call me"):
        reply(page, text)
    expect(phone(page, "The customer").get_by_role("button", name="Answer")).to_be_visible()
    assert page.evaluate("() => document.getAnimations().length") == 0
