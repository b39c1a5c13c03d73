"""What a handover's page is filled with, and the pieces of it that are sent anew while something may still change.

Nothing here asks storage: what is seen was read before, and that it is seen was noted before.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from handover.actions.dashboard.page_request import Visit
from handover.core.call.wrapup import MOST_NOTES, may_wrap_up, saved_wrap_ups
from handover.core.chat import pages
from handover.core.i18n import choose
from handover.core.privacy import masked
from handover.core.story.story import story
from handover.core.story.summary import summary
from handover.core.story.wording import Wording
from handover.pages.words import words
from handover.usecases.view_handover import HandoverView, without_numbers

#: The pieces that a live update brings, by the id of the element they belong in. The form that an agent types into is
#: none of them.
_PARTS = {
    "headline": "handover_headline.html",
    "wraps": "handover_wraps.html",
    "story": "handover_story.html",
    "chat-new": "handover_chat_new.html",
}

#: How long after its end a handover is still asked about: wrap-ups of others, and turns that were logged late.
_SETTLES = timedelta(minutes=10)

#: Of the lines that a live update brings; more are on the page when it is opened anew.
_MOST_NEW, _MOST_NEW_BYTES = 40, 6_000


@dataclass(frozen=True)
class Typed:
    """The wrap-up form as it is shown: what was typed, and what is wrong with it (`field_problem`). `once` tells this
    form from the next one."""

    disposition: str = ""
    notes: str = ""
    follow_up: str = ""
    callback: bool = False
    once: str = field(default_factory=lambda: secrets.token_hex(8))
    wrong: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str], wrong: str = "") -> Typed:
        """The form as it was sent, with nothing left out."""
        texts = {name: form.get(name, "") for name in ("disposition", "notes", "follow_up")}
        typed = cls(**texts, callback=form.get("callback", "") != "", wrong=wrong)
        return replace(typed, once=form["once"][:40]) if form.get("once") else typed

    @property
    def unsaved(self) -> bool:
        return bool(self.disposition or self.notes or self.follow_up or self.callback)


def form_values(visit: Visit, handover_id: str, typed: Typed) -> dict[str, Any]:
    """What the wrap-up form is filled with."""
    assert visit.viewer is not None
    writer = visit.ctx.storage.agent_pseudonym(visit.viewer.agent.id)
    return {
        "handover_id": handover_id,
        "typed": typed,
        "draft": f"wrap-up-{handover_id}-{writer}",
        "dispositions": [(known.id, _labels(visit).disposition(known.id)) for known in visit.desk.dispositions],
        "most_notes": MOST_NOTES,
        "today": visit.today.isoformat(),
    }


def page_values(visit: Visit, seen: HandoverView, typed: Typed, number: str = "") -> dict[str, Any]:
    """What the whole page is filled with; `number` is the whole phone number, for who asked to see it. Without it, what was
    said has it masked too."""
    hidden = without_numbers(seen)
    shown, handover = seen if number else hidden, seen.handover
    call_request, chat_pages = handover.call_request, pages.pages(shown.chat)
    page, given = _page(visit, len(chat_pages)), handover.phone or call_request.phone_number
    live = {"view": "handover", "format": "json", "h": handover.id}
    known = {"lines": len(hidden.chat), "mark": pages.mark(hidden.chat)}
    return {
        **form_values(visit, handover.id, typed),
        **_part_values(visit, shown),
        "chat": chat_pages[page - 1],
        "page": page,
        "pages": len(chat_pages),
        "channel": shown.channel,
        "masked": masked(given) if given else "",
        "number": number,
        "callable": number != "" and number == handover.phone,
        "spoken": _spoken(visit, handover.language),
        "wished": call_request.language
        if call_request.language and not choose(call_request.language, default="")
        else "",
        "now": visit.now(),
        "live_query": {**live, **known} if page == 1 else live,
    }


def update(visit: Visit, seen: HandoverView) -> dict[str, Any]:
    """What has changed since the page was made, for the script that puts it there."""
    values = _part_values(visit, without_numbers(seen))
    return {
        "ok": True,
        "next": _next(visit, seen),
        "state": seen.handover.state.value,
        "live": seen.handover.live,
        "parts": {name: visit.part(template, **values) for name, template in _PARTS.items()},
    }


def _part_values(visit: Visit, seen: HandoverView) -> dict[str, Any]:
    handover = seen.handover
    wording = Wording(visit.language, visit.desk, visit.times.length)
    return {
        "handover": handover,
        "wish": handover.call_request,
        "headline": summary(handover, seen.events, seen.legs, wording),
        "told": story(handover, seen.events, seen.legs, wording),
        "noted": saved_wrap_ups(handover),
        "labels": _labels(visit),
        "may_wrap_up": may_wrap_up(handover),
        "new": _new_lines(visit, seen),
    }


def _new_lines(visit: Visit, seen: HandoverView) -> list[Any] | None:
    """The lines said since the page was made; None when only the page, opened anew, can tell."""
    if "lines" not in visit.query:
        return []
    known = visit.query["lines"]
    new = pages.since(seen.chat, int(known), visit.query.get("mark", "")) if known.isdecimal() else None
    if new is None:
        return None
    return new if len(pages.pages(new, _MOST_NEW, _MOST_NEW_BYTES)) == 1 else None


def _next(visit: Visit, seen: HandoverView) -> int:
    """Seconds until the page asks again; 0 for never."""
    if seen.handover.live:
        return 2
    return 15 if visit.now() - seen.handover.since < _SETTLES else 0


def _page(visit: Visit, most: int) -> int:
    """The page that is asked for, from 1 for the newest; the nearest one for what there is not."""
    asked = visit.query.get("page", "")
    return min(max(int(asked), 1), most) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1


def _spoken(visit: Visit, language: str) -> str:
    """The language in which the customer is spoken to, as a word."""
    known, key = words(visit.language), f"handover.language_{language}"
    return known.text(key) if known.has(key) else language


def _labels(visit: Visit) -> Any:
    return Wording(visit.language, visit.desk, visit.times.length).labels
