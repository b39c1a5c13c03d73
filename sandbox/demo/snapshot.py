"""Everything the page shows, as one JSON value. Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from handover.core.chat.transcript import readable
from handover.core.i18n import catalogue
from sandbox.demo.chat_window import CHANNELS
from sandbox.demo.demo import Demo
from sandbox.demo.guide import Situation, hint
from sandbox.demo.handset import Handset, reading_form
from sandbox.demo.record import Kept
from sandbox.demo.suggestions import suggestions
from sandbox.watson import Said


def snapshot(demo: Demo) -> dict[str, Any]:
    """Returns the page's state. It takes the agenda's lock. Times are ISO 8601 in UTC; lists are in the order of display."""
    with demo.world.agenda.lock:
        kept = demo.record.kept if demo.record.kept.session_id == demo.chat.session_id else Kept()
        begun = any(said.by == "customer" for said in demo.chat.history)
        now = hint(Situation(demo.customer, demo.agents, kept.handover, begun, kept.events), demo.words)
        return {
            "now": _iso(demo.world.agenda.now()),
            "platform": demo.platform,
            "dashboard": demo.world.host.url("dashboard"),
            "mode": demo.mode,
            "play": demo.play,
            "booked_at": _iso(demo.booked_at) if demo.booked_at else "",
            "hint": {"text": now.text(demo.mode == "played", demo.words), "where": now.where},
            "chat": _chat(demo, begun),
            "phones": [_phone(handset, demo) for handset in demo.handsets.values()],
            "activity": [{**asdict(row), "at": _iso(row.at)} for row in demo.activity.rows],
            "kept": _kept(kept, demo),
        }


def _chat(demo: Demo, begun: bool) -> dict[str, Any]:
    chat = demo.chat
    last = chat.history[-1] if chat.history else None
    asked = " ".join(readable(item) for item in last.items) if last else ""
    return {
        "number": chat.number,
        "channel": chat.channel,
        "channels": list(CHANNELS),
        "open": chat.conversation is not None,
        "typing": chat.typing,
        "played": chat.played,
        "trouble": chat.trouble,
        "lines": _lines(chat.history),
        "choices": list(chat.choices),
        "suggestions": _suggestions(demo, asked, begun),
    }


def _suggestions(demo: Demo, asked: str, begun: bool) -> list[str]:
    if demo.own_skill or demo.chat.typing or demo.chat.played:
        return []
    return list(suggestions(asked, begun, demo.shown_number, demo.words))


def _lines(history: Sequence[Said]) -> list[dict[str, Any]]:
    """Returns the lines of the chat, without the labels of buttons. A line with `handed` has no text: it is what the bot
    hands to the page's script."""
    lines: list[dict[str, Any]] = []
    for said in history:
        texts = [said.clicked or said.text] if said.by == "customer" else [_words(item) for item in said.items]
        spoken = {"by": said.by, "at": _iso(said.at)}
        lines += [{**spoken, "text": text} for text in texts if text]
        if (said.user_defined.get("handover") or {}).get("web_token"):
            lines.append({**spoken, "text": "", "handed": dict(said.user_defined)})
    return [{"id": place, **line} for place, line in enumerate(lines)]


def _words(item: dict[str, Any]) -> str:
    """Returns the text of one element of an answer, without the labels of its buttons; "" for a pause."""
    if item.get("response_type") == "option":
        return " ".join(str(item[name]) for name in ("title", "description") if item.get(name))
    return readable(item)


def _phone(handset: Handset, demo: Demo) -> dict[str, Any]:
    phone = handset.phone
    other = demo.handsets.get(phone.talking_to.number) if phone.talking_to else None
    call = phone.call
    caller = (call.to if phone.state == "calling" else call.from_) if call else ""
    return {
        "number": phone.number,
        "shown": reading_form(phone.number),
        "owner": phone.owner,
        "role": handset.role,
        "state": phone.state,
        "since": _iso(handset.since),
        "caller": reading_form(caller) if caller else "",
        "talking_to": other.name if other else "",
        "asked": phone.asked,
        "recording": phone.recording,
        "in_mailbox": phone.in_mailbox,
        "left_ringing": handset.left_ringing,
        "ended": handset.ended,
        "lasted": handset.lasted,
        "lines": [asdict(line) for line in handset.lines],
        "browser": handset.browser,
        "messages": [{**asdict(message), "at": _iso(message.at)} for message in handset.messages],
    }


def _kept(kept: Kept, demo: Demo) -> dict[str, Any] | None:
    """Returns the latest handover of this chat as it is stored, or None."""
    if kept.handover is None:
        return None
    request, agent = kept.handover.call_request, kept.handover.agent
    return {
        "id": kept.handover.id,
        "state": demo.words.text(f"state.{kept.handover.state}"),
        "live": kept.handover.live,
        "agent": agent.name if agent else "",
        "name": request.name,
        "reason": request.reason,
        "details": dict(request.labelled_details(catalogue(demo.words.language))),
        "transcript": [asdict(line) for line in kept.transcript],
    }


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
