"""The page has the whole chat, and shows typed text as it was typed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from handover.core.chat.transcript import ChatLine
from handover.core.chat.turn import Source
from tests.handover.actions.dashboard.one_handover import ended, started, turn
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment


def test_a_long_chat_comes_in_pages_the_newest_first_and_each_reads_forwards(
    deployment: Deployment, browser: Browser
) -> None:
    handover_id = started(deployment, transcript=[], channel="")
    for n in range(200):
        deployment.rig.storage.turns.keep(turn(n))
    page = browser.sign_in("anna").get("handover", h=handover_id)
    assert len(page.encode()) < 150_000
    assert re.findall(r"(?:Question|Answer) \d+", browser.words) == [
        f"{what} {n}" for n in range(150, 200) for what in ("Question", "Answer")
    ]
    assert "Channel Messenger" in browser.words
    assert "Page 1 of 4" in browser.words
    assert f"?view=handover&amp;h={handover_id}&amp;page=2#chat-end" in page
    browser.get("handover", h=handover_id, page="4")
    assert "Question 0 " in browser.words
    assert "Question 50" not in browser.words
    assert "09:00" in browser.words  # of 08:00 UTC, in Berlin
    for odd in ("0", "-1", "x", "99999999999999999999", "²"):
        browser.get("handover", h=handover_id, page=odd)
        assert browser.shown.status == 200


def test_long_lines_make_short_pages(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment, transcript=[{"user": "ä" * 4096} for _ in range(30)])
    page = browser.sign_in("anna").get("handover", h=handover_id)
    assert len(page.encode()) < 150_000


def test_a_line_that_only_the_customers_browser_reported_says_so(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment, transcript=[])
    deployment.rig.storage.turns.keep(turn(1))
    lines = (ChatLine("bot", "Your refund is approved.", turn(2).at),)
    deployment.rig.storage.turns.keep(replace(turn(2), log_id="web:2", lines=lines, source=Source.WEB_CHAT))
    browser.sign_in("anna").get("handover", h=handover_id)
    assert browser.words.count("only from the customer's browser, not in Watson's log") == 1
    assert re.search(r"not in Watson's log\s+Your refund is approved", browser.words)


# What people type is text

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %} ${7*7} {handover}",
    "&lt;b&gt; &amp;amp; <b>",
    "<!-- --><!]]>",
    '<a href="data:text/html,x">x</a>',
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_typed_text_is_shown_as_written(deployment: Deployment, browser: Browser, payload: str) -> None:
    handover_id = started(
        deployment,
        name=payload,
        reason=payload,
        channel=payload[:60],
        user_id=payload,
        details={payload[:60]: payload},
        consent={"question": payload, "answer": payload},
        transcript=[{"user": payload}, {"bot": payload}],
    )
    deployment.rig.storage.turns.keep(turn(1, ChatLine("customer", payload), ChatLine("bot", f"logged {payload}")))
    ended(deployment, handover_id)
    browser.sign_in("anna").get("handover", h=handover_id)
    browser.post(
        "handover", {"do": "wrap_up", "disposition": "solved", "notes": payload, "once": payload}, h=handover_id
    )
    assert "Saved." in browser.words
    shown = browser.text
    unescaped = {"&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'", "&amp;": "&"}
    read = re.sub("|".join(unescaped), lambda found: unescaped[found[0]], re.sub(r"<[^>]*>", " ", shown))
    assert read.count(payload) >= 8
    tags = re.findall(r"<(script|img|svg|b\b|a href=\"(?:data|javascript))[^>]*>", shown)
    assert [tag for tag in tags if tag not in ("script", "svg")] == []
    assert all('nonce="' in tag for tag in re.findall(r"<script[^>]*>", shown))
    assert all('class="icon"' in tag for tag in re.findall(r"<svg[^>]*>", shown))
