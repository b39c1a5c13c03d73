"""The story's lines about text messages to the customer."""

from __future__ import annotations

from collections.abc import Mapping

from handover.core.call.events import Event, text_fact
from handover.core.call.text_messages import FAILED, REFUSED, TextKind
from handover.core.story.wording import Wording

#: A message is recorded before it is sent, and one of these reports follows if that failed or may have failed.
NOT_SENT: Mapping[str, str] = {FAILED: "story.text_failed", REFUSED: "story.text_refused"}


def texted(event: Event, wording: Wording) -> str:
    """Returns the sentence about a message."""
    kind = text_fact(event.facts, "kind")
    return wording.text(f"story.texted_{kind}" if kind in list(TextKind) else "story.texted")
