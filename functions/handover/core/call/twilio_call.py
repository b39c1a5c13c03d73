"""A call as Twilio reports it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handover.core.call.call_status import OVER


@dataclass(frozen=True)
class TwilioCall:
    """`status` is Twilio's word, `seconds` the duration, `created` when Twilio took the call, in whole seconds. Twilio may
    leave out any of them: `sid` and `status` are `""` then, `created` is None."""

    sid: str
    status: str
    seconds: int = 0
    created: datetime | None = None

    @property
    def over(self) -> bool:
        """Whether the call is known to be over. A word that Twilio may add one day proves nothing."""
        return self.status in OVER
