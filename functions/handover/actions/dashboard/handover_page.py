"""The values of a handover's page, and of the pieces of it that are sent again while something may still change.

Nothing here reads storage: the handover was read, and the view of it recorded, before.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.actions.dashboard.voicemail import CALL, address
from handover.core.call.call_recording import CallRecording
from handover.core.call.events import EventKind, Timeline
from handover.core.call.promise import promise_of
from handover.core.call.rating import comments_on, rating_of
from handover.core.call.recording import Message
from handover.core.call.wrapup import FOR_ME, MOST_NOTES, may_wrap_up, saved_wrap_ups
from handover.core.chat import pages
from handover.core.chat.transcript import ChatLine
from handover.core.i18n import catalogue, choose
from handover.core.privacy.numbers import masked
from handover.core.report.labels import Labels
from handover.core.story.story import story
from handover.core.story.summary import summary
from handover.core.story.wording import Wording
from handover.pages import page_texts
from handover.usecases.customer_memory import Memory
from handover.usecases.read_chat import ChatPart, Section
from handover.usecases.view_handover import HandoverView, masked_view
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

#: The interval of a live handover's updates in seconds, by how long it has been in its state.
_INTERVALS = (
    (timedelta(minutes=3), 2),
    (timedelta(minutes=15), 5),
    (timedelta(hours=1), 15),
    (timedelta(hours=8), 60),
)

#: From the second contact on, as far as they are counted.
_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

#: Lines and bytes of chat that fit into a live update. For more, the page must be opened again.
_MOST_NEW, _MOST_NEW_BYTES = 40, 6_000


@dataclass(frozen=True)
class WrapUpFields:
    """The wrap-up form as it is shown: what was typed, and what is wrong with it (`<field>_<problem>`). `words` is the
    sentence about it, if it is not one of the usual ones.

    `once` identifies this form, so that sending it twice saves it once.
    """

    disposition: str = ""
    notes: str = ""
    follow_up: str = ""
    call_at: str = ""
    call_for: str = FOR_ME
    callback: bool = False
    once: str = field(default_factory=lambda: secrets.token_hex(8))
    wrong: str = ""
    words: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str], wrong: str = "", words: str = "") -> WrapUpFields:
        """Returns the form exactly as it was sent."""
        texts = {name: form.get(name, "") for name in ("disposition", "notes", "follow_up", "call_at")}
        call_for = form.get("call_for", "") or FOR_ME
        typed = cls(**texts, call_for=call_for, callback=form.get("callback", "") != "", wrong=wrong, words=words)
        return replace(typed, once=form["once"][:40]) if form.get("once") else typed

    @property
    def filled_in(self) -> bool:
        return bool(self.disposition or self.notes or self.follow_up or self.call_at or self.callback)


def form_values(page: AuthenticatedRequest, handover_id: str, fields: WrapUpFields) -> dict[str, Any]:
    """Returns the values of the wrap-up form."""
    writer = page.ctx.storage.agent_pseudonym(page.viewer.agent.id)
    return {
        "handover_id": handover_id,
        "fields": fields,
        "draft_key": f"wrap-up-{handover_id}-{writer}",
        "dispositions": [(known, _labels(page).disposition(known.id)) for known in page.desk.dispositions],
        "most_notes": MOST_NOTES,
        "today": page.today.isoformat(),
        "call_zone": page.viewer.agent.time_zone if page.desk.bookings.enabled else "",
    }


def page_values(
    page: AuthenticatedRequest, view: HandoverView, fields: WrapUpFields, number: str = ""
) -> dict[str, Any]:
    """Returns the values of the whole page. `number` is the whole phone number if the viewer requested it; without it, the
    chat has the number masked too."""
    texts, handover = catalogue(page.language), view.handover
    hidden = masked_view(view, texts)
    shown = masked_view(view, texts, whole_number=True) if number else hidden
    phone = handover.contact_number
    part, words = view.part or ChatPart(), shown.handover.call_request
    message = Message.of(view.events, page.desk.retention.chat_days, page.now())
    recording = CallRecording.of(Timeline(view.events))
    return {
        **form_values(page, handover.id, fields),
        **_part_values(page, shown),
        "chat": shown.chat[part.begin : part.end],
        "page": part.number,
        "pages": part.count,
        "channel": shown.channel,
        "title": hidden.handover.call_request.name,  # a browser's history keeps titles
        "details": [(label[:1].upper() + label[1:], value) for label, value in words.labelled_details(texts)],
        "consent": {"question": "", "answer": "", "label": "", **words.consent},
        "masked": masked(phone) if phone else "",
        "may_call_back": page.viewer.signed_in and handover.phone != "" and not handover.live,
        "call_once": secrets.token_hex(8),
        "number": number,
        "callable": number != "" and number == handover.phone,
        "spoken": _spoken(page, handover.language),
        "chat_language": words.language if words.language and not choose(words.language, default="") else "",
        "now": page.now(),
        "live_query": {
            "view": "handover",
            "format": "json",
            "h": handover.id,
            **_known(part, hidden.chat),
            **({"message": "yes"} if message.stored else {}),
        },
        "message": message,
        "sound": address(page, handover.id) if message.stored and not message.over else "",
        "call_recording": recording,
        "call_sound": address(page, handover.id, CALL) if recording.kind and page.viewer.signed_in else "",
    }


def memory_text(page: AuthenticatedRequest, memory: Memory | None) -> str:
    """Returns which contact of the customer this is, and what came last: `Third contact. Last: Papers missing, 12 Nov`; `""`
    for a first one."""
    if memory is None or memory.number < 2:
        return ""
    texts = page_texts(page.language)
    if memory.at_least:
        contact = texts.text("handover_memory.contact_many", n=memory.number)
    else:
        contact = texts.text(f"handover_memory.contact_{_ORDINALS[memory.number - 2]}")
    if memory.last is None:
        return contact
    state, refusal, disposition = _labels(page).of(memory.last)
    day = f"{page.times.day(memory.last.requested_at):{texts.text('handover_memory.day')}}"
    return texts.text("handover_memory.last", contact=contact, outcome=disposition or refusal or state, day=day)


def update(page: AuthenticatedRequest, view: HandoverView) -> dict[str, Any]:
    """Returns the live update for the page's script: the pieces that may have changed since the page was made."""
    values = _part_values(page, masked_view(view, catalogue(page.language)))
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
        "rating": rating_of(handover),
        "comments": comments_on(handover),
        "labels": _labels(page),
        "may_wrap_up": may_wrap_up(handover),
        "booking": handover.booking,
        "promise": _labels(page).promise(promise_of(handover, page.now()) or ""),
        "new": _new_lines(page, view),
        "hidden": view.hidden,
        "provenance": view.provenance,
        "message_new": _message_is_new(page, view),
    }


def _message_is_new(page: AuthenticatedRequest, view: HandoverView) -> bool:
    """Returns whether a message was stored since the page was made. The player is no such piece: it may be playing."""
    return page.wants_json and "message" not in page.query and Timeline(view.events).one(EventKind.RECORDED) is not None


def requested_chat(page: AuthenticatedRequest) -> int | Section:
    """Returns the number of the chat's page in the address, or the section that a live update continues."""
    query = page.query
    if not page.wants_json or "lines" not in query:
        return whole_number(query.get("page", "")) or 1
    return Section(
        query.get("from", ""),
        query.get("sent", "") != "",
        whole_number(query.get("turns", "")) or 0,
        query.get("as", ""),
    )


def _known(part: ChatPart, lines: Sequence[ChatLine]) -> dict[str, str | int]:
    """Returns what a live update must know of the page: what was read for it, and its lines. The newest page alone gets
    new lines."""
    section = part.section
    if section is None:
        return {}
    return {
        "from": section.begin,
        "turns": section.count,
        "as": section.mark,
        "sent": "yes" if section.with_sent else "",
        "lines": len(lines),
        "mark": pages.mark(lines),
    }


def _new_lines(page: AuthenticatedRequest, view: HandoverView) -> list[Any] | None:
    """Returns the chat lines since the page was made, or None if the page must be opened again to show them."""
    if "lines" not in page.query or not page.wants_json:
        return []
    known = whole_number(page.query["lines"])
    if view.part is None or known is None:
        return None
    if view.part.section is None:
        return []
    new = pages.since(view.chat, known, page.query.get("mark", ""))
    if new is None:
        return None
    return new if len(pages.pages(new, _MOST_NEW, _MOST_NEW_BYTES)) == 1 else None


def _next(page: AuthenticatedRequest, view: HandoverView) -> int:
    """Returns the seconds until the page's next request; 0 means that there is none. The longer nothing has changed, the
    rarer they are: a call whose state is not known stays so for long."""
    unchanged = page.now() - view.handover.since
    if view.handover.live:
        return next((seconds for longest, seconds in _INTERVALS if unchanged < longest), 0)
    return 15 if unchanged < _UPDATES_AFTER_END else 0


def _spoken(page: AuthenticatedRequest, language: str) -> str:
    """Returns the name of the language in which the customer is spoken to."""
    texts, key = page_texts(page.language), f"handover.language_{language}"
    return texts.text(key) if texts.has(key) else language


def _labels(page: AuthenticatedRequest) -> Labels:
    return Labels(page.language, page.desk.dispositions)
