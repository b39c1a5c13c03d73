"""Note that a booking's customer is to be texted: by the scheduler's next run, because the chat does not wait for it.

The message is then about the booking as it is at that time. So of what a customer changes within the same minute they get
only the last.
"""

from __future__ import annotations

from handover.core.call.booking import RETRY
from handover.core.call.state import Handover
from handover.core.call.text_messages import TextKind
from handover.core.desk.config import DeskError
from handover.usecases.context import RequestContext


def note_text(ctx: RequestContext, handover: Handover, kind: TextKind) -> None:
    """List the handover as due now, if the desk sends such messages. Nobody is texted about a retry that is waiting: the
    plan ends with a message. Logs what fails, and raises nothing: what was booked, moved or cancelled is so in any case."""
    if handover.booking is None or handover.booking.why == RETRY:
        return
    with ctx.best_effort("Noting a text message"):
        try:
            sends = ctx.storage.desk().messages.sends(kind)
        except DeskError:
            return
        if sends:
            ctx.storage.bookings.list_due(ctx.now(), handover.id)
