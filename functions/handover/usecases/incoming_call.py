"""A call that somebody makes to our number, as a step of it needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handover.core.call.spoken_steps import Address
from handover.usecases.context import RequestContext


def session_of_call(call_sid: str) -> str:
    """Returns what stands for a chat's session where a call has no chat."""
    return f"call {call_sid}"


@dataclass(frozen=True)
class IncomingCall:
    """Twilio's request for an incoming call whose caller pressed a key. `address` has the language and the desk's name.
    `tries` is how often the caller was asked for the digit in the chat, or whether they want to leave a message."""

    ctx: RequestContext
    address: Address
    form: Mapping[str, str]
    tries: int = 0

    @property
    def number(self) -> str:
        """The caller's number as Twilio shows it: perhaps none, perhaps forged."""
        return self.form.get("From", "")

    @property
    def sid(self) -> str:
        return self.form.get("CallSid", "")
