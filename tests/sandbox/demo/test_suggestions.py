from __future__ import annotations

from sandbox.demo import played
from sandbox.demo.stage import Stage
from sandbox.demo.suggestions import suggestions


def test_the_suggestions_alone_lead_to_a_call(stage: Stage) -> None:
    """From the first one on, with the assistant's own buttons where it has some."""
    asked, begun = "", False
    for _ in range(len(played.CHAT)):
        offered = [*suggestions(asked, begun, stage.shown_number), *stage.chat.choices]
        text = offered[0]
        stage.chat.choose(text) if text in stage.chat.choices else stage.chat.say(text)
        asked, begun = " ".join(str(item.get("text", "")) for item in stage.chat.history[-1].items), True
    assert stage.record.kept.handover is not None
    assert stage.record.kept.handover.call_request.name == "Ada"


def test_where_nothing_is_likely_nothing_is_suggested() -> None:
    assert list(suggestions("You are welcome.", True, "+49 30 12345678")) == []
