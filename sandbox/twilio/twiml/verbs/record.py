"""Record: beeps, then records until silence, a key, the time limit, or the end of the call."""

from __future__ import annotations

from sandbox.twilio.captions import speaking_time
from sandbox.twilio.flow import Interrupted, Steps, Take, Task
from sandbox.twilio.leg import Keys, Words
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.scene import GoTo, Outcome, Scene
from sandbox.twilio.webhook import Webhook
from sandbox.twilio.webhook_client import WebhookCall

_FINISH_KEYS = "1234567890*#"
_SILENCE = 5
_LONGEST = 3600


def record(scene: Scene, verb: Element) -> Steps[Outcome]:
    leg = scene.leg
    leg.answer()
    leg.inbox.clear()
    if verb.flag("playBeep", default=True):
        leg.hear("beep")
    for name in ("transcribe", "transcribeCallback"):
        if name in verb.attributes:
            leg.context.console.error(0, f"Record: {name} is not supported by the sandbox.", leg.call.sid)
    action = scene.webhook(verb, "action", "method", default=scene.url or "")
    assert action is not None  # a default was given
    recorder = _Recorder(scene, verb)
    leg.phone.listened(True, recording=True)
    leg.phone.prompted(True)
    try:
        ending_key = yield from recorder.listen()
    except Interrupted as interruption:
        params = recorder.finish("hangup")
        if interruption.reason == "over" and params:
            _request_in_vain(scene, action, params)
        raise
    finally:
        leg.phone.prompted(False)
        leg.phone.listened(False)
    params = recorder.finish(ending_key)
    return GoTo(action, params) if params else None


def _request_in_vain(scene: Scene, action: Webhook, params: dict[str, str]) -> None:
    """Requests the action of a call that is over. Nothing that it responds is played."""
    context, call = scene.leg.context, scene.leg.call
    request = WebhookCall(action, call.params() | params, "twiml", call.sid)
    Task(context.agenda, context.webhook_client.run(request))


class _Recorder:
    """Records from its creation on."""

    def __init__(self, scene: Scene, verb: Element) -> None:
        self._leg = scene.leg
        self._verb = verb
        self._agenda = scene.leg.context.agenda
        self._from = self._agenda.now().timestamp()
        self._until = self._from + verb.number("maxLength", _LONGEST)
        self._quiet_from = self._from
        self._words: list[str] = []
        self._recording = scene.leg.context.recordings.begin(
            scene.leg.call, "RecordVerb", scene.recording_callback(verb)
        )

    def listen(self) -> Steps[str]:
        """Records until it ends. Returns the key that ended it, or ""."""
        verb = self._verb
        silence = verb.number("timeout", _SILENCE) or verb.number("maxLength", _LONGEST)
        while True:
            left = min(self._quiet_from + silence, self._until) - self._agenda.now().timestamp()
            item = yield Take(self._leg.inbox, timeout=max(0.0, left))
            if item is None:
                return ""
            if isinstance(item, Keys) and set(item.text) & set(verb.get("finishOnKey", _FINISH_KEYS)):
                return item.text[0]
            if isinstance(item, Words):
                self._words.append(item.text)
                begins = max(self._quiet_from, self._agenda.now().timestamp())
                self._quiet_from = begins + speaking_time(item.text)

    def finish(self, ending_key: str) -> dict[str, str] | None:
        """Ends the recording. Returns the parameters of the action, or None if it is not requested: nothing was heard."""
        recordings, variants = self._leg.context.recordings, self._leg.context.variants()
        if not self._words and variants.silent_recording == "falls-through":
            recordings.discard(self._recording)
            return None
        recordings.finish(self._recording, self._length(), " ".join(self._words))
        return self._recording.params() | {"Digits": ending_key}

    def _length(self) -> float:
        """Returns the seconds that are kept: all, or without the silence around what was said."""
        now = self._agenda.now().timestamp()
        whole = min(now, self._until) - self._from
        if self._verb.get("trim", "trim-silence") == "do-not-trim":
            return whole
        return min(whole, sum(map(speaking_time, self._words)))
