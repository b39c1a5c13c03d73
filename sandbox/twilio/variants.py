"""Variants: questions that Twilio's documentation leaves open. A scenario chooses an answer for each.

The default is the likelier or the harsher answer. Faults are in `rest/faults.py`, the delivery of callbacks in
`callbacks.py`, people in `plans.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Variants:
    #: The customer hangs up while Dial runs: is Dial's action still requested?
    dial_action_after_hang_up: bool = True
    #: The customer hangs up while the agent's phone rings: how the agent's leg ends.
    left_while_ringing: Literal["canceled", "no-answer"] = "canceled"
    #: The whisper document cannot be fetched or played: are the legs joined all the same?
    whisper_failure: Literal["drop", "bridge"] = "drop"
    #: Pause and Redirect in a whisper, which the documentation does not list: do they run?
    whisper_runs_pause_and_redirect: bool = True
    #: Dial with sequential="true", and somebody answered but did not accept: does the next phone ring?
    sequential_goes_on_after_whisper: bool = False
    #: DialCallDuration in the action of a Dial that nobody answered.
    duration_when_unanswered: bool = False
    #: DialCallSid in the action of a Dial that never made a leg.
    failed_dial_has_sid: bool = False
    #: Duration and SipResponseCode in the callbacks of an agent's leg, where only CallDuration is documented.
    agent_leg_extras: bool = True
    #: SequenceNumber counts every event, or only those that were subscribed.
    sequence_counts: Literal["fired", "subscribed"] = "fired"
    #: REST Timeout: seconds that the network rings longer. ("For some flows Twilio adds 5 s.")
    rest_timeout_adds: float = 5.0
    #: A phone that rejects a call, seen from Twilio.
    rejected_is: Literal["busy", "no-answer"] = "busy"
    #: An answered leg whose line breaks: its status. The SIP code shows it in any case.
    broken_line_is: Literal["failed", "completed"] = "failed"
    #: An element that Twilio does not know: skipped with a warning, or the end of the document.
    unknown_element: Literal["skipped", "fatal"] = "skipped"
    #: A 204, or a 200 without a body, instead of TwiML.
    empty_document: Literal["error", "end"] = "error"
    #: Status=canceled for a call that was answered.
    cancel_answered: Literal["ignored", "refused"] = "ignored"
    #: MachineDetectionDuration beside AnsweredBy when detection blocked the answer URL.
    blocking_amd_has_duration: bool = False
    #: Record that heard nothing: on to the next verb, or the action is requested.
    silent_recording: Literal["falls-through", "action"] = "falls-through"
    #: Seconds until the file of a recording that has ended is ready.
    recording_ready_after: float = 2.0
    #: A text to a landline where Twilio does not try one: the newer or the older error.
    landline_is: Literal[21635, 21614] = 21635
    #: Calls are "eventually consistent" by REST: fetch and list are this many seconds behind.
    lookup_lag: float = 0.0
    #: The record of a call's requests exists so many seconds after the call's end.
    record_lag: float = 900.0
    #: Phones, messaging apps and perhaps carriers may fetch the links of a text message before its reader does: do they?
    link_previews: bool = False
