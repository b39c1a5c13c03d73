"""The brief that an agent hears before they are connected: what the bot learned, the reason, and the customer's name.

The chat sends first what the agent needs first, such as the plate and the place. So that comes first, and is never what is
left out."""

from __future__ import annotations

from handover.core.call.call_request import CallRequest
from handover.core.i18n import Catalogue

#: Ten seconds of speech at fifteen characters a second, minus the words that follow the brief.
_MAX_BRIEF = 125

#: The longest label; the longest value, and the longest one if not all of the brief fits into the time.
_MAX_LABEL, _MAX_VALUE, _SHORT_VALUE = 40, 60, 30

#: The whisper plays before a key press proves that the agent listens, so its reason is short.
_MAX_REASON = 60


def short_reason(call_request: CallRequest, texts: Catalogue) -> str:
    """Returns the reason in a few words, for the whisper, or a general phrase if the request has none."""
    return _cut(call_request.reason, _MAX_REASON) or texts.text("call.reason_unknown")


def brief(call_request: CallRequest, texts: Catalogue) -> str:
    """Returns the details in the order in which the chat sent them, then the reason and the name, as short sentences that
    take ten seconds at most. If they take longer, long values are cut first; then whole items are left out, from the end."""
    for longest in (_MAX_VALUE, _SHORT_VALUE):
        items = _items(call_request, texts, longest)
        if len(" ".join(items)) <= _MAX_BRIEF:
            break
    spoken = ""
    for item in items:
        longer = f"{spoken} {item}".strip()
        if len(longer) <= _MAX_BRIEF:
            spoken = longer
    return spoken or texts.text("call.brief_nothing")


def _items(call_request: CallRequest, texts: Catalogue, longest: int) -> list[str]:
    details = call_request.labelled_details(texts)
    items = [f"{_cut(label, _MAX_LABEL)}: {_open(value, longest)}." for label, value in details]
    if call_request.reason:
        items.append(texts.text("call.brief_reason", reason=_open(call_request.reason, longest)))
    if call_request.name:
        items.append(texts.text("call.brief_name", name=_open(call_request.name, longest)))
    return items


def _open(text: str, length: int) -> str:
    """Returns the text cut, without the sign at its end: the brief ends each of its sentences itself."""
    cut = _cut(text, length)
    return cut.rstrip(" .,;:–-") or cut


def _cut(text: str, length: int) -> str:
    """Returns at most `length` characters of the text, cut after a whole word where there is one."""
    words = " ".join(text.split())
    return words if len(words) <= length else words[: length + 1].rpartition(" ")[0] or words[:length]
