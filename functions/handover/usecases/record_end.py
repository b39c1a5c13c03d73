"""Record that the customer's leg is over, and with it what no step of the call could record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handover.core.call.events import EventKind
from handover.core.call.greeting import heard_to_the_end
from handover.usecases.context import RequestContext


def record_end(ctx: RequestContext, handover_id: str, at: datetime, facts: Mapping[str, Any], hunted: bool) -> None:
    """Record the end; `facts` has Twilio's `status` and, for a call that was answered, `seconds`. `hunted` says whether the
    customer pressed a key. If nobody did, although the greeting was over, that is recorded too, and first, so that no
    reader sees another end in between. Raises StorageError; repeating it is safe."""
    handovers = ctx.storage.handovers
    no_key = not hunted and heard_to_the_end(str(facts.get("status", "")), facts.get("seconds"))
    if no_key and not handovers.has(handover_id, EventKind.CANCELED):
        handovers.add(handover_id, EventKind.NO_KEY, at)
    handovers.add(handover_id, EventKind.ENDED, at, facts)
