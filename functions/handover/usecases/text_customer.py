"""Text the customer: what became of a call or a booking when they are no longer in the chat.

A message is claimed before it is sent, and one whose fate is unknown is not sent again: at most two a handover, however
often a callback is repeated and however many schedulers run. Nothing else depends on a message, so nothing here raises.

A number that is on the do-not-call list gets none. One that Twilio refuses for good (its owner has sent STOP, or it is a
landline) is noted, and not tried again.
"""

from __future__ import annotations

from collections.abc import Mapping

from handover.core import phone_numbers
from handover.core.call.events import EventKind
from handover.core.call.state import Handover
from handover.core.call.text_messages import FAILED, MOST, REFUSED, Text, TextKind
from handover.core.desk.config import Desk, DeskError
from handover.core.desk.country_zones import zones_of
from handover.core.i18n import Catalogue
from handover.core.time_zones import zone
from handover.services.storage import StorageError
from handover.services.telephony import SmsRefusedError, TelephoneError
from handover.services.telephony.gsm7 import as_gsm7, parts
from handover.usecases.context import RequestContext

#: Seconds for which a message may be delivered when it is about no time; Twilio takes at most the second figure.
_VALID_FOR, _LONGEST = 4 * 60 * 60, 36000
#: The shortest: a message that nobody's phone can get in this time says nothing that still matters.
_SHORTEST = 5 * 60
#: No message is claimed when fewer seconds of the request's time are left: Twilio's answer would come too late.
LEAST_TO_TEXT = 3.0
#: Our name is cut to the first of these lengths with which the message has two parts at most.
_NAME_LENGTHS = (30, 20, 10)
_MOST_PARTS = 2


def text_customer(ctx: RequestContext, handover: Handover, kind: TextKind, by_us: bool = False) -> bool:
    """Text the customer about the handover in its present state. `by_us`: the desk moved the booking. Returns whether Twilio
    took the message now. Never raises a HandoverError."""
    try:
        desk = ctx.storage.desk()
        text = text_about(handover, kind, desk, by_us)
        if not desk.messages.sends(kind) or not _may_text(ctx, handover, text):
            return False
        n = _claim(ctx, handover, text)
        return n > 0 and _send(ctx, desk, handover, text, n)
    except (StorageError, DeskError) as error:
        ctx.log.warn(f"The customer got no text message: {error}")
        return False


def text_about(handover: Handover, kind: TextKind, desk: Desk, by_us: bool = False) -> Text:
    """Returns the message of that kind about the handover in its present state. It names a time as the customer's clock
    shows it; the desk's, and says so, if their country has several zones."""
    booking = handover.booking
    if booking is None or kind not in (TextKind.BOOKED, TextKind.MOVED):
        return Text(kind)
    at = booking.at.astimezone(zone(desk.time_zone))
    theirs = {each: booking.at.astimezone(each) for each in zones_of(phone_numbers.country_of(handover.phone))}
    if len(theirs) == 1:
        at = next(iter(theirs.values()))
    our_time = any(time.utcoffset() != at.utcoffset() for time in theirs.values())
    return Text(kind, booking.number - 1, at, by_us, our_time)


def _may_text(ctx: RequestContext, handover: Handover, text: Text) -> bool:
    """Raises StorageError."""
    if text.is_among(handover.texted) or len(handover.texted) >= MOST:
        return False
    if not handover.phone or phone_numbers.is_read_out(handover.phone) or ctx.deadline.left() < LEAST_TO_TEXT:
        return False
    storage, number = ctx.storage, handover.phone
    listed, takes_none = storage.in_parallel(
        lambda: storage.do_not_call.has(number), lambda: storage.no_texts.has(number)
    )
    return not listed and not takes_none


def _claim(ctx: RequestContext, handover: Handover, text: Text) -> int:
    """Claim one of the handover's messages. Returns its number; 0 when there is none left, or another request has this
    message. Raises StorageError."""
    for n in range(len(handover.texted) + 1, MOST + 1):
        claim = ctx.storage.handovers.claim(handover.id, EventKind.TEXTED, ctx.now(), text.facts(), n)
        if claim.mine:
            return n
        facts = claim.body.get("facts")
        if isinstance(facts, Mapping) and text.is_in(facts):
            return 0
    return 0


def _send(ctx: RequestContext, desk: Desk, handover: Handover, text: Text, n: int) -> bool:
    """Send the n-th message, which was claimed. Raises StorageError when it cannot be recorded that this failed."""
    body = body_of(text, desk, handover.texts())
    try:
        ctx.telephone.send_sms(handover.phone, body, _valid_for(ctx, text), desk.number_for(handover.phone))
    except SmsRefusedError as error:
        ctx.log.warn(f"The customer got no text message: {error}")
        if error.takes_none:
            ctx.storage.no_texts.note(handover.phone, ctx.now(), error.code)
        ctx.storage.handovers.add_leg(handover.id, n, REFUSED, ctx.now(), {})
        return False
    except TelephoneError as error:
        ctx.log.warn(f"The customer may have got no text message: {error}")
        ctx.storage.handovers.add_leg(handover.id, n, FAILED, ctx.now(), {})
        return False
    return True


def body_of(text: Text, desk: Desk, texts: Catalogue) -> str:
    """Returns the message, in two parts at most: our name is cut, and replaced by a general one if that is not enough."""
    name = desk.spoken_name(texts)
    for longest in _NAME_LENGTHS:
        body = as_gsm7(text.words(name[:longest].strip(), texts))
        if parts(body) <= _MOST_PARTS:
            return body[:1].upper() + body[1:]
    body = as_gsm7(text.words(texts.text("call.default_desk"), texts))
    return body[:1].upper() + body[1:]


def _valid_for(ctx: RequestContext, text: Text) -> int:
    """Returns for how many seconds the message may be delivered: not after the time that it names."""
    if text.at is None:
        return _VALID_FOR
    return min(max(round((text.at - ctx.now()).total_seconds()), _SHORTEST), _LONGEST)
