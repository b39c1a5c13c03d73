"""Check the digit that the customer pressed, before an agent is rung.

Which try it is stands in the address of the step, which only we make and Twilio signs, so pressing the right digit costs no
request. That a digit was wrong is recorded at the first one: who hangs up then is not called again, and gets no three more
tries from each call of the retry plan.
"""

from __future__ import annotations

from handover.core.call.events import EventKind
from handover.core.call.proof import DIGIT, TRIES, digit_of, is_right
from handover.core.call.twiml_proof import ProofTwiml
from handover.usecases.leg import Leg


def refuse_unproven(leg: Leg) -> str:
    """Returns the document for a caller who has not pressed the right digit, or `""` if the call may be connected. The
    permit says whether a digit is asked for, whatever the address says."""
    if leg.facts.get("proof") != DIGIT:
        return ""
    if is_right(leg.form.get("Digits", ""), digit_of(leg.ctx.settings.hash_key, leg.handover_id, leg.facts)):
        return ""
    builder = ProofTwiml(leg.texts)
    tries = max(leg.attempt, 1)
    leg.ctx.log.note(outcome="wrong_digit")
    leg.record(EventKind.NO_KEY, wrong_digit=True)
    if tries < TRIES:
        return builder.wrong_digit(leg.handover_id, leg.callback_urls, tries + 1, leg.recording)
    return builder.no_tries_left()
