"""Whether a call was dropped: its line broke while customer and agent were connected, and nobody hung up.

Twilio has no word for it. What it reports of a leg that was answered tells the two apart: who hangs up ends the leg as
`completed`, with the SIP code 200. A leg that was answered and `failed`, or that ended with a SIP code of a lost connection,
broke off. The evidence is in the events: the end of the customer's leg, the Dial's status beside the bridge, and the report
of the agent's leg. That a conversation was short proves nothing. Without evidence a call is not dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.core.call.call_status import CallStatus
from handover.core.call.events import EventKind, Timeline, number_fact, text_fact

#: SIP codes below are no errors. Of the errors, those of a person or a service that ended the call on purpose: busy,
#: request terminated, not acceptable, and their global twins.
_FIRST_ERROR, _LAST_CODE = 400, 699
_ON_PURPOSE = frozenset({486, 487, 488, 600, 603, 606, 607, 608})


def broke_off(status: str, sip: object = "") -> bool:
    """Returns whether an answered leg broke off: `status` is Twilio's word for its end, `sip` its SIP code (a number or its
    digits, anything else if it is not known)."""
    if status == CallStatus.FAILED:
        return True
    code = str(sip)
    known = int(code) if code.isascii() and code.isdecimal() and len(code) == 3 else 0
    return status == CallStatus.COMPLETED and _FIRST_ERROR <= known <= _LAST_CODE and known not in _ON_PURPOSE


def broken_leg(timeline: Timeline) -> str:
    """Returns whose leg broke off while an agent had the call: `customer`, `agent`, or `""` if neither surely did."""
    taken, ended = timeline.accepted(), timeline.one(EventKind.ENDED)
    if not taken or ended is None:
        return ""
    if _customer_broke_off(ended.facts):
        return "customer"
    if timeline.has(EventKind.JOINED):  # then a colleague went on with the customer
        return ""
    bridged = [event.facts for event in timeline.all(EventKind.BRIDGED) if event.attempt == taken]
    reported = any(event.attempt == taken for event in timeline.all(EventKind.DROPPED))
    return "agent" if reported or any(text_fact(facts, "status") == CallStatus.FAILED for facts in bridged) else ""


def _customer_broke_off(ended: Mapping[str, Any]) -> bool:
    """Returns whether the customer's leg broke off. It must be Twilio that says so: in a report, which has a place for the
    SIP code, or in a lookup that found the call and its seconds. `failed` is also recorded when no call was found."""
    said = "sip" in ended or (text_fact(ended, "sid") and number_fact(ended, "seconds"))
    return bool(said) and broke_off(text_fact(ended, "status"), ended.get("sip", ""))
