"""What runs on a leg: fetch a document, play it verb by verb, follow where it leads, fall back when it fails.

The same for the customer's leg and for an agent's whisper; what a verb does is in `twiml/verbs/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from sandbox.twilio.captions import speaking_time
from sandbox.twilio.courier import Broken, Errand
from sandbox.twilio.flow import Sleep, Steps
from sandbox.twilio.hooks import Hook
from sandbox.twilio.twiml.document import Document, Problem, parse, read_document
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.grammar import WHISPER_MAYBE, WHISPER_VERBS

if TYPE_CHECKING:
    from sandbox.twilio.leg import Leg

_APOLOGY = "We are sorry, an application error has occurred. Goodbye."


class Ending(Enum):
    """How a script ended. What that means for the call is the matter of whoever started it."""

    RAN_OUT = "the document ended"
    HUNG_UP = "Hangup"
    REJECTED = "Reject"
    REJECTED_BUSY = "Reject, busy"
    FAILED = "an error"


@dataclass(frozen=True)
class GoTo:
    """The next document: where it is, and what the request says beyond the usual."""

    hook: Hook
    extra: Mapping[str, str]


#: What a verb leads to; None is the next verb.
Outcome = GoTo | Ending | Problem | None


@dataclass(frozen=True)
class Scene:
    """Where a verb is played. `url`: the document's own address, None for TwiML that came with a request."""

    leg: Leg
    url: str | None
    whisper: bool
    first: bool = False

    def hook(self, verb: Element, address: str, method: str, default: str | None = None) -> Hook | None:
        """The webhook that `verb` names in these two attributes; None when it names none."""
        url = verb.attributes.get(address, default)
        return None if url is None else Hook(url, verb.get(method, "POST")).joined(self.url)


@dataclass(frozen=True)
class Script:
    """`fallback` is asked when a document cannot be had or played. `updated`: REST has led this call elsewhere."""

    leg: Leg
    fallback: Hook | None = None
    whisper: bool = False
    updated: bool = False

    def run(self, start: GoTo | str) -> Steps[Ending]:
        """Play the document at `start`, or the TwiML that it is, and all that follows."""
        step: GoTo | str = start
        fell_back = False
        while True:
            outcome = yield from self._one(step)
            if isinstance(outcome, Problem):
                self.leg.kit.console.error(outcome.code, outcome.text, self.leg.call.sid)
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
        call, console = self.leg.call, self.leg.kit.console
        fatal = self.leg.kit.variants().unknown_element == "fatal"
        for finding in document.findings:
            if finding.code == 0 or (fatal and finding.unknown):
                console.error(finding.code, finding.text, call.sid)
            else:
                console.warning(finding.code, finding.text, call.sid)
        if fatal and any(finding.unknown for finding in document.findings):
            return Problem(12200, "The document holds what Twilio does not know.", document.url or "")
        return (yield from self._play(document))

    def _fetch(self, step: GoTo) -> Steps[Document | Problem]:
        kit, call = self.leg.kit, self.leg.call
        reply = yield from kit.courier.run(Errand(step.hook, call.params(), "twiml", call.sid, once=step.extra))
        if isinstance(reply, Broken):
            code = 15004 if reply.code == 11100 and self.updated else reply.code
            return Problem(code, reply.text, reply.url)
        return read_document(reply.url, reply.response, kit.variants().empty_document == "end")

    def _play(self, document: Document) -> Steps[GoTo | Ending | Problem]:
        from sandbox.twilio.twiml.verbs import play_verb  # here: verbs are written in terms of this module

        scene = Scene(self.leg, document.url, self.whisper)
        for place, verb in enumerate(document.verbs):
            if self.whisper and not self._may_whisper(verb):
                continue
            outcome = yield from play_verb(replace(scene, first=place == 0), verb)
            if isinstance(outcome, Problem):
                return replace(outcome, url=outcome.url or document.url or "")
            if outcome is not None:
                return outcome
        return Ending.RAN_OUT

    def _may_whisper(self, verb: Element) -> bool:
        allowed = WHISPER_VERBS | (WHISPER_MAYBE if self.leg.kit.variants().whisper_runs_pause_and_redirect else set())
        if verb.name in allowed or verb.name == "Dial":  # Dial answers for itself: it is an error, not a warning
            return True
        self.leg.kit.console.warning(12200, f"{verb.name} may not stand in a whisper.", self.leg.call.sid)
        return False

    def _apologise(self) -> Steps[None]:
        if not self.whisper:
            self.leg.answer()
            self.leg.hear("voice", _APOLOGY, language="en-US")
            yield Sleep(speaking_time(_APOLOGY))
