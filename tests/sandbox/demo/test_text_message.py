"""Text messages with links and codes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.demo.text_message import Part, TextMessage, text_message
from sandbox.twilio import Message

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def shown(body: str) -> TextMessage:
    message = Message("SM1", "AC1", "+493012345671", "+493012345670", body, "outbound-api", NOW)
    return text_message(0, NOW, message, lambda link: "/desk/anna?t=1" if "desk.test" in link else "")


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("Hello", (Part("words", "Hello"),)),
        ("123456 is your code.", (Part("code", "123456"), Part("words", " is your code."))),
        ("Call +493012345678 or 1234567", (Part("words", "Call +493012345678 or 1234567"),)),
        (
            "Open https://desk.test/?t=123456. It ends soon.",
            (
                Part("words", "Open "),
                Part("link", "https://desk.test/?t=123456", "/desk/anna?t=1"),
                Part("words", ". It ends soon."),
            ),
        ),
        ("https://example.org", (Part("link", "https://example.org"),)),
        ("", ()),
    ],
)
def test_codes_and_links_stand_out_and_no_word_is_lost(body: str, parts: tuple[Part, ...]) -> None:
    message = shown(body)
    assert message.parts == parts
    assert "".join(part.text for part in message.parts) == body


def test_only_a_link_that_leads_somewhere_in_this_world_can_be_tapped() -> None:
    assert shown("https://desk.test/?t=1").has_link
    assert not shown("https://example.org").has_link
    assert not shown("123456").has_link
