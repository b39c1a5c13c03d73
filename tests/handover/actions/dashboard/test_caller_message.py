"""The message of somebody who rang us without a request, on the desk: in the list and on its page."""

from __future__ import annotations

import pytest

from tests.handover.browser import Browser
from tests.handover.callers import STRANGER, leaves
from tests.handover.deployment import Deployment
from tests.handover.nobody_left import voicemail_desk


@pytest.fixture(autouse=True)
def desk(deployment: Deployment) -> None:
    voicemail_desk(deployment)


def test_the_desk_shows_it_in_its_list_and_on_a_page(deployment: Deployment, browser: Browser) -> None:
    handover = leaves(deployment)
    browser.sign_in("ben").get("day")
    assert "…32" in browser.text
    assert STRANGER not in browser.text
    browser.get("handover", h=handover.id)
    for shown in ("left a message", "<audio", "…32", "agreed to its recording", "There is no chat"):
        assert shown in browser.text
    assert STRANGER not in browser.text


def test_the_desk_shows_a_withheld_number(deployment: Deployment, browser: Browser) -> None:
    handover = leaves(deployment, "anonymous")
    browser.sign_in("ben").get("day")
    assert handover.id in browser.text
    browser.get("handover", h=handover.id)
    assert "withheld their number" in browser.text
