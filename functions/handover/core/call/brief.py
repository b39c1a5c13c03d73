"""What an agent is told in a few seconds: who waits, why, and what the bot learned."""

from __future__ import annotations

from handover.core.call.call_request import CallRequest
from handover.core.i18n import Catalogue

#: Ten seconds of speech at fifteen characters a second, less the words that follow the brief.
_MAX_BRIEF = 125

#: A reason that is heard before anybody has shown to be the agent: a few words.
_MAX_REASON = 60


def short_reason(call_request: CallRequest, texts: Catalogue) -> str:
    """The reason in a few words, for the whisper; the general words when the bot gave none."""
    return _cut(call_request.reason, _MAX_REASON) or texts.text("call.reason_unknown")


def brief(call_request: CallRequest, texts: Catalogue) -> str:
    """Name, reason and details as short sentences; whole items only, as many as ten seconds hold."""
    items = [texts.text("call.brief_name", name=call_request.name)] if call_request.name else []
    if call_request.reason:
        items.append(texts.text("call.brief_reason", reason=_cut(call_request.reason, _MAX_REASON)))
    items += [f"{name.replace('_', ' ')}: {_cut(value, _MAX_REASON)}." for name, value in call_request.details.items()]
    spoken = ""
    for item in items:
        longer = f"{spoken} {item}".strip()
        if len(longer) > _MAX_BRIEF:
            break
        spoken = longer
    return spoken or texts.text("call.brief_nothing")


def _cut(text: str, length: int) -> str:
    """At most `length` characters, ending with a whole word."""
    words = " ".join(text.split())
    return words if len(words) <= length else words[: length + 1].rpartition(" ")[0] or words[:length]
