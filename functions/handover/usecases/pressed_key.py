"""Find out whether a customer pressed a key although nothing of it is stored: storage failed in that moment.

They heard that something went wrong, and how to ask again. They expect no retry, and no message that we did not reach them.
Twilio's record of a call's requests shows that the step after the key was requested. It exists only some time after the
call's end, so it is looked at when the call has ended, and again when the retry is due.
"""

from __future__ import annotations

from handover.core.call.callback_urls import is_step_of
from handover.core.call.events import EventKind
from handover.core.call.proof import NONE
from handover.core.call.state import Handover, State
from handover.services.telephony import TelephoneError
from handover.usecases.context import RequestContext

#: Seconds that a look leaves of a request's time: what is to be done then still has to be stored.
_LEFT = 4.0


def pressed_key(ctx: RequestContext, handover: Handover) -> bool:
    """Returns whether Twilio's record shows that the customer of a call without a key on record pressed one, and records
    then that no agent could take the call. False if nothing is known. Raises StorageError."""
    if handover.state is not State.NO_HUMAN or handover.proof == NONE or not handover.sid:
        return False
    try:
        addresses = ctx.leaving(_LEFT).telephone.addresses_requested_for(handover.sid)
    except TelephoneError as error:
        ctx.log.warn(f"{handover.id}: whether a key was pressed is not known. {error}")
        return False
    if not any(is_step_of(address, step, handover.id) for address in addresses for step in ("connect", "agree")):
        return False
    ctx.storage.handovers.add(handover.id, EventKind.NO_AGENT, ctx.now(), {"source": "record"})
    return True
