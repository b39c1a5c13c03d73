"""What a new browser fetches until an agent sees the live calls: counted in bytes, without compression."""

from __future__ import annotations

import re

from handover.pages import assets
from tests.handover.actions.dashboard.conftest import AGENTS
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment

FIRST_VIEW = 150_000


def files(page: str) -> set[str]:
    """Returns the names of the files that the page fetches, with those of its styles and the worker of its script."""
    names = set(re.findall(r"\?asset=([\w.-]+)", page))
    found = [asset.body.decode() for name in names if name.endswith(".css") and (asset := assets.find(name))]
    return names.union(*(re.findall(r"\?asset=([\w.-]+)", style) for style in found))


def test_from_the_sign_in_to_the_live_calls_a_browser_fetches_less_than_150_kb(deployment: Deployment) -> None:
    for n in range(3):
        deployment.start(
            f"session-{n}", phone_number=f"+49 30 1234567{n}", name="Ada Łódź", reason="Hail damage to the roof"
        )
    browser, pages = Browser(deployment), list[str]()
    pages.append(browser.get("signin"))
    pages.append(browser.post("signin", {"number": AGENTS[0]["phone"]}))
    code = deployment.rig.twilio.texted[-1][1][:6]
    pages.append(browser.post("code", {"code": code}))
    assert "Live handovers" in pages[-1]
    fetched = set().union(*map(files, pages))
    assert {"desk.css", "live.js", "ring.js", "clock.js", "plex-sans-more.woff2"} <= fetched
    weights = {name: len(found.body) for name in fetched if (found := assets.find(name))}
    assert sum(weights.values()) + sum(len(page.encode()) for page in pages) < FIRST_VIEW, weights
