"""After the hunt, when no agent took the call: the customer leaves a message, or is called back.

`unanswered` asks (core/call/spoken_steps.py), and these steps follow. What was offered is frozen in the hunt. Twilio repeats
requests, so each of them may come twice.

That a recording is due is stored before anything is recorded: whatever gets lost afterwards, the scheduler looks the
recording up (`recordings_due.py`). If it cannot be stored, nothing is recorded, and the customer hears an apology.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from handover.core.call import twiml
from handover.core.call.events import EventKind
from handover.core.call.nobody_left import CALL_BACK_KEY, MESSAGE_KEY, MOST_ASKED, Offer
from handover.core.call.recording import is_message, read_reported
from handover.core.call.twiml_nobody_left import NobodyLeftTwiml
from handover.usecases.leg import Leg, LegRequest, UnknownCallError


def offer_what_is_left(leg: Leg, hunt: Mapping[str, object]) -> str:
    """Returns the document that leads to the step which asks. `hunt` are the facts of the frozen order."""
    language, offer = leg.customer.language_word, Offer.from_facts(hunt).word
    url = leg.callback_urls.step("unanswered", leg.handover_id, language=language, offer=offer)
    return leg.customer.go_to(url)


def choose(request: LegRequest) -> str:
    """The customer pressed a key. One that means nothing is asked about again."""
    leg = request.leg(EventKind.HUNT, *_OVER)
    if leg.over:
        return twiml.hang_up()
    key, offer = leg.form.get("Digits", ""), Offer.from_facts(leg.hunt)
    leg.ctx.log.note(key=key[:1])
    if key == MESSAGE_KEY and offer.message_seconds:
        return _builder(leg).go_to_message(leg.handover_id, leg.callback_urls)
    if key == CALL_BACK_KEY and offer.call_back_minutes:
        from handover.usecases.call_back import call_back

        return call_back(leg, offer)
    asked = min(leg.attempt or 1, MOST_ASKED) if offer.word else MOST_ASKED
    return _builder(leg).ask(leg.handover_id, leg.callback_urls, offer.word, asked)


def message(request: LegRequest) -> str:
    """Says what happens with a message, and records it."""
    from handover.core.call.message_offer import offer_in  # few leave a message

    leg = request.leg(EventKind.HUNT, *_OVER)
    offer = offer_in(leg.events)
    if leg.over:
        return twiml.hang_up()
    if not offer.message_seconds:
        return leg.customer.unanswered()
    ctx, at = leg.ctx, leg.ctx.now()
    ctx.storage.in_parallel(
        partial(ctx.storage.voicemails.expect, leg.handover_id, at),
        partial(ctx.storage.handovers.add_leg, leg.handover_id, 0, "message-chosen", at, {}),
    )
    return _builder(leg).message(leg.handover_id, leg.callback_urls, offer.message_seconds, offer.kept_days)


def recorded(request: LegRequest) -> str:
    """The recording is over. Twilio requests this when the customer has hung up, too. Raises UnknownCallError when that call
    offered no message."""
    from handover.core.call.message_offer import is_message_offered

    leg = request.leg(EventKind.HUNT)
    if not is_message_offered(leg.events, leg.form.get("CallSid", "")):
        raise UnknownCallError("No message was offered in this call.")
    reported = read_reported(leg.form)
    if reported.seconds is not None and not is_message(reported.seconds):
        return _builder(leg).heard_nothing()
    storage, at = leg.ctx.storage, leg.ctx.now()
    works: list[Callable[[], object]] = []
    if reported.sid:
        works.append(partial(storage.voicemails.note, leg.handover_id, at, reported.sid, reported.seconds))
    if reported.seconds is not None:
        works.append(partial(storage.handovers.add, leg.handover_id, EventKind.VOICEMAIL, at))
    with leg.ctx.best_effort("Noting a recording"):  # its callback brings the same, or the scheduler looks it up
        storage.in_parallel(*works)
    return _builder(leg).thanks()


def _builder(leg: Leg) -> NobodyLeftTwiml:
    return NobodyLeftTwiml(leg.texts)


#: The steps, by their name in the address.
STEPS: Mapping[str, Callable[[LegRequest], str]] = {"choose": choose, "message": message, "recorded": recorded}

_OVER = (EventKind.CANCELED, EventKind.ENDED)
