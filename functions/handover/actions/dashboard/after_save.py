"""What the page says after an outcome was saved, and what it says about a call that could not be booked with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.core.call.wrapup import WrapUp, WrapUpError
from handover.core.report.labels import Labels
from handover.pages import page_texts


def after_save(page: AuthenticatedRequest, handover_id: str, wrap: WrapUp) -> Mapping[str, Any]:
    """Returns what was saved, and the task that comes next, if the viewer may see the others: their own first."""
    from handover.actions.dashboard.to_do import remembered  # only after a save

    found = remembered(page) if page.viewer.signed_in else None
    tasks = [*found.of(page.viewer.agent.id), *found.items] if found else []
    labels = Labels(page.language, page.desk.dispositions)
    return {
        "wrap": wrap,
        "disposition": labels.disposition(wrap.disposition),
        "listed": found is not None,
        "next": next((item for item in tasks if item.row.id != handover_id and item.task != "booked"), None),
        "state_of": labels.state,
    }


def wrong_words(page: AuthenticatedRequest, wrong: WrapUpError) -> str:
    """Returns the sentence about a call that cannot be booked, or `""` for another field."""
    texts = page_texts(page.language)
    if wrong.field != "call_at":
        return ""
    booked, slots = wrong.values.get("booked"), wrong.values.get("slots") or ()
    when = page.times.moment(booked) if isinstance(booked, datetime) else ""
    sentence = texts.text(f"wrong_call_at.{wrong.problem}", when=when, days=wrong.values.get("days", ""))
    if not slots or not isinstance(slots, tuple):
        return sentence
    return f"{sentence} {texts.text('wrong_call_at.instead', times='; '.join(map(page.times.moment, slots)))}"
