"""What the chat is answered: one JSON object, whatever happened, with a sentence that the bot can say as it is.

A business outcome is never an HTTP error: the dialog would see nothing but `null`. `reason` is a stable word that the
dialog branches on; `message` is in the chat's language and promises nothing that did not happen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from handover.core.call.state import Handover, State
from handover.core.call.wrapup import saved_wrap_ups
from handover.core.desk.config import Desk, Disposition
from handover.core.desk.hours import WEEKDAYS, next_opening
from handover.core.i18n import Catalogue
from handover.core.report.labels import Labels


@dataclass(frozen=True)
class Reply:
    """`status` is where the handover stands (or `refused`), `reason` the refusal word; `extra` goes along as it is."""

    ok: bool
    status: str
    message: str
    reason: str = ""
    handover_id: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def as_body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"ok": self.ok, "status": str(self.status), "message": self.message}
        if self.handover_id:
            body["handover_id"] = self.handover_id
        if self.reason:
            body["reason"] = self.reason
        return {**body, **self.extra}


def refusal(reason: str, texts: Catalogue, handover_id: str = "", status: str = "refused", **values: object) -> Reply:
    """A refusal: nothing was done, and why."""
    return Reply(False, status, texts.text(f"refusal.{reason}", **values).strip(), reason, handover_id)


def closed(desk: Desk, now: datetime, texts: Catalogue) -> Reply:
    """The refusal outside opening hours, with the next opening when there is one."""
    opens = next_opening(desk, now)
    when = texts.text(f"days.{WEEKDAYS[opens.weekday()]}", time=opens.strftime("%H:%M")) if opens else ""
    opening = texts.text("refusal.closed_until", when=when) if when else ""
    answer = refusal("closed", texts, opening=opening)
    return replace(answer, extra={"opens_at": opens.isoformat()} if opens else {})


def status_of(handover: Handover, texts: Catalogue, **extra: Any) -> Reply:
    """How a handover stands, in words the bot can say."""
    return Reply(
        ok=True,
        status=handover.state,
        message=_sentence(handover, texts),
        handover_id=handover.id,
        extra={**({"agent": handover.agent.name} if handover.agent else {}), **extra},
    )


def outcome(handover: Handover, texts: Catalogue, dispositions: Sequence[Disposition]) -> Reply:
    """How a handover stands and, once they have talked and an agent has noted it, what came of it. What the agent wrote
    in their own words stays at the desk."""
    told, latest = status_of(handover, texts), saved_wrap_ups(handover)[:1]
    if handover.state is not State.COMPLETED or not latest:
        return told
    wrap = latest[0].wrap
    label = Labels(texts.language, dispositions).disposition(wrap.disposition)
    who = handover.agent.name if handover.agent else texts.text("status.colleague")
    if not wrap.follow_up:
        message = texts.text("status.outcome", who=who, disposition=label)
        return replace(told, message=message, extra={**told.extra, "disposition": label})
    day = date.fromisoformat(wrap.follow_up).strftime(texts.text("status.day"))
    message = texts.text("status.outcome_follow_up", who=who, disposition=label, day=day)
    return replace(told, message=message, extra={**told.extra, "disposition": label, "follow_up": wrap.follow_up})


def already_calling(handover: Handover, texts: Catalogue) -> Reply:
    """Another number is being called for this chat; only its last two digits are named."""
    return refusal("already_calling", texts, handover.id, handover.state, last2=handover.phone[-2:])


def _sentence(handover: Handover, texts: Catalogue) -> str:
    if handover.state in (State.CONNECTED, State.COMPLETED) and not handover.agent:
        return texts.text(f"status.{handover.state}_unnamed")
    if handover.state is State.REFUSED and texts.has(f"refusal.{handover.reason}"):
        # A refused chat has no call of its own: what was already calling its number was another chat's call.
        reason = "already_calling_elsewhere" if handover.reason == "already_calling" else handover.reason
        return refusal(reason, texts, opening="", what=texts.text("status.refused")).message
    agent = handover.agent.name if handover.agent else ""
    return texts.text(f"status.{handover.state}", last2=handover.phone[-2:], agent=agent)
