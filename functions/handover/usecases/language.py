"""The language of a reply: the request's, else the handover's, else the desk's, else English."""

from __future__ import annotations

from handover.core.call.events import EventKind, text_fact
from handover.core.desk.config import DeskError
from handover.core.i18n import Catalogue, catalogue, choose
from handover.services.storage import StorageError
from handover.usecases.context import RequestContext


def texts_in(ctx: RequestContext, *tags: str) -> Catalogue:
    """Returns the texts in the first language among `tags` that has texts, else in the desk's."""
    return catalogue(language_of(ctx, *tags))


def language_of(ctx: RequestContext, *tags: str) -> str:
    """Returns the first language among `tags` that has texts, else the desk's, else English."""
    return choose(*tags, default="") or _of_desk(ctx)


def texts_of_chat(ctx: RequestContext, session_id: str, tag: str) -> Catalogue:
    """Returns the texts for a reply that needs no handover: in the language `tag`, else in that of the chat's latest
    handover, else in the desk's. It never fails: what cannot be read is skipped."""
    return texts_in(ctx, tag if choose(tag, default="") or not session_id else _of_chat(ctx, session_id))


def _of_chat(ctx: RequestContext, session_id: str) -> str:
    with ctx.best_effort("Reading the chat's language"):
        pointer = ctx.storage.sessions.latest_pointer(session_id)
        if pointer:
            events = ctx.storage.handovers.events_of(pointer.handover_id, EventKind.REQUESTED)
            return next((text_fact(event.facts, "language") for event in events.values()), "")
    return ""


def _of_desk(ctx: RequestContext) -> str:
    try:
        return ctx.storage.desk().language
    except (DeskError, StorageError):
        return choose()
