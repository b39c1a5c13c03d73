"""The brief that an agent hears before they are connected: the customer's name, the reason, and what the bot learned."""

from __future__ import annotations

from handover.core.call.call_request import CallRequest
from handover.core.i18n import Catalogue

#: Ten seconds of speech at fifteen characters a second, minus the words that follow the brief.
_MAX_BRIEF = 125

#: The whisper plays before a key press proves that the agent listens, so its reason is short.
_MAX_REASON = 60


def short_reason(call_request: CallRequest, texts: Catalogue) -> str:
    """Returns the reason in a few words, for the whisper, or a general phrase if the request has none."""
    return _cut(call_request.reason, _MAX_REASON) or texts.text("call.reason_unknown")


def brief(call_request: CallRequest, texts: Catalogue) -> str:
    """Returns name, reason and details as short sentences: as many whole items as fit into ten seconds."""
    items = [texts.text("call.brief_name", name=call_request.name)] if call_request.name else []
    if call_request.reason:
        items.append(texts.text("call.brief_reason", reason=_cut(call_request.reason, _MAX_REASON)))
    items += [f"{label}: {_cut(value, _MAX_REASON)}." for label, value in call_request.labelled_details]
    spoken = ""
    for item in items:
        longer = f"{spoken} {item}".strip()
        if len(longer) > _MAX_BRIEF:
            break
        spoken = longer
    return spoken or texts.text("call.brief_nothing")


def _cut(text: str, length: int) -> str:
    """Returns at most `length` characters of the text, cut after a whole word where there is one."""
    words = " ".join(text.split())
    return words if len(words) <= length else words[: length + 1].rpartition(" ")[0] or words[:length]
