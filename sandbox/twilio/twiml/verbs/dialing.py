"""Carries out one Dial: rings the phones, plays the whisper to the first that answers, and bridges it.

It runs on the parent's leg. The child legs report to it through the parent's inbox.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sandbox.twilio.call import Call, Detection, StatusCallback
from sandbox.twilio.detection import detect_async
from sandbox.twilio.flow import Steps, Take
from sandbox.twilio.leg import Keys, Leg, News, send_digits
from sandbox.twilio.twiml.scene import Ending, PlayWhisper
from sandbox.twilio.variants import Variants
from sandbox.twilio.webhook import Webhook

DialStatus = Literal["completed", "busy", "no-answer", "failed", "canceled"]


@dataclass(frozen=True)
class Target:
    """A number to ring, or a SIP address (`sip`). `whisper` is played to the answering leg before the bridge; before that,
    `digits` are sent to it."""

    number: str
    whisper: Webhook | None = None
    status: StatusCallback | None = None
    detection: Detection | None = None
    digits: str = ""
    sip: bool = False


@dataclass(frozen=True)
class Terms:
    """The checked attributes of a Dial; times in seconds."""

    targets: tuple[Target, ...]
    caller_id: str
    ring_for: float
    time_limit: float
    sequential: bool
    answer_on_bridge: bool
    star_ends: bool
    reason: str


@dataclass
class Result:
    """The result of a Dial. `seconds`: duration of the answered leg. `timed`: False if Twilio does not report it."""

    status: DialStatus = "failed"
    sid: str = ""
    bridged: bool = False
    seconds: int = 0
    timed: bool = True

    def params(self, variants: Variants) -> dict[str, str]:
        """Returns the parameters for the action."""
        params = {"DialCallStatus": self.status, "DialBridged": "true" if self.bridged else "false"}
        if self.sid:
            params["DialCallSid"] = self.sid
        if self.timed and (self.status == "completed" or variants.duration_when_unanswered):
            params["DialCallDuration"] = str(self.seconds)
        return params


@dataclass(frozen=True)
class _Whispered:
    leg: Leg
    ending: Ending


class _TimeUp:
    """The time limit of the conversation has passed."""


class Dialing:
    def __init__(self, parent: Leg, terms: Terms, play_whisper: PlayWhisper) -> None:
        self.result = Result()
        self._play_whisper = play_whisper
        self._parent = parent
        self._terms = terms
        self._context = parent.context
        self._children: list[Leg] = []
        self._targets: dict[str, Target] = {}

    def run(self) -> Steps[None]:
        """Rings, and waits until the Dial is over. `result` then has its result."""
        self._parent.inbox.clear()
        self._parent.hear("ringback")
        terms = self._terms
        batches = [(target,) for target in terms.targets] if terms.sequential else [terms.targets]
        for batch in batches:
            self._children = [self._ring(target) for target in batch]
            answered = yield from self._first_answer()
            if answered is None:
                if self.result.status == "canceled":
                    return
                continue
            yield from self._talk(answered)
            if self.result.bridged or not self._context.variants().sequential_goes_on_after_whisper:
                return

    def break_off(self) -> None:
        """Ends all child legs: the parent is over, or moved elsewhere."""
        for child in self._children:
            if child.call.over:
                continue
            child.end("completed" if child.call.answered else self._context.variants().left_while_ringing)
            self._note(child)

    # Ringing

    def _ring(self, target: Target) -> Leg:
        context, parent = self._context, self._parent.call
        call = Call(
            sid=context.sids.new("CA"),
            account_sid=context.account.sid,
            to=target.number,
            from_=self._terms.caller_id,
            direction="outbound-dial",
            created=context.agenda.now(),
            parent_sid=parent.sid,
            reason=self._terms.reason,
        )
        context.record(call)
        phone, report = context.phone(target.number), self._parent.inbox.put
        child = Leg(context, self._parent.live, call, target.status, report, phone)
        self._targets[call.sid] = target
        child.dial(self._terms.ring_for)
        return child

    def _first_answer(self) -> Steps[Leg | None]:
        """Returns the first leg that answers, and cancels the others; None if no leg is left or * was pressed."""
        while any(not child.call.over for child in self._children):
            item = yield Take(self._parent.inbox)
            match item:
                case News(leg=child, what="answered") if child in self._children:
                    self._others_end(child)
                    return child
                case News(leg=child, what="over") if child in self._children:
                    self._note(child)
                case Keys(text=keys) if self._is_star(keys):
                    self.break_off()
                    self.result.status = "canceled"
        return None

    def _others_end(self, winner: Leg) -> None:
        for child in self._children:
            if child is not winner:
                child.end("canceled")
        self._children = [winner]

    # Talking

    def _talk(self, child: Leg) -> Steps[None]:
        target = self._targets[child.call.sid]
        if target.detection:
            detect_async(child, target.detection)
        if target.whisper:
            if not self._terms.answer_on_bridge:
                self._parent.hear("silence")
            child.play(
                self._whispered(child, target, target.whisper),
                lambda ending: self._parent.inbox.put(_Whispered(child, ending)),
            )
        else:
            self._bridge(child)
        while True:
            item = yield Take(self._parent.inbox)
            if self._ends(child, item):
                self._note(child)
                return

    def _whispered(self, child: Leg, target: Target, whisper: Webhook) -> Steps[Ending]:
        """Sends the digits, then plays the whisper."""
        if target.digits:
            yield from send_digits(child, target.digits)
        return (yield from self._play_whisper(child, whisper))

    def _ends(self, child: Leg, item: object) -> bool:
        """Handles an item of the inbox. Returns whether the Dial is over."""
        match item:
            case News(leg=leg, what="over" | "left") if leg is child:
                return True
            case _Whispered(leg=leg, ending=ending) if leg is child:
                self._after_whisper(child, ending)
            case _TimeUp():
                child.end("completed")
            case Keys(text=keys) if self._is_star(keys):
                child.end("completed")
        return child.call.over

    def _after_whisper(self, child: Leg, ending: Ending) -> None:
        failed = ending is Ending.FAILED and self._context.variants().whisper_failure == "bridge"
        if ending is Ending.RAN_OUT or failed:
            self._bridge(child)
        else:
            child.end("completed")

    def _bridge(self, child: Leg) -> None:
        self._parent.answer()
        self._parent.join(child)
        child.after(self._terms.time_limit, lambda: self._parent.inbox.put(_TimeUp()))

    def _is_star(self, keys: str) -> bool:
        return self._terms.star_ends and "*" in keys

    def _note(self, child: Leg) -> None:
        """Stores the state of this leg as the result."""
        call = child.call
        status: DialStatus = "completed"
        if call.status in ("busy", "no-answer", "failed", "canceled"):
            status = call.status
        self.result = Result(
            status, call.sid, call.bridged, call.duration(self._context.agenda.now()), timed=not child.moved
        )
