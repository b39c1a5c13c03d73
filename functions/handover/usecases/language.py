"""The language of a reply: the request's, else the handover's, else the desk's, else English."""

from __future__ import annotations

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


def _of_desk(ctx: RequestContext) -> str:
    try:
        return ctx.storage.desk().language
    except (DeskError, StorageError):
        return choose()
