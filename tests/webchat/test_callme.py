"""The button in a real Chromium: a call by keyboard, and one on a phone whose connection fails."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIResponse, Browser, Route, expect

from handover.core.i18n import catalogue
from tests.webchat.callme_page import ButtonPage, button_page
from tests.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Milliseconds. Only a test that fails waits as long as this.
_PATIENCE = 30_000


def violations(page: ButtonPage) -> list[str]:
    """Returns axe's findings, and what is wider than the screen."""
    found = Axe().run(page.page).response["violations"]
    wide = page.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]] + ["wide"] * wide


def handover_of(page: ButtonPage) -> str:
    """Returns the id of the one handover that was called."""
    (handover_id,) = {name.split("/")[3] for name in page.rig.objects("v1/day/") if name.endswith("/placed")}
    return handover_id


def test_a_call_by_keyboard_from_the_number_to_its_end(chromium: Browser) -> None:
    expect.set_options(timeout=_PATIENCE)
    with button_page(chromium, locale="en-GB") as shown:
        page, dialog = shown.page, shown.dialog
        opener = page.get_by_role("button", name="Call me")
        opener.focus()
        page.keyboard.press("Enter")
        number = dialog.get_by_label("Phone number")
        expect(number).to_be_focused()
        expect(dialog.get_by_role("heading")).to_have_text("We call you: Example Insurance")
        assert dialog.get_by_label("Country").locator("option").all_inner_texts() == ["Germany +49", "United States +1"]
        assert violations(shown) == []

        number.press_sequentially("03012345678")
        expect(number).to_have_value("030 12345678")
        page.keyboard.press("Enter")
        agree = dialog.get_by_role("checkbox")
        expect(agree).to_be_focused()
        expect(shown.trouble).to_contain_text("Please tick the box")
        assert shown.rig.twilio.dialled == []
        page.keyboard.press("Space")
        shown_words = dialog.locator("label.agree span").inner_text()
        dialog.get_by_label("What is it about?").fill("A question")
        dialog.get_by_role("button", name="Call me now").dblclick()
        expect(shown.status).to_contain_text("+49 30 12345678")
        expect(dialog.get_by_role("button", name="Cancel the call")).to_be_visible()
        assert page.evaluate("document.activeElement.shadowRoot.activeElement !== null"), (
            "the focus stays in the dialog"
        )
        assert shown.rig.twilio.dialled == ["+493012345678"]

        handover_id = handover_of(shown)
        request = shown.rig.handover(handover_id).call_request
        assert (request.reason, request.origin) == ("A question", shown.address.removesuffix("/callme.html"))
        assert request.consent["answer"] == shown_words
        shown.agents_take_the_call(handover_id)
        shown.pass_time()
        expect(shown.status).to_contain_text("Anna")
        expect(dialog.get_by_role("button", name="Cancel the call")).to_be_hidden()
        shown.call_ends(handover_id)
        shown.pass_time()
        again = dialog.get_by_role("button", name="Call again?")
        expect(again).to_be_visible()
        assert violations(shown) == []
        again.click()
        expect(number).to_be_focused()
        expect(number).to_have_value("030 12345678")
        expect(agree).not_to_be_checked()
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()
        assert len(shown.rig.twilio.dialled) == 1


def test_on_a_german_phone_a_lost_answer_calls_once_and_a_second_tab_not_at_all(chromium: Browser) -> None:
    expect.set_options(timeout=_PATIENCE)
    look = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "color_scheme": "dark", "locale": "de-DE"}
    with button_page(chromium, "de", **look) as shown:
        page, dialog = shown.page, shown.dialog

        def ask(where: ButtonPage) -> None:
            where.page.get_by_role("button", name="Rufen Sie mich an").tap()
            where.dialog.get_by_label("Telefonnummer").fill("+49 30 12345678")
            where.dialog.get_by_role("checkbox").check()
            where.dialog.get_by_role("button", name="Jetzt anrufen lassen").tap()

        lost: list[APIResponse] = []

        def lose(route: Route) -> None:
            """The request arrives, and its answer is lost: twice, because the page tries again by itself."""
            if "start_call" in (route.request.post_data or "") and len(lost) < 2:
                lost.append(route.fetch())
                route.abort()
            else:
                route.continue_()

        page.route("**/webhook", lose)
        ask(shown)
        expect(shown.trouble).to_contain_text("Die Antwort ging verloren")
        assert violations(shown) == []
        dialog.get_by_role("button", name="Noch einmal versuchen").tap()
        expect(dialog.get_by_role("button", name="Anruf absagen")).to_be_visible()
        assert len(shown.rig.twilio.dialled) == 1

        other = shown.another_tab()
        ask(other)
        expect(other.trouble).to_have_text(catalogue("de").text("button.already_calling"))
        assert len(shown.rig.twilio.dialled) == 1

        page.reload()
        page.get_by_role("button", name="Rufen Sie mich an").tap()
        expect(dialog.get_by_role("button", name="Anruf absagen")).to_be_visible()
        page.context.set_offline(True)
        shown.pass_time()
        expect(shown.trouble).to_contain_text("Sie sind offline")
        page.context.set_offline(False)
        expect(shown.trouble).to_be_empty()
        dialog.get_by_role("button", name="Anruf absagen").tap()
        shown.pass_time()
        expect(dialog.get_by_role("button", name="Noch einmal anrufen lassen?")).to_be_visible()
        assert shown.rig.handover(handover_of(shown)).state == "canceled"
