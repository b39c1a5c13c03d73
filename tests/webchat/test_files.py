"""What an operator puts on a web server: one small script that a strict policy allows, and a page to fill in."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from handover.core.call.state import State

WEBCHAT = Path(__file__).parents[2] / "webchat"
SCRIPT = (WEBCHAT / "handover.js").read_text(encoding="utf-8")
PAGE = (WEBCHAT / "index.html").read_text(encoding="utf-8")


class Scripts(HTMLParser):
    """Notes the page's scripts, what is written in them, and attributes that a strict policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[dict[str, str | None]] = []
        self.forbidden: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag in ("script", "style")
        if tag == "script":
            self.scripts.append(dict(attrs))
        self.forbidden += [name for name, _ in attrs if name == "style" or name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.forbidden.append(data)


def texts(language: str) -> dict[str, str]:
    block = re.search(rf"\n    {language}: {{\n(.*?)\n    }},", SCRIPT, re.DOTALL)
    assert block
    return dict(re.findall(r'(\w+): "([^"]+)"', block[1]))


def test_the_script_is_below_20_kb() -> None:
    assert len(SCRIPT.encode()) < 20_000


def test_the_script_needs_nothing_that_a_strict_policy_forbids() -> None:
    for word in (
        "eval(",
        "Function(",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        'setAttribute("style',
    ):
        assert word not in SCRIPT
    assert not re.search(r"setTimeout\(\s*[\"'`]", SCRIPT)


def test_the_script_keeps_nothing_beyond_the_tab() -> None:
    assert "localStorage" not in SCRIPT
    assert "document.cookie" not in SCRIPT


def test_both_languages_have_the_same_texts() -> None:
    english, german = texts("en"), texts("de")
    assert english.keys() == german.keys()
    for name, text in english.items():
        assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", german[name])


def test_every_state_of_a_live_call_has_a_headline() -> None:
    renamed = {"dialing", "waiting", "connected"}
    live = {State.SCHEDULED, State.REQUESTED, State.UNCONFIRMED, State.RINGING, State.GREETED, State.HUNTING}
    assert {str(state) for state in live} <= texts("en").keys()
    assert renamed <= {str(state) for state in State}


def test_the_page_has_one_script_and_places_to_fill_in() -> None:
    read = Scripts()
    read.feed(PAGE)
    assert read.forbidden == []
    (script,) = read.scripts
    assert script["src"] == "handover.js"
    to_fill_in = {name for name, value in script.items() if "FILL-IN" in (value or "")}
    watson = {"data-integration", "data-region", "data-service-instance"}
    assert to_fill_in == {*watson, "data-webhook", "data-transcript"}


def test_the_script_sends_what_waits_when_the_page_closes() -> None:
    assert 'addEventListener("pagehide"' in SCRIPT
    assert "keepalive" in SCRIPT
