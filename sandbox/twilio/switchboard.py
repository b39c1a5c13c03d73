"""Places calls at the account's rate, accepts incoming ones, and redirects or ends those in progress.

It decides where a customer's script starts, and what its end means for the call.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.twilio.account import OwnedNumber
from sandbox.twilio.call import Call, CallOrder, StatusCallback
from sandbox.twilio.captions import speaking_time
from sandbox.twilio.context import NetworkContext
from sandbox.twilio.detection import detect_async, judge
from sandbox.twilio.flow import Sleep, Steps, Take, Task
from sandbox.twilio.leg import Leg, News, send_digits
from sandbox.twilio.phone import Phone
from sandbox.twilio.plans import Act
from sandbox.twilio.recording import RecordingCallback
from sandbox.twilio.script import Script
from sandbox.twilio.twiml.scene import Ending, GoTo
from sandbox.twilio.webhook import Webhook

_TRIAL_NOTICE = "You have a trial account. Press any key to run your code."
_TRIAL_PATIENCE = 10.0
#: From of a caller who shows no number. Twilio says it may be any text.
_WITHHELD = "anonymous"


class NotInProgressError(Exception):
    """The call is not in a state in which it can be changed like this."""


class Switchboard:
    def __init__(self, context: NetworkContext) -> None:
        self._context = context
        self._next_slot: datetime = context.agenda.now()
        self._queued: dict[str, CallOrder] = {}
        self._live: dict[str, Leg] = {}

    # Outbound

    def place(self, order: CallOrder) -> Call:
        """Queues a call. It is dialled when the account's calls per second allow it."""
        context, now = self._context, self._context.agenda.now()
        slot = max(now, self._next_slot)
        self._next_slot = slot + timedelta(seconds=1 / context.account.calls_per_second)
        wait = (slot - now).total_seconds()
        owned = context.account.numbers.get(order.from_)
        call = Call(
            sid=context.sids.new("CA"),
            account_sid=context.account.sid,
            to=order.to,
            from_=order.from_,
            direction="outbound-api",
            created=now,
            phone_number_sid=owned.sid if owned else None,
            queue_time=round(wait * 1000),
            reason=order.reason,
        )
        call.move("queued", now)
        context.record(call)
        context.feed.publish("call", call)
        self._queued[call.sid] = order
        context.agenda.after(wait, lambda: self._dial(call))
        return call

    def _dial(self, call: Call) -> None:
        order = self._queued.pop(call.sid, None)
        if order is None:  # cancelled in the queue
            return
        phone = self._context.phone(call.to)
        leg = Leg(self._context, self._live, call, order.status, lambda news: self._answered(news, order), phone)
        leg.dial(order.timeout + self._context.variants().rest_timeout_adds)

    def _answered(self, news: News, order: CallOrder) -> None:
        if news.what == "over" and order.record and news.leg.call.answered:
            self._record(news.leg.call, order.record)
        if news.what != "answered":
            return
        leg = news.leg
        if order.time_limit:
            leg.after(order.time_limit, lambda: leg.end("completed"))
        if order.detection and not order.detection.blocking and not order.send_digits:
            detect_async(leg, order.detection)
        leg.play(self._outbound(leg, order), lambda ending: _finish(leg, ending))

    def _record(self, call: Call, record: Webhook | bool) -> None:
        callback = RecordingCallback(record) if isinstance(record, Webhook) else None
        recording = self._context.recordings.begin(call, "OutboundAPI", callback)
        self._context.recordings.finish(recording, call.duration())
        call.recorded = recording.params()

    def _outbound(self, leg: Leg, order: CallOrder) -> Steps[Ending]:
        if self._context.account.trial and not (yield from _trial_notice(leg)):
            return Ending.HUNG_UP
        if order.send_digits:
            yield from send_digits(leg, order.send_digits)
        extra: dict[str, str] = {}
        if order.detection and order.detection.blocking and not order.send_digits:
            verdict = judge(leg, order.detection.until_message_end)
            yield Sleep(verdict.seconds)
            leg.call.answered_by = extra["AnsweredBy"] = verdict.answered_by
            if self._context.variants().blocking_amd_has_duration:
                extra["MachineDetectionDuration"] = str(round(verdict.seconds * 1000))
        start: GoTo | str = GoTo(order.url, extra) if order.url else order.twiml
        return (yield from Script(leg, order.fallback).run(start))

    # Inbound

    def take(self, caller: Phone, to: OwnedNumber, then: tuple[Act, ...], withheld: bool = False) -> Call:
        """Accepts a call to one of the account's numbers. The caller does `then` once connected."""
        context, now = self._context, self._context.agenda.now()
        call = Call(
            sid=context.sids.new("CA"),
            account_sid=context.account.sid,
            to=to.number,
            from_=_WITHHELD if withheld else caller.number,
            direction="inbound",
            created=now,
            started=now,
            phone_number_sid=to.sid,
        )
        context.record(call)
        status = StatusCallback(Webhook(to.status_callback, to.status_callback_method)) if to.status_callback else None
        leg = Leg(context, self._live, call, status, lambda _: None, caller)
        call.move("ringing", now)
        context.feed.publish("call", call)
        leg.phone.calling(leg, then)
        if to.voice_url:
            fallback = Webhook(to.voice_fallback_url, to.voice_fallback_method) if to.voice_fallback_url else None
            script = Script(leg, fallback).run(GoTo(Webhook(to.voice_url, to.voice_method), {}))
            leg.play(script, lambda ending: _finish(leg, ending))
        else:
            context.console.error(0, f"{to.number} has no voice URL: the call cannot be answered.", call.sid)
            leg.after(1.0, lambda: leg.end("failed"))
        return call

    # Changes by REST

    def end(self, call: Call, status: str) -> None:
        """Ends a call; `status` is canceled or completed. Raises NotInProgressError."""
        if call.over:
            raise NotInProgressError
        if self._queued.pop(call.sid, None):
            call.ended = self._context.agenda.now()
            call.move("canceled", call.ended)  # no callback: documented for calls that end in the queue
            self._context.feed.publish("call", call)
            return
        if call.answered is None:
            self._live[call.sid].end("canceled")
        elif status == "completed":
            self._live[call.sid].end("completed")
        elif self._context.variants().cancel_answered == "refused":
            raise NotInProgressError

    def redirect(self, call: Call, start: Webhook | str, fallback: Webhook | None) -> None:
        """Continues with another document: a webhook, or TwiML. Raises NotInProgressError."""
        leg = self._live.get(call.sid)
        if leg is None or call.answered is None:
            raise NotInProgressError
        script = Script(leg, fallback, updated=True)
        goal = start if isinstance(start, str) else GoTo(start, {})
        leg.move_to(script.run(goal), lambda ending: _finish(leg, ending))

    def announce(self, call: Call, webhook: Webhook) -> None:
        """Plays a document to a call in a conference, beside what it hears."""
        Task(self._context.agenda, Script(self._live[call.sid], waiting=True).run(GoTo(webhook, {})))

    def limit(self, call: Call, seconds: int) -> None:
        """Sets a call's time limit, from now on. Raises NotInProgressError."""
        leg = self._live.get(call.sid)
        if leg is None:
            raise NotInProgressError
        leg.after(seconds, lambda: leg.end("completed"))


def _trial_notice(leg: Leg) -> Steps[bool]:
    """Plays a trial account's notice. Returns whether a key was pressed."""
    leg.hear("voice", _TRIAL_NOTICE, language="en-US")
    leg.inbox.clear()
    pressed = yield Take(leg.inbox, timeout=speaking_time(_TRIAL_NOTICE) + _TRIAL_PATIENCE)
    return pressed is not None


def _finish(leg: Leg, ending: Ending) -> None:
    """Ends the call, because its script has ended."""
    match ending:
        case Ending.REJECTED:
            leg.end("no-answer")
        case Ending.REJECTED_BUSY:
            leg.end("busy")
        case _:
            leg.end("completed")
