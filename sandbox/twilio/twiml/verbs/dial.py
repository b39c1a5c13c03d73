"""Dial: reads and checks the verb, rings the phones (`dialing.py`), and reports the result to the action."""

from __future__ import annotations

from sandbox.twilio.call import Detection, StatusCallback
from sandbox.twilio.flow import Interrupted, Sleep, Steps, Task
from sandbox.twilio.numbers import is_number, is_sip_address
from sandbox.twilio.twiml.document import Problem
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.scene import GoTo, Outcome, Scene
from sandbox.twilio.twiml.verbs.conferencing import conference
from sandbox.twilio.twiml.verbs.dialing import Dialing, Result, Target, Terms
from sandbox.twilio.webhook import Webhook
from sandbox.twilio.webhook_client import WebhookCall

_RING = 30
_TWILIO_ADDS = 5
_LONGEST = 14_400
_MOST_NUMBERS = 10


def dial(scene: Scene, verb: Element) -> Steps[Outcome]:
    leg = scene.leg
    if scene.whisper:
        return Problem(13201, "Dial is not allowed in the document of a dialled leg.")
    room = next((noun for noun in verb.children if noun.name == "Conference"), None)
    if room:
        if len(verb.children) > 1 or verb.text:
            leg.context.console.warning(13000, "Dial: a Conference is mixed with something else.", leg.call.sid)
        return (yield from conference(scene, verb, room))
    terms = _terms(scene, verb)
    if not terms.answer_on_bridge:
        leg.answer()
    dialing = Dialing(leg, terms, scene.play_whisper)
    action = scene.webhook(verb, "action", "method")
    if not _may_dial(scene, terms):
        dialing.result.sid = leg.context.sids.new("CA") if leg.context.variants().failed_dial_has_sid else ""
        yield Sleep(0)
    else:
        try:
            yield from dialing.run()
        except Interrupted as interruption:
            dialing.break_off()
            _record(scene, verb, dialing.result)
            if action and (interruption.reason == "moved" or leg.context.variants().dial_action_after_hang_up):
                _request_action(scene, action, dialing.result)
            raise
    params = _params(scene, verb, dialing.result)
    return GoTo(action, params) if action else None


def _request_action(scene: Scene, action: Webhook, result: Result) -> None:
    """Requests the action and ignores its response."""
    leg = scene.leg
    params = leg.call.params() | result.params(leg.context.variants())
    Task(leg.context.agenda, leg.context.webhook_client.run(WebhookCall(action, params, "twiml", leg.call.sid)))


def _params(scene: Scene, verb: Element, result: Result) -> dict[str, str]:
    url = _record(scene, verb, result)
    return {**result.params(scene.leg.context.variants()), **({"RecordingUrl": url} if url else {})}


def _record(scene: Scene, verb: Element, result: Result) -> str:
    """Keeps the recording of a leg that was answered, also one that was not bridged. Returns its address, or "" if there is
    none."""
    if not result.seconds or verb.get("record", "do-not-record") in ("do-not-record", "false"):
        return ""
    recordings = scene.leg.context.recordings
    recording = recordings.begin(scene.leg.call, "DialVerb", scene.recording_callback(verb))
    recordings.finish(recording, result.seconds)
    return recording.url


def _terms(scene: Scene, verb: Element) -> Terms:
    call = scene.leg.call
    # Without callerId an agent sees the caller's number; for an outbound call, the number that the customer saw.
    return Terms(
        targets=tuple(_targets(scene, verb)),
        caller_id=verb.get("callerId") or call.from_,
        ring_for=float(verb.number("timeout", _RING) + _TWILIO_ADDS),
        time_limit=float(min(verb.number("timeLimit", _LONGEST), _LONGEST)),
        sequential=verb.flag("sequential"),
        answer_on_bridge=verb.flag("answerOnBridge"),
        star_ends=verb.flag("hangupOnStar"),
        reason=verb.get("callReason"),
    )


def _targets(scene: Scene, verb: Element) -> list[Target]:
    plain = [Target(verb.text)] if verb.text else []
    return plain + [_target(scene, noun) for noun in verb.children if noun.name in ("Number", "Sip")]


def _target(scene: Scene, noun: Element) -> Target:
    status = scene.webhook(noun, "statusCallback", "statusCallbackMethod")
    events = frozenset(noun.get("statusCallbackEvent", "completed").split())
    detection = None
    if "machineDetection" in noun.attributes:
        until_end = noun.get("machineDetection") == "DetectMessageEnd"
        webhook = scene.webhook(noun, "amdStatusCallback", "amdStatusCallbackMethod")
        detection = Detection(until_end, blocking=False, webhook=webhook)
    return Target(
        noun.text,
        whisper=scene.webhook(noun, "url", "method"),
        status=StatusCallback(status, events) if status else None,
        detection=detection,
        digits=noun.get("sendDigits"),
        sip=noun.name == "Sip",
    )


def _may_dial(scene: Scene, terms: Terms) -> bool:
    """Returns whether the targets may be dialled. Reports each problem to the console."""
    account = scene.leg.context.account
    problems: list[tuple[int, str]] = []
    if not terms.targets or len(terms.targets) > _MOST_NUMBERS:
        problems.append((13223, f"Dial: {len(terms.targets)} numbers; 1 to {_MOST_NUMBERS} can be dialled."))
    call = scene.leg.call
    by_sip = [target for target in terms.targets if target.sip]
    if by_sip and len(terms.targets) > 1:
        problems.append((12200, "Dial: one Sip may be dialled, and nothing beside it, unless the account has more."))
    if not by_sip and not account.may_show(terms.caller_id) and terms.caller_id not in (call.to, call.from_):
        problems.append(
            (13214, f"Dial: callerId {terms.caller_id} is neither a number of this call nor of the account.")
        )
    problems += [
        (13224, f"Dial: '{target.number}' is not a SIP address.")
        for target in by_sip
        if not is_sip_address(target.number)
    ]
    for number in (target.number for target in terms.targets if not target.sip):
        if not is_number(number):
            problems.append((13224, f"Dial: '{number}' is not a phone number in E.164 form."))
        elif number.startswith(account.blocked + account.premium):
            problems.append((13225, f"Dial: calls to {number} are blocked."))
        elif not account.may_reach(number):
            problems.append((13227, f"Dial: the account may not call the country of {number}."))
    for code, text in problems:
        scene.leg.context.console.error(code, text, call.sid)
    return not problems
