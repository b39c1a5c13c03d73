"""Say, Play and Pause: play something to the other end, and wait for as long as it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.twilio.audio import playing_time
from sandbox.twilio.captions import Kind, speaking_time
from sandbox.twilio.flow import Sleep, Steps
from sandbox.twilio.twiml.document import AUDIO, content_kind
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.scene import Outcome, Scene
from sandbox.twilio.webhook import Webhook
from sandbox.twilio.webhook_client import Broken, WebhookCall

#: Seconds that a played file lasts that is not WAV.
_PLAYING_TIME = 5.0
_TONE = 0.2
#: loop="0" means until hang-up; Twilio repeats at most this often.
_FOREVER = 1000


@dataclass(frozen=True)
class Utterance:
    """Something that is heard for `seconds`. Without a `kind` it is a pause."""

    seconds: float
    kind: Kind | None = None
    text: str = ""
    language: str = ""
    voice: str = ""

    def start(self, scene: Scene) -> None:
        if self.kind:
            scene.leg.hear(self.kind, self.text, language=self.language, voice=self.voice)


def utterances(scene: Scene, verb: Element, seconds: float | None = 0.0) -> Iterator[Utterance]:
    """Yields what a Say, Play or Pause plays, including repeats. `seconds`: how long a file plays, None if it cannot be."""
    times = verb.number("loop", 1) or _FOREVER
    if verb.name == "Pause":
        yield Utterance(float(verb.number("length", 1)))
    elif verb.name == "Say":
        voice, language = verb.get("voice", "man"), verb.get("language", "en-US")
        spoken = Utterance(speaking_time(verb.text), "voice", verb.text, language, voice)
        yield from (spoken for _ in range(times) if verb.text)
    elif "digits" in verb.attributes:
        yield Utterance(_TONE * len(verb.get("digits")), "tone", verb.get("digits"))
    elif seconds is not None:
        address = Webhook(verb.text).joined(scene.url).url
        yield from (Utterance(seconds, "audio", address) for _ in range(times))


def say(scene: Scene, verb: Element) -> Steps[Outcome]:
    scene.leg.answer()
    yield from _through(scene, verb)
    return None


def pause(scene: Scene, verb: Element) -> Steps[Outcome]:
    if not scene.first:  # as the first verb it delays the answer
        scene.leg.answer()
    yield from _through(scene, verb)
    return None


def play(scene: Scene, verb: Element) -> Steps[Outcome]:
    scene.leg.answer()
    yield from _through(scene, verb, (yield from file_length(scene, verb)))
    return None


def file_length(scene: Scene, verb: Element) -> Steps[float | None]:
    """Fetches the file of a Play, without the usual parameters. Returns the seconds that it plays, or None if it cannot be
    played, which it reports to the console. Play with `digits` has no file."""
    if "digits" in verb.attributes:
        return 0.0
    webhook = Webhook(verb.text, "GET").joined(scene.url)
    reply = yield from scene.leg.context.webhook_client.run(WebhookCall(webhook, {}, "audio", scene.leg.call.sid))
    console, sid = scene.leg.context.console, scene.leg.call.sid
    if isinstance(reply, Broken):
        console.error(reply.code, reply.text, sid)
    elif reply.response.status >= 400:
        console.error(11200, f"{reply.url} answered {reply.response.status}.", sid)
    elif (kind := content_kind(reply.response)) not in AUDIO:
        console.error(12300, f"{reply.url} answered with {kind or 'no content type'}, which is no audio file.", sid)
    else:
        return playing_time(reply.response.body) or _PLAYING_TIME
    return None


def _through(scene: Scene, verb: Element, seconds: float | None = 0.0) -> Steps[None]:
    for utterance in utterances(scene, verb, seconds):
        utterance.start(scene)
        yield Sleep(utterance.seconds)
