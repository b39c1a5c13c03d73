"""The script of a leg: fetches a document, plays its verbs, goes on to the next document, and falls back if one fails.

A customer's leg and an agent's whisper both run it. `twiml/verbs/` has the verbs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sandbox.twilio.captions import speaking_time
from sandbox.twilio.flow import Sleep, Steps
from sandbox.twilio.leg import Leg
from sandbox.twilio.twiml.document import Document, Problem, parse, read_document
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.grammar import WAIT_VERBS, WHISPER_MAYBE, WHISPER_VERBS
from sandbox.twilio.twiml.scene import Ending, GoTo, Scene
from sandbox.twilio.twiml.verbs import play_verb
from sandbox.twilio.webhook import Webhook
from sandbox.twilio.webhook_client import Broken, WebhookCall

_APOLOGY = "We are sorry, an application error has occurred. Goodbye."


@dataclass(frozen=True)
class Script:
    """`fallback` is requested if a document cannot be fetched or played. `updated`: REST has redirected this call.
    `waiting`: it is played beside the leg's own script, to somebody in a conference."""

    leg: Leg
    fallback: Webhook | None = None
    whisper: bool = False
    waiting: bool = False
    updated: bool = False

    def run(self, start: GoTo | str) -> Steps[Ending]:
        """Plays the document at `start`, or `start` itself if it is TwiML, and all that follow. Returns how it ended."""
        step: GoTo | str = start
        fell_back = False
        while True:
            outcome = yield from self._one(step)
            if isinstance(outcome, Problem):
                self.leg.context.console.error(outcome.code, outcome.text, self.leg.call.sid)
                if self.fallback is None or fell_back:
                    yield from self._apologise()
                    return Ending.FAILED
                fell_back = True
                step = GoTo(self.fallback, {"ErrorCode": str(outcome.code), "ErrorUrl": outcome.url})
            elif isinstance(outcome, GoTo):
                step = outcome
            else:
                return outcome

    def _one(self, step: GoTo | str) -> Steps[GoTo | Ending | Problem]:
        document = parse(step, None) if isinstance(step, str) else (yield from self._fetch(step))
        if isinstance(document, Problem):
            return document
        call, console = self.leg.call, self.leg.context.console
        fatal = self.leg.context.variants().unknown_element == "fatal"
        for finding in document.findings:
            if finding.code == 0 or (fatal and finding.unknown):
                console.error(finding.code, finding.text, call.sid)
            else:
                console.warning(finding.code, finding.text, call.sid)
        if fatal and any(finding.unknown for finding in document.findings):
            return Problem(12200, "The document has an element that Twilio does not know.", document.url or "")
        return (yield from self._play(document))

    def _fetch(self, step: GoTo) -> Steps[Document | Problem]:
        context, call = self.leg.context, self.leg.call
        reply = yield from context.webhook_client.run(
            WebhookCall(step.webhook, call.params(), "twiml", call.sid, once=step.extra)
        )
        if isinstance(reply, Broken):
            code = 15004 if reply.code == 11100 and self.updated else reply.code
            return Problem(code, reply.text, reply.url)
        return read_document(reply.url, reply.response, context.variants().empty_document == "end")

    def _play(self, document: Document) -> Steps[GoTo | Ending | Problem]:
        scene = Scene(self.leg, document.url, self.whisper, _play_whisper, _play_wait)
        for place, verb in enumerate(document.verbs):
            if self.whisper and not self._may_whisper(verb):
                continue
            if self.waiting and verb.name not in WAIT_VERBS:
                self.leg.context.console.warning(12200, f"{verb.name} is not allowed at waitUrl.", self.leg.call.sid)
                continue
            outcome = yield from play_verb(replace(scene, first=place == 0), verb)
            if isinstance(outcome, Problem):
                return replace(outcome, url=outcome.url or document.url or "")
            if outcome is not None:
                return outcome
        return Ending.RAN_OUT

    def _may_whisper(self, verb: Element) -> bool:
        allowed = WHISPER_VERBS | (
            WHISPER_MAYBE if self.leg.context.variants().whisper_runs_pause_and_redirect else set()
        )
        if verb.name in allowed or verb.name == "Dial":  # Dial reports an error itself
            return True
        self.leg.context.console.warning(12200, f"{verb.name} is not allowed in a whisper.", self.leg.call.sid)
        return False

    def _apologise(self) -> Steps[None]:
        if not self.whisper and not self.waiting:
            self.leg.answer()
            self.leg.hear("voice", _APOLOGY, language="en-US")
            yield Sleep(speaking_time(_APOLOGY))


def _play_whisper(leg: Leg, webhook: Webhook) -> Steps[Ending]:
    return Script(leg, whisper=True).run(GoTo(webhook, {}))


def _play_wait(leg: Leg, webhook: Webhook) -> Steps[Ending]:
    return Script(leg, waiting=True).run(GoTo(webhook, {}))
