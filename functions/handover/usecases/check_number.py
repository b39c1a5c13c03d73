"""Check a number before a call is requested: what was typed is read back, asked about, or refused.

It reads exactly as `start_call` does. It stores nothing, claims nothing, and reveals nothing of other calls.
"""

from __future__ import annotations

from handover.core import reply
from handover.core.desk.config import DeskError
from handover.core.i18n import catalogue, choose
from handover.core.phone_numbers import PhoneNumberError
from handover.core.reply import Reply
from handover.services.storage import StorageError
from handover.usecases.context import RequestContext
from handover.usecases.read_number import read_number


def check_number(ctx: RequestContext, typed: str, language: str) -> Reply:
    """Returns the number in what was typed, a number or a sentence, or why there is none that may be called."""
    texts = catalogue(choose(language))
    try:
        desk = ctx.storage.desk()
    except DeskError as error:
        ctx.log.warn(str(error))
        return reply.refusal("no_agents", texts)
    except StorageError as error:
        ctx.log.warn(str(error))
        return Reply(False, "refused", texts.text("number.not_checked"), "storage_unavailable")
    texts = catalogue(choose(language, default=desk.language))
    if not typed:
        return reply.refusal("missing_number", texts)
    try:
        return reply.number_read(read_number(ctx, desk, typed), texts)
    except PhoneNumberError as error:
        return reply.number_refused(error, texts)
