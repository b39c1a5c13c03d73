"""The demo's page in a real Chromium: what a person sees and does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .demo_page import DemoPage

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_whole_handover_by_hand(screen: DemoPage) -> None:
    page, customer, anna = screen.page, screen.customer, screen.anna
    screen.ring_anna()
    screen.click(anna, "Answer")
    expect(anna.get_by_role("log", name="What is heard")).to_contain_text("Press 1 to take the call")
    screen.click(anna, "1")
    expect(customer.get_by_role("status")).to_have_text("Connected with Anna")
    expect(anna.get_by_role("status")).to_have_text("Connected with the customer")
    anna.get_by_label("Say something into Anna's phone").fill("Good morning")
    screen.click(anna, "Say it")
    expect(customer.get_by_role("log")).to_contain_text("Good morning")
    screen.click(customer, "Hang up")
    screen.wait(60)
    page.get_by_role("button", name="What happens").click()
    expect(page.get_by_label("The stored transcript")).to_contain_text("Please call me")
    expect(page.locator("#kept-state")).to_have_text("completed")
    expect(page.get_by_label("What happens")).to_contain_text("Anna takes the call")


@pytest.mark.slow
def test_the_chat_shows_where_the_call_is(screen: DemoPage) -> None:
    screen.request_call()
    where = screen.page.get_by_role("region", name="Your phone call")
    expect(where.get_by_role("status")).to_have_text("We are ringing you")
    screen.click(screen.customer, "Answer")
    screen.click(screen.customer, "1")
    screen.ring(screen.demo.agents[0].phone)
    expect(where.get_by_role("status")).to_contain_text("You are number 1 in line")
    screen.click(screen.anna, "Answer")
    screen.click(screen.anna, "1")
    expect(where.get_by_role("status")).to_have_text("Anna joined by phone")
    screen.page.reload()
    expect(where.get_by_role("status")).to_have_text("Anna joined by phone")
    screen.click(screen.customer, "Hang up")
    screen.wait(60)
    where.get_by_role("button", name="5").click()
    expect(where).to_contain_text("Thank you for your rating")


def test_the_chat_is_used_with_the_keyboard_alone(screen: DemoPage) -> None:
    page = screen.page
    page.get_by_label("Write to the assistant").focus()
    page.keyboard.type("please call me")
    page.keyboard.press("Enter")
    expect(screen.chat).to_contain_text("Which phone number may we call?")
    expect(page.get_by_label("Write to the assistant")).to_have_value("")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="+49 30 12345678")).to_be_focused()
    page.keyboard.press("Enter")
    expect(screen.chat).to_contain_text("your name")
    expect(page.get_by_label("Write to the assistant")).to_be_focused()


@pytest.mark.slow
def test_keys_of_the_keyboard_press_those_of_the_phone(screen: DemoPage) -> None:
    page = screen.page
    screen.demo.world.network.dial_in(screen.demo.customer.phone.number)
    screen.wait()
    customer = screen.customer
    customer.get_by_role("button", name="5", exact=True).focus()
    page.keyboard.press("7")
    expect(customer.get_by_role("log")).to_contain_text("Pressed 7")


@pytest.mark.slow
def test_written_text_stays_text(screen: DemoPage) -> None:
    page = screen.page
    attack = '<img src=x onerror="document.title=1">'
    page.get_by_label("Write to the assistant").fill(attack)
    page.get_by_role("button", name="Send").click()
    expect(screen.chat).to_contain_text(attack)
    assert page.locator("#lines img").count() == 0
    assert page.title() == "Handover: the demo"


def test_a_refused_act_shows_its_sentence(screen: DemoPage) -> None:
    page = screen.page
    answer = screen.anna.locator("[data-act=answer]")
    answer.dispatch_event("click")  # hidden now: as if the phone had stopped ringing under the visitor's hand
    expect(page.get_by_role("alert")).to_have_text("The phone of Anna is idle, not ringing.")


def test_messenger_is_a_choice(screen: DemoPage) -> None:
    page = screen.page
    page.get_by_label("Channel").select_option("Messenger")
    expect(screen.chat).to_be_empty()
    screen.reply("Please call me")
    expect(screen.chat).to_contain_text("Which phone number may we call?")


WIDTHS = [1920, 1280, 1279, 768, 360]


def test_at_no_width_is_anything_wider_than_the_screen_or_a_button_cut(screen: DemoPage) -> None:
    page = screen.page
    page.get_by_role("button", name="Please call me").wait_for()
    shown = page.locator("button:visible, h3:visible:not(.hidden-label)")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), width
        assert shown.evaluate_all(cut) == [], width


SIZES = [(1280, 720), (1280, 600), (1024, 768), (1024, 600), (768, 1024), (768, 700), (360, 640)]
#: Buttons of phones whose lower edge is below that of the phone's screen.
_CUT = """all => all.filter(one => {
  const button = one.getBoundingClientRect(), screen = one.closest(".screen").getBoundingClientRect();
  return button.height > 0 && button.bottom > screen.bottom + 1;
}).map(one => one.textContent)"""


@pytest.mark.slow
def test_no_button_of_a_phone_is_cut_off_in_any_state_of_a_call(screen: DemoPage) -> None:
    page = screen.page
    usual = page.viewport_size
    assert usual

    def check(state: str) -> None:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert page.locator(".screen button").evaluate_all(_CUT) == [], (state, width, height)
        page.set_viewport_size(usual)

    screen.ring_anna()
    check("ringing")
    screen.click(screen.anna, "Answer")
    check("asked")
    screen.click(screen.anna, "1")
    expect(screen.anna.get_by_role("status")).to_have_text("Connected with the customer")
    for phone in (screen.customer, screen.anna):
        phone.get_by_role("button", name="Keypad").click()
    check("talking, with the keypad")


@pytest.mark.slow
def test_on_a_phone_one_person_is_shown_at_a_time_and_the_ringing_one_is_marked(screen: DemoPage) -> None:
    page = screen.page
    page.set_viewport_size({"width": 360, "height": 740})
    tabs = page.get_by_role("navigation", name="People")
    expect(screen.customer).to_be_hidden()
    screen.request_call(name="skip")
    ringing = tabs.get_by_role("button", name="Phone")
    expect(ringing).to_have_attribute("data-news", "ringing")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(screen.customer.get_by_role("button", name="Answer")).to_be_visible()
    expect(screen.chat).to_be_hidden()
    expect(ringing).to_have_attribute("aria-current", "true")


@pytest.mark.slow
def test_nothing_moves_for_who_asked_for_no_motion(screen: DemoPage) -> None:
    page = screen.page
    page.emulate_media(reduced_motion="reduce")
    screen.request_call(name="skip")
    expect(screen.customer.get_by_role("button", name="Answer")).to_be_visible()
    assert page.evaluate("() => document.getAnimations().length") == 0


@pytest.mark.slow
def test_the_played_desk_signs_anna_in_opens_her_link_and_saves_an_outcome(screen: DemoPage) -> None:
    desk, demo = screen.browser_of("Anna"), screen.demo
    screen.do(screen.page.get_by_role("button", name="Play it for me").click)
    expect(desk.locator('input[autocomplete="one-time-code"]')).to_be_visible()
    screen.wait(5)
    expect(screen.page.locator(".browser.seen .where")).to_contain_text("view=now")
    assert demo.world.agenda.run_until(lambda: demo.agents[0].has_new_link, at_most=120)
    expect(desk.get_by_text("KA-AB 123").first).to_be_visible()
    screen.wait(120)
    expect(desk.get_by_text("An expert comes tomorrow.").first).to_be_visible()


def test_the_desk_shows_the_browser_of_the_agent_who_is_rung(screen: DemoPage) -> None:
    page = screen.page
    page.get_by_role("button", name="What happens").click()
    screen.ring_anna()
    expect(page.get_by_role("button", name="Anna's browser")).to_have_attribute("aria-pressed", "true")
    screen.click(screen.anna, "Reject")
    screen.ring(screen.demo.agents[1].phone)
    expect(page.get_by_role("button", name="Ben's browser")).to_have_attribute("aria-pressed", "true")


@pytest.mark.slow
def test_the_customer_rings_back_and_moves_the_clock_by_hand(screen: DemoPage) -> None:
    page = screen.page
    screen.click(screen.customer, "Ring our number")
    expect(page.locator("#hint")).to_contain_text("Press any key on that phone")
    screen.click(screen.customer, "Hang up")
    page.get_by_role("button", name="+10 min").click()
    expect(page.locator("#clock")).to_have_text(re.compile(r"^10:1"))  # the desk's time, an hour before UTC
