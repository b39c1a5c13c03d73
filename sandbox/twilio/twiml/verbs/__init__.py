"""Plays TwiML verbs on a leg. A verb is a generator: it yields what it waits for and returns what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sandbox.twilio.flow import Steps
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.scene import Outcome, Scene
from sandbox.twilio.twiml.verbs.control import hangup, redirect, reject
from sandbox.twilio.twiml.verbs.dial import dial
from sandbox.twilio.twiml.verbs.gather import gather
from sandbox.twilio.twiml.verbs.record import record
from sandbox.twilio.twiml.verbs.speech import pause, play, say

Verb = Callable[[Scene, Element], Steps[Outcome]]

_VERBS: Mapping[str, Verb] = {
    "Say": say,
    "Play": play,
    "Pause": pause,
    "Gather": gather,
    "Dial": dial,
    "Record": record,
    "Redirect": redirect,
    "Reject": reject,
    "Hangup": hangup,
}


def play_verb(scene: Scene, verb: Element) -> Steps[Outcome]:
    """Plays one verb of a checked document. Returns what follows it."""
    return _VERBS[verb.name](scene, verb)
