"""Answering machine detection: who probably answered, and how long detection takes."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.twilio.call import Detection
from sandbox.twilio.captions import speaking_time
from sandbox.twilio.leg import Leg
from sandbox.twilio.plans import Mailbox

#: Seconds that a verdict takes on average.
_TYPICAL = 4.0


@dataclass(frozen=True)
class Verdict:
    """`answered_by` as Twilio names it; `seconds` after the call was answered."""

    answered_by: str
    seconds: float


def judge(leg: Leg, until_message_end: bool) -> Verdict:
    """Returns the verdict on this leg, which has just been answered."""
    if not leg.by_machine:
        return Verdict("human", _TYPICAL)
    if not until_message_end:
        return Verdict("machine_start", _TYPICAL)
    plan = leg.phone.plan
    greeting = plan.greeting if isinstance(plan, Mailbox) else ""
    return Verdict("machine_end_beep", max(_TYPICAL, 1.0 + speaking_time(greeting)))


def detect_async(leg: Leg, detection: Detection) -> None:
    """Detects while the call goes on. The callback has four parameters only."""
    verdict = judge(leg, detection.until_message_end)

    def report() -> None:
        leg.call.answered_by = verdict.answered_by
        params = {
            "CallSid": leg.call.sid,
            "AccountSid": leg.call.account_sid,
            "AnsweredBy": verdict.answered_by,
            "MachineDetectionDuration": str(round(verdict.seconds * 1000)),
        }
        if detection.webhook:
            leg.context.callbacks.send("amd", detection.webhook, params, leg.call.sid)

    if detection.webhook is None:
        leg.context.console.warning(21262, "Machine detection is on, but has no callback for its result.", leg.call.sid)
    leg.after(verdict.seconds, report)
