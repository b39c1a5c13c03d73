"""Say, Play and Pause: play something to the other end, and wait for as long as it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.twilio.captions import Kind, speaking_time
from sandbox.twilio.flow import Sleep, Steps
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.scene import Outcome, Scene
from sandbox.twilio.webhook import Webhook
from sandbox.twilio.webhook_client import Broken, WebhookCall

#: Seconds that a played file lasts. It has no sound here.
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


def utterances(scene: Scene, verb: Element) -> Iterator[Utterance]:
    """Yields what a Say, Play or Pause plays, including repeats."""
    times = verb.number("loop", 1) or _FOREVER
    if verb.name == "Pause":
        yield Utterance(float(verb.number("length", 1)))
    elif verb.name == "Say":
        voice, language = verb.get("voice", "man"), verb.get("language", "en-US")
        spoken = Utterance(speaking_time(verb.text), "voice", verb.text, language, voice)
        yield from (spoken for _ in range(times) if verb.text)
    elif "digits" in verb.attributes:
        yield Utterance(_TONE * len(verb.get("digits")), "tone", verb.get("digits"))
    else:
        address = Webhook(verb.text).joined(scene.url).url
        yield from (Utterance(_PLAYING_TIME, "audio", address) for _ in range(times))


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
    if "digits" in verb.attributes or (yield from can_be_played(scene, verb)):
        yield from _through(scene, verb)
    return None


def can_be_played(scene: Scene, verb: Element) -> Steps[bool]:
    """Fetches the file, without the usual parameters. Returns whether it exists; reports an error to the console."""
    webhook = Webhook(verb.text, "GET").joined(scene.url)
    reply = yield from scene.leg.context.webhook_client.run(WebhookCall(webhook, {}, "audio", scene.leg.call.sid))
    console, sid = scene.leg.context.console, scene.leg.call.sid
    if isinstance(reply, Broken):
        console.error(reply.code, reply.text, sid)
    elif reply.response.status >= 400:
        console.error(11200, f"{reply.url} answered {reply.response.status}.", sid)
    else:
        return True
    return False


def _through(scene: Scene, verb: Element) -> Steps[None]:
    for utterance in utterances(scene, verb):
        utterance.start(scene)
        yield Sleep(utterance.seconds)
