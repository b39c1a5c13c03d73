"""Offer the form of the button: what a page without a chat has to show, and the puzzle that a start by it must solve.

It reads what a start reads before its first claim, and writes nothing: anybody may open a form.
"""

from __future__ import annotations

import secrets

from handover.core import reply
from handover.core.access.call_form import VALID_FOR, CallForm, mark_of
from handover.core.access.puzzle import ITERATIONS, LARGEST, puzzle_for
from handover.core.desk.config import Desk, DeskError
from handover.core.desk.stop import stop_of_desk
from handover.core.i18n import Catalogue, catalogue, choose
from handover.core.reply import Reply
from handover.core.reply_fields import FormWords, ReplyFields
from handover.services.signed_tokens import sign
from handover.services.storage import StorageError
from handover.usecases.context import RequestContext
from handover.usecases.language import texts_in
from handover.usecases.shown_in_chat import calls_from


def offer_form(ctx: RequestContext, origin: str, language: str) -> Reply:
    """Returns a form for the page of that origin in that language, else in the desk's, or a refusal."""
    try:
        desk = ctx.storage.desk()
        texts = catalogue(choose(language, default=desk.language))
        return not_offered(desk, origin, texts) or _form(ctx, desk, origin, texts)
    except (DeskError, StorageError) as error:
        ctx.log.warn(str(error))
        return reply.refusal("button_off", texts_in(ctx, language))


def not_offered(desk: Desk, origin: str, texts: Catalogue) -> Reply | None:
    """Returns the refusal if the desk has no button, or none for pages of that origin."""
    if not desk.web.button:
        return reply.refusal("button_off", texts)
    return None if desk.web.allows(origin) else reply.refusal("origin_not_allowed", texts)


def words_of_form(ctx: RequestContext, desk: Desk, texts: Catalogue) -> FormWords:
    """Returns the words that the customer reads before they agree, as they are kept: what happens to what they enter, what
    they agree to, and the label of the button by which they do."""
    kept = desk.retention
    note = texts.text(
        "button.note",
        desk=desk.spoken_name(texts),
        caller=_callers(ctx, desk, texts),
        kept=_period(kept.handover_days, texts),
        consent=_period(kept.consent_days, texts),
    )
    return {"note": note, "agree": texts.text("button.agree"), "label": texts.text("button.label")}


def _callers(ctx: RequestContext, desk: Desk, texts: Catalogue) -> str:
    """Returns our numbers in words, the general one first: which of them calls depends on the number that is entered."""
    ours = dict.fromkeys([ctx.settings.twilio_number, *desk.numbers.values()])
    *others, last = [calls_from(ctx, each) for each in ours]
    return texts.text("button.callers", others=", ".join(others), last=last) if others else last


def _period(days: int, texts: Catalogue) -> str:
    years, more = divmod(days, 365)
    if more or not years:
        return texts.text("button.days", n=days)
    return texts.text("button.years", n=years) if years > 1 else texts.text("button.year")


def mark_of_words(words: FormWords) -> str:
    return mark_of(words["note"], words["agree"], words["label"])


def _form(ctx: RequestContext, desk: Desk, origin: str, texts: Catalogue) -> Reply:
    """Raises StorageError."""
    form_id, now, words = secrets.token_hex(16), ctx.now(), words_of_form(ctx, desk, texts)
    puzzle = puzzle_for(form_id, secrets.randbelow(LARGEST + 1))
    form = CallForm(form_id, now, origin, texts.language, mark_of_words(words), puzzle.target)
    extra: ReplyFields = {
        "challenge": {
            "token": sign(ctx.settings, "call_form", form.as_record()),
            "salt": puzzle.salt,
            "target": puzzle.target,
            "iterations": ITERATIONS,
            "largest": LARGEST,
            "expires_in": int(VALID_FOR.total_seconds()),
        },
        "language": texts.language,
        "desk": desk.spoken_name(texts),
        "countries": [{"country": code, "country_name": texts.country(code)} for code in desk.countries],
        "consent": words,
    }
    would_be = _would_be(ctx, desk, texts)
    return Reply(
        True, "ok", would_be.message, would_be.reason, extra={**extra, **would_be.extra, "can_call": would_be.ok}
    )


def _would_be(ctx: RequestContext, desk: Desk, texts: Catalogue) -> Reply:
    """Returns what a start would be answered now, as far as desk and agents go. Raises StorageError."""
    flags, now = ctx.storage.availability.recent(), ctx.now()
    stop = stop_of_desk(desk, flags.paused, ctx.storage.availability.away(flags, desk), now)
    return reply.stopped(stop, desk, now, texts) if stop else Reply(True, "ok", texts.text("button.open"))
