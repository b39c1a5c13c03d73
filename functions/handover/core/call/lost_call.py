"""Which of the calls that Twilio lists is a handover's own, when the answer to its create was lost.

Twilio's list has nothing of ours to find a call by. So a call is ours only if it can be nobody else's: it was created in the
minute after our permit, no other handover has its sid, and nothing else could have placed it. Twilio's record of the
requests of a call names the handover and proves more, but exists only some time after the call's end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.core.call.callback_urls import handover_named_in
from handover.core.call.twilio_call import TwilioCall

#: Twilio's dates are whole seconds, and clocks differ a little.
SKEW = timedelta(seconds=2)

#: A create is sent within seconds of its permit.
PLACED_WITHIN = timedelta(seconds=60)


@dataclass(frozen=True)
class Rival:
    """Something else that placed a call to the same number at `since`, or up to a minute later, and whose sid is unknown."""

    since: datetime


@dataclass(frozen=True)
class Found:
    """`call` is surely ours. Without it, each call of `unsure` may be ours, and if there is none, no call was found."""

    call: TwilioCall | None = None
    unsure: tuple[TwilioCall, ...] = ()

    @property
    def status(self) -> str:
        """Twilio's word for the call's status; `unsure` and `none` without one."""
        return self.call.status if self.call else "unsure" if self.unsure else "none"

    @property
    def quiet(self) -> bool:
        """Whether no call that may be ours is under way."""
        return all(call.over for call in ((self.call,) if self.call else self.unsure))


def candidates(calls: Iterable[TwilioCall], since: datetime) -> list[TwilioCall]:
    """Returns the calls that a permit of that time may have placed. A call without a date may be one."""
    return [call for call in calls if _may_have_placed(since, call)]


def attribute(calls: Sequence[TwilioCall], taken: Collection[str], rivals: Sequence[Rival]) -> Found:
    """Returns which of these candidates is ours. `taken` are the sids that other handovers have."""
    left = tuple(call for call in calls if not call.sid or call.sid not in taken)
    if len(left) == 1 and _can_be_ours(left[0]) and not any(_may_have_placed(rival.since, left[0]) for rival in rivals):
        return Found(left[0])
    return Found(unsure=left)


def judge_by_addresses(handover_id: str, addresses: Iterable[str]) -> bool | None:
    """Returns whether a call is the handover's, by the addresses that it was created with and that Twilio requested for it.
    None if they name nothing."""
    named = {handover_named_in(address) for address in addresses} - {""}
    return handover_id in named if named else None


def _can_be_ours(call: TwilioCall) -> bool:
    return bool(call.sid) and call.created is not None


def _may_have_placed(since: datetime, call: TwilioCall) -> bool:
    return call.created is None or since - SKEW <= call.created <= since + PLACED_WITHIN
