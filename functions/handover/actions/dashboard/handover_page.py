"""The values of a handover's page, and of the pieces of it that are sent again while something may still change.

Nothing here reads storage: the handover was read, and the view of it recorded, before.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.actions.dashboard.pagination import page_number
from handover.core.call.wrapup import MOST_NOTES, may_wrap_up, saved_wrap_ups
from handover.core.chat import pages
from handover.core.i18n import choose
from handover.core.privacy import masked
from handover.core.report.labels import Labels
from handover.core.story.story import story
from handover.core.story.summary import summary
from handover.core.story.wording import Wording
from handover.pages import page_texts
from handover.usecases.view_handover import HandoverView, without_numbers
from handover.web import whole_number

#: Templates of the pieces in a live update, by the id of their element. The wrap-up form is not among them: an agent may be
#: typing into it.
_PARTS = {
    "headline": "handover_headline.html",
    "wraps": "handover_wraps.html",
    "story": "handover_story.html",
    "chat-new": "handover_chat_new.html",
}

#: For so long after the handover's end its page requests updates: colleagues' wrap-ups, and turns that were logged late.
_UPDATES_AFTER_END = timedelta(minutes=10)

#: Lines and bytes of chat that fit into a live update. For more, the page must be opened again.
_MOST_NEW, _MOST_NEW_BYTES = 40, 6_000


@dataclass(frozen=True)
class WrapUpFields:
    """The wrap-up form as it is shown: what was typed, and what is wrong with it (`<field>_<problem>`).

    `once` identifies this form, so that sending it twice saves it once.
    """

    disposition: str = ""
    notes: str = ""
    follow_up: str = ""
    callback: bool = False
    once: str = field(default_factory=lambda: secrets.token_hex(8))
    wrong: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str], wrong: str = "") -> WrapUpFields:
        """Returns the form exactly as it was sent."""
        texts = {name: form.get(name, "") for name in ("disposition", "notes", "follow_up")}
        typed = cls(**texts, callback=form.get("callback", "") != "", wrong=wrong)
        return replace(typed, once=form["once"][:40]) if form.get("once") else typed

    @property
    def filled_in(self) -> bool:
        return bool(self.disposition or self.notes or self.follow_up or self.callback)


def form_values(page: AuthenticatedRequest, handover_id: str, fields: WrapUpFields) -> dict[str, Any]:
    """Returns the values of the wrap-up form."""
    writer = page.ctx.storage.agent_pseudonym(page.viewer.agent.id)
    return {
        "handover_id": handover_id,
        "fields": fields,
        "draft_key": f"wrap-up-{handover_id}-{writer}",
        "dispositions": [(known.id, _labels(page).disposition(known.id)) for known in page.desk.dispositions],
        "most_notes": MOST_NOTES,
        "today": page.today.isoformat(),
    }


def page_values(
    page: AuthenticatedRequest, view: HandoverView, fields: WrapUpFields, number: str = ""
) -> dict[str, Any]:
    """Returns the values of the whole page. `number` is the whole phone number if the viewer requested it; without it, the
    chat has the number masked too."""
    hidden = without_numbers(view)
    shown, handover = view if number else hidden, view.handover
    call_request, chat_pages = handover.call_request, pages.pages(shown.chat)
    n, phone = page_number(page, len(chat_pages)), handover.contact_number
    live = {"view": "handover", "format": "json", "h": handover.id}
    known = {"lines": len(hidden.chat), "mark": pages.mark(hidden.chat)}
    return {
        **form_values(page, handover.id, fields),
        **_part_values(page, shown),
        "chat": chat_pages[n - 1],
        "page": n,
        "pages": len(chat_pages),
        "channel": shown.channel,
        "masked": masked(phone) if phone else "",
        "number": number,
        "callable": number != "" and number == handover.phone,
        "spoken": _spoken(page, handover.language),
        "chat_language": call_request.language
        if call_request.language and not choose(call_request.language, default="")
        else "",
        "now": page.now(),
        "live_query": {**live, **known} if n == 1 else live,
    }


def update(page: AuthenticatedRequest, view: HandoverView) -> dict[str, Any]:
    """Returns the live update for the page's script: the pieces that may have changed since the page was made."""
    values = _part_values(page, without_numbers(view))
    return {
        "ok": True,
        "next": _next(page, view),
        "state": view.handover.state.value,
        "live": view.handover.live,
        "parts": {name: page.render_part(template, **values) for name, template in _PARTS.items()},
    }


def _part_values(page: AuthenticatedRequest, view: HandoverView) -> dict[str, Any]:
    handover = view.handover
    wording = Wording(page.language, page.desk, page.times.length)
    return {
        "handover": handover,
        "call_request": handover.call_request,
        "headline": summary(handover, view.events, view.legs, wording),
        "story": story(handover, view.events, view.legs, wording),
        "wrap_ups": saved_wrap_ups(handover),
        "labels": _labels(page),
        "may_wrap_up": may_wrap_up(handover),
        "new": _new_lines(page, view),
    }


def _new_lines(page: AuthenticatedRequest, view: HandoverView) -> list[Any] | None:
    """Returns the chat lines since the page was made, or None if the page must be opened again to show them."""
    if "lines" not in page.query:
        return []
    known = whole_number(page.query["lines"])
    new = None if known is None else pages.since(view.chat, known, page.query.get("mark", ""))
    if new is None:
        return None
    return new if len(pages.pages(new, _MOST_NEW, _MOST_NEW_BYTES)) == 1 else None


def _next(page: AuthenticatedRequest, view: HandoverView) -> int:
    """Returns the seconds until the page's next request; 0 means that there is none."""
    if view.handover.live:
        return 2
    return 15 if page.now() - view.handover.since < _UPDATES_AFTER_END else 0


def _spoken(page: AuthenticatedRequest, language: str) -> str:
    """Returns the name of the language in which the customer is spoken to."""
    texts, key = page_texts(page.language), f"handover.language_{language}"
    return texts.text(key) if texts.has(key) else language


def _labels(page: AuthenticatedRequest) -> Labels:
    return Labels(page.language, page.desk.dispositions)
