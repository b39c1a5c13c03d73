"""The greeting's times: how long a customer has to press a key, and how short a call was that never got that far.

`no_key`, the step after the greeting, reads and writes no storage, because its words must not wait. So when a call is over
and no agent was rung, its length decides whether nobody pressed a key or the customer hung up while they were greeted.
"""

from __future__ import annotations

from handover.core.call.call_status import CallStatus

#: The greeting's texts, each followed by a wait for a key.
PROMPTS = ("call.greet", "call.greet_again")
RING_BACK_PROMPTS = ("ring_back.greet", "ring_back.greet_again")
#: Seconds of each wait.
KEY_TIMEOUT = 6


def heard_to_the_end(status: str, seconds: object) -> bool:
    """Returns whether a call without a key press lasted as long as the greeting's waits. `status` and `seconds` (the call's
    duration, a number or its digits) are Twilio's; an unknown duration is none."""
    text = str(seconds)
    known = text.isascii() and text.isdecimal() and len(text) < 7
    return status == CallStatus.COMPLETED and known and int(text) >= KEY_TIMEOUT * len(PROMPTS)
