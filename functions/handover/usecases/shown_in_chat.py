"""What the chat shows about the phone call to come: the number that will call, and the digit that the call asks for."""

from __future__ import annotations

from dataclasses import replace

from handover.core import phone_numbers, reply
from handover.core.call.proof import DIGIT, digit_for
from handover.core.call.state import Handover, State
from handover.core.i18n import Catalogue
from handover.core.reply import Reply
from handover.core.reply_fields import ReplyFields
from handover.usecases.context import RequestContext

#: The states in which the customer still needs the digit.
_OF_USE = frozenset(
    {State.SCHEDULED, State.REQUESTED, State.DIALING, State.RINGING, State.UNCONFIRMED, State.GREETED},
)


def digit_field(ctx: RequestContext, handover: Handover) -> ReplyFields:
    """Returns the field `digit`, or none if the call asks for none, or no longer."""
    if handover.proof != DIGIT or handover.state not in _OF_USE:
        return {}
    return {"digit": digit_for(ctx.settings.hash_key, handover.digit_of or handover.id)}


def with_call_to_come(ctx: RequestContext, booked: Reply, handover: Handover, texts: Catalogue) -> Reply:
    """Returns a reply about a booked call with the number that will call and, if the call asks for one, the digit, which the
    sentence names too: the customer may be out of the chat when the phone rings."""
    digit = digit_field(ctx, handover)
    extra: ReplyFields = {**booked.extra, "calls_from": calls_from(ctx, handover.caller), **digit}
    said = f" {reply.digit_later(digit['digit'], texts)}" if digit else ""
    return replace(booked, message=f"{booked.message}{said}", extra=extra)


def calls_from(ctx: RequestContext, caller: str) -> str:
    """Returns the number that calls, as people write it for another country. `caller` is the one for the customer's country,
    or `""` for the general one."""
    return phone_numbers.international(caller or ctx.settings.twilio_number)
