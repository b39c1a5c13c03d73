"""Ask the customer whether the conversation may be recorded, and prepare the recording.

That a recording is due is stored before it can begin: whatever gets lost afterwards, the scheduler looks it up
(`recordings_due.py`). If it cannot be stored, nothing is recorded. It is stored beside what `connect` reads, so it takes no
time of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from handover.core.call.call_recording import AGREED, CHOICE, FAILED, announced, chosen, days_in, is_question
from handover.core.call.twiml_recording import RecordingTwiml
from handover.services.storage.voicemails import of_call
from handover.usecases.leg import Leg, LegRequest


def prepare(request: LegRequest) -> bool:
    """Store that a recording is due, if the customer agreed to one. Returns whether it is stored."""
    if is_question(request.recording) or _choice(request) != AGREED:
        return False
    ctx = request.ctx
    with ctx.best_effort("Preparing the recording of a call"):
        ctx.storage.voicemails.expect(of_call(request.handover_id), ctx.now())
        return True
    return False


def ask(leg: Leg) -> str:
    """Returns the document that announces the recording and asks, or `""` if the customer has heard that."""
    if not is_question(leg.recording):
        return ""
    word = announced(days_in(leg.recording))
    return RecordingTwiml(leg.texts).ask(leg.handover_id, leg.callback_urls, word)


def choice_of(leg: Leg, prepared: bool) -> Mapping[str, str]:
    """Returns what the hunt freezes about the recording. Nothing was announced by an unknown word."""
    choice = _choice(leg)
    if not choice:
        return {}
    return {CHOICE: FAILED if choice == AGREED and not prepared else choice}


def _choice(request: LegRequest) -> str:
    return chosen(request.form.get("Digits", "")) if days_in(request.recording) else ""
