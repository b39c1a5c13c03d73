"""Start a call by the form of the button. No secret comes with it, so everything is checked that a dialog would vouch for.

In this order: the desk has a button for this origin; the form is ours, of this page, not too old, and its puzzle is solved;
the customer has agreed and given a number that can be called. Until then nothing is stored. Then the form is claimed, which
works once, and the start goes its usual way with all its limits. So a script pays a proof for each thing that it stores,
and the desk's limit for the button holds whatever it pays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handover.core import reply
from handover.core.access.call_form import CallForm, read_form
from handover.core.call.call_request import CallRequest
from handover.core.call.parameters import ParameterError, parameter_value, structured_parameter, text_parameter
from handover.core.desk.config import Desk, DeskError
from handover.core.i18n import Catalogue, catalogue, choose, tag_of
from handover.core.phone_numbers import PhoneNumber, PhoneNumberError
from handover.core.reply import Reply
from handover.core.reply_fields import ReplyFields
from handover.services.signed_tokens import verify
from handover.services.storage import StorageError
from handover.services.storage.call_forms import FormClaim
from handover.usecases.claim_session import latest
from handover.usecases.context import RequestContext
from handover.usecases.language import texts_in
from handover.usecases.offer_form import mark_of_words, not_offered, words_of_form
from handover.usecases.read_number import read_number
from handover.usecases.shown_in_chat import digit_field
from handover.usecases.start_call import start_call
from handover.usecases.web_session import begun, token_for

#: The channel of calls by the button.
CHANNEL = "button"

#: The desk's limit for the button, by its word in desk.json.
_LIMIT = "button_calls_per_hour"

#: For each call that the button may ask for in an hour, so many forms may be sent: the desk may be closed, the line busy.
_TRIES = 10

#: So long after its claim a start may be under way, though nothing else of it is stored yet.
_UNDER_WAY = timedelta(seconds=60)


def start_by_form(ctx: RequestContext, origin: str, parameters: Mapping[str, Any]) -> Reply:
    """Start a call for the page of that origin. Returns the status with a token for the page, or a refusal. Raises
    ParameterError."""
    language = text_parameter(parameters, "language")
    try:
        desk = ctx.storage.desk()
        return _start(ctx, desk, origin, parameters, language)
    except DeskError as error:
        ctx.log.warn(str(error))
        return reply.refusal("button_off", texts_in(ctx, language))
    except StorageError as error:
        ctx.log.warn(str(error))
        return reply.refusal("storage_unavailable", texts_in(ctx, language))


def _start(ctx: RequestContext, desk: Desk, origin: str, parameters: Mapping[str, Any], language: str) -> Reply:
    """Raises ParameterError, StorageError before anything was started."""
    sent = structured_parameter(parameters, "form")
    form = _form_in(ctx, sent)
    texts = catalogue(choose(language, form.language if form else "", default=desk.language))
    unwanted = not_offered(desk, origin, texts)
    if unwanted:
        return unwanted
    if form is None or form.origin != origin or not form.puzzle.is_solved_by(sent["proof"]):
        return reply.refusal("form_invalid", texts)
    words = words_of_form(ctx, desk, catalogue(form.language))
    if not form.is_valid_at(ctx.now()) or form.shown != mark_of_words(words):
        return reply.refusal("form_expired", texts)
    ctx.log.note(session=ctx.storage.sessions.pseudonym(form.session_id))
    if parameter_value(parameters, "consent") not in (True, "true"):
        return reply.refusal("consent_missing", texts)
    typed, country = text_parameter(parameters, "phone_number"), _country_in(desk, parameters)
    call_request = CallRequest(
        session_id=form.session_id,
        phone_number=typed,
        language=texts.language,
        channel=CHANNEL,
        name=text_parameter(parameters, "name"),
        reason=text_parameter(parameters, "reason"),
        consent={"question": words["note"], "answer": words["agree"], "label": words["label"]},
        origin=origin,
    )
    if not typed:
        return reply.refusal("missing_number", texts)
    try:
        number = read_number(ctx, desk, typed, country)
    except PhoneNumberError as error:
        return reply.number_refused(error, texts)
    if ctx.storage.call_forms.count(form.made_at) >= _TRIES * desk.limits.button_calls_per_hour:
        ctx.log.note(limit=_LIMIT)
        return reply.limit_reached(_LIMIT, texts)
    claim = ctx.storage.call_forms.claim(form.id, form.made_at, ctx.now())
    if not claim.mine:
        return _used(ctx, form, claim, number, texts)
    # As it was read: a start reads what it gets without the chosen country.
    return _for_page(ctx, form, start_call(ctx, replace(call_request, phone_number=number.e164)), texts)


def _country_in(desk: Desk, parameters: Mapping[str, Any]) -> str:
    """Returns the country that was chosen for the number, or `""`. Raises ParameterError for one that is not the desk's."""
    country = text_parameter(parameters, "country").upper()
    if country and country not in desk.countries:
        raise ParameterError("country", "one of the desk's countries")
    return country


def _form_in(ctx: RequestContext, sent: Any) -> CallForm | None:
    """Returns the form whose token was sent, or None if we did not sign it, or no proof came with it."""
    if not isinstance(sent, Mapping) or not isinstance(sent.get("token"), str) or "proof" not in sent:
        return None
    return read_form(verify(ctx.settings, "call_form", sent["token"]))


def _used(ctx: RequestContext, form: CallForm, claim: FormClaim, number: PhoneNumber, texts: Catalogue) -> Reply:
    """Returns the status of the call that the form started before, to a page whose answer was lost. It is never started
    again: not even after that call is over. Raises StorageError."""
    before = latest(ctx, form.session_id)
    of_button = catalogue(tag_of(texts.language, True))
    if before is None and ctx.now() - claim.at < _UNDER_WAY:
        unconfirmed = reply.unconfirmed("", of_button)
        return _for_page(ctx, form, replace(unconfirmed, extra={"already": True}), texts)
    if before is None or not before.live or before.phone != number.e164:
        return reply.refusal("form_used", texts)
    shown: ReplyFields = {"already": True, **digit_field(ctx, before)}
    return _for_page(ctx, form, reply.status_of(before, of_button, **shown), texts)


def _for_page(ctx: RequestContext, form: CallForm, result: Reply, texts: Catalogue) -> Reply:
    """Returns the reply as the page gets it: with a token for its call, and in words for a page without a chat. What lets a
    dialog ask on is for dialogs."""
    extra: ReplyFields = {**result.extra}
    extra.pop("withdrawal", None)
    if result.ok:
        extra["web_token"] = token_for(ctx, begun(ctx, form.session_id))
    own = f"button.{result.reason}"
    return replace(result, message=texts.text(own) if texts.has(own) else result.message, extra=extra)
