"""Record: beeps, then records until silence, a key, the time limit, or the end of the call."""

from __future__ import annotations

from sandbox.twilio.captions import speaking_time
from sandbox.twilio.flow import Interrupted, Steps, Take, Task
from sandbox.twilio.leg import Keys, Words
from sandbox.twilio.recordings import add_recording
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.scene import GoTo, Outcome, Scene
from sandbox.twilio.webhook_client import WebhookCall


def record(scene: Scene, verb: Element) -> Steps[Outcome]:
    leg = scene.leg
    leg.answer()
    leg.inbox.clear()
    if verb.flag("playBeep", default=True):
        leg.hear("beep")
    for name in ("transcribe", "transcribeCallback"):
        if name in verb.attributes:
            leg.context.console.error(0, f"Record: {name} is not supported by the sandbox.", leg.call.sid)
    recorder = _Recorder(scene, verb)
    leg.phone.prompted(True)
    try:
        ending_key = yield from recorder.listen()
    except Interrupted as interruption:
        if interruption.reason == "over" and recorder.spoken:
            params = leg.call.params() | recorder.keep("hangup")
            Task(
                leg.context.agenda,
                leg.context.webhook_client.run(WebhookCall(recorder.action, params, "twiml", leg.call.sid)),
            )
        raise
    finally:
        leg.phone.prompted(False)
    if not recorder.spoken and leg.context.variants().silent_recording == "falls-through":
        return None
    return GoTo(recorder.action, recorder.keep(ending_key))


class _Recorder:
    def __init__(self, scene: Scene, verb: Element) -> None:
        self._scene = scene
        self._verb = verb
        self.spoken = 0.0
        action = scene.webhook(verb, "action", "method", default=scene.url or "")
        assert action is not None  # a default was given
        self.action = action

    def listen(self) -> Steps[str]:
        """Records until it ends. Returns the key that ended it, or ""."""
        verb, agenda = self._verb, self._scene.leg.context.agenda
        silence = verb.number("timeout", 5) or verb.number("maxLength", 3600)
        end = agenda.now().timestamp() + verb.number("maxLength", 3600)
        quiet_from = agenda.now().timestamp()
        while True:
            left = min(quiet_from + silence, end) - agenda.now().timestamp()
            item = yield Take(self._scene.leg.inbox, timeout=max(0.0, left))
            if item is None:
                return ""
            if isinstance(item, Keys) and set(item.text) & set(verb.get("finishOnKey", "1234567890*#")):
                return item.text[0]
            if isinstance(item, Words):
                self.spoken += speaking_time(item.text)
                quiet_from = max(quiet_from, agenda.now().timestamp()) + speaking_time(item.text)

    def keep(self, ending_key: str) -> dict[str, str]:
        """Stores the recording. Returns its parameters for the action."""
        verb, leg = self._verb, self._scene.leg
        webhook = self._scene.webhook(verb, "recordingStatusCallback", "recordingStatusCallbackMethod")
        return add_recording(leg.context, leg.call, "RecordVerb", self.spoken, webhook) | {"Digits": ending_key}
