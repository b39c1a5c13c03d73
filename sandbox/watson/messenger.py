"""What Facebook Messenger does with an answer, and with a chat that pauses.

Watson sends each element of an answer as a message of its own, and buttons as quick replies (IBM's page deploy-facebook,
Meta's page quick-replies). Quick replies go away with the next message, so buttons count only at the end of an answer. What
is lost on the way is also returned as a sentence, because on a phone nobody would notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

CHANNEL = "Facebook Messenger"

#: After a pause of this length the next message begins a new session (5 minutes on a Lite plan).
SESSION = timedelta(minutes=60)

_MOST_BUTTONS, _LONGEST_LABEL, _LONGEST_TEXT = 13, 20, 2000
#: These have no title and no description there, only what they show.
_WITHOUT_TITLE = ("image", "audio", "video")
#: Elements of a web page. Watson's integration passes over them.
_NOT_SHOWN = ("connect_to_agent", "user_defined", "channel_transfer")

Item = Mapping[str, Any]


def as_shown(items: Sequence[Item]) -> tuple[list[dict[str, Any]], list[str]]:
    """Returns what a customer sees of an answer's elements, and a sentence for each thing that is lost."""
    shown: list[dict[str, Any]] = []
    lost: list[str] = []
    last = max((number for number, item in enumerate(items) if item.get("response_type") != "pause"), default=-1)
    for number, item in enumerate(items):
        made, losses = _shown(item, is_last=number == last, is_final=number == len(items) - 1)
        shown += made
        lost += losses
    return shown, lost


def _shown(item: Item, is_last: bool, is_final: bool) -> tuple[list[dict[str, Any]], list[str]]:
    kind = str(item.get("response_type"))
    if kind in _NOT_SHOWN:
        return [], [f"Messenger ignores an element of the type {kind}."]
    if kind == "pause":
        return ([], ["Messenger needs an element after a pause."]) if is_final else ([dict(item)], [])
    if kind == "option":
        return _buttons(item, is_last)
    if kind in _WITHOUT_TITLE and (item.get("title") or item.get("description")):
        kept = {name: value for name, value in item.items() if name not in ("title", "description")}
        return [kept], [f"Messenger shows no title and no description of an element of the type {kind}."]
    text = item.get("text")
    if isinstance(text, str) and len(text) > _LONGEST_TEXT:
        return [{**item, "text": text[:_LONGEST_TEXT]}], [f"Messenger cuts a text at {_LONGEST_TEXT} characters."]
    return [dict(item)], []


def _buttons(item: Item, is_last: bool) -> tuple[list[dict[str, Any]], list[str]]:
    title = item.get("title")
    if not isinstance(title, str) or not title.strip():
        return [], ["Messenger needs a title above buttons, and shows nothing without one."]
    if not is_last:
        return [{"response_type": "text", "text": title}], [
            f"Messenger takes the buttons of “{title}” away, because more follows in the same answer."
        ]
    given = item.get("options")
    options = [option for option in given if isinstance(option, dict)] if isinstance(given, list) else []
    lost = list(_lost_labels(options))
    if item.get("description"):
        lost.append(f"Messenger does not show the description of “{title}”.")
    kept = [
        {**option, "label": str(option.get("label", ""))[:_LONGEST_LABEL].strip()} for option in options[:_MOST_BUTTONS]
    ]
    return [{"response_type": "option", "title": title, "options": kept}], lost


def _lost_labels(options: Sequence[Item]) -> Iterator[str]:
    for option in options[:_MOST_BUTTONS]:
        label = str(option.get("label", ""))
        if len(label) > _LONGEST_LABEL:
            yield f"Messenger cuts the button “{label}” after {_LONGEST_LABEL} characters."
    if len(options) > _MOST_BUTTONS:
        yield f"Messenger shows {_MOST_BUTTONS} buttons at the most; there are {len(options)}."
