"""Suggested messages in the demo's chat."""

from __future__ import annotations

from sandbox.demo.demo import Demo
from sandbox.demo.suggestions import suggestions


def test_the_suggestions_alone_lead_to_a_call(demo: Demo) -> None:
    """From the first one on, with the assistant's own buttons where it has some."""
    asked, begun = "", False
    for _ in range(len(demo.words.script("chat"))):
        offered = [*suggestions(asked, begun, demo.shown_number, demo.words), *demo.chat.choices]
        text = offered[0]
        demo.chat.choose(text) if text in demo.chat.choices else demo.chat.say(text)
        asked, begun = " ".join(str(item.get("text", "")) for item in demo.chat.history[-1].items), True
    assert demo.record.kept.handover is not None
    assert demo.record.kept.handover.call_request.name == "Ada"


def test_where_nothing_is_likely_nothing_is_suggested() -> None:
    assert list(suggestions("You are welcome.", True, "+49 30 12345678")) == []
