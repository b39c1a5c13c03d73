"""Sends text messages to phones, with callbacks, and receives those to our numbers.

The phone's `message_outcome` decides how a message ends: `delivered`, `silent` (sent, without a receipt),
`undelivered:30003`, `failed:30001`.
"""

from __future__ import annotations

from functools import partial

from sandbox.twilio.call import API_VERSION
from sandbox.twilio.context import NetworkContext
from sandbox.twilio.flow import Task
from sandbox.twilio.message import Message, MessageStatus
from sandbox.twilio.previews import open_links
from sandbox.twilio.segments import segments
from sandbox.twilio.webhook import Webhook
from sandbox.twilio.webhook_client import WebhookCall

_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
_START = frozenset({"START", "YES", "UNSTOP"})
_TRIAL = "Sent from your Twilio trial account - "
#: Seconds between two statuses of a message.
_STEP = 1.0


class MessageCentre:
    """`opted_out`: pairs of a phone and our number to which it texted STOP."""

    def __init__(self, context: NetworkContext, log: list[Message]) -> None:
        self.opted_out: set[tuple[str, str]] = set()
        self._context = context
        self._log = log

    def send(self, to: str, from_: str, body: str, callback: Webhook | None, service: str = "") -> Message:
        """Accepts a message and schedules its statuses. `service`: the messaging service that chose `from_`, or ""."""
        context = self._context
        text = _TRIAL + body if context.account.trial else body
        sid, now = context.sids.new("SM"), context.agenda.now()
        message = Message(sid, context.account.sid, to, from_, text, "outbound-api", now, service)
        self._log.append(message)
        self._set_status(message, "accepted" if service else "queued", None)
        outcome, _, code = context.phone(to).message_outcome.partition(":")
        steps: list[MessageStatus] = ["queued"] if service else []
        steps += ["sending"] if outcome == "failed" else ["sending", "sent"]
        steps += [] if outcome == "silent" else [_final(outcome)]
        for place, status in enumerate(steps, start=1):
            context.agenda.after(place * _STEP, partial(self._advance, message, status, int(code or 0), callback))
        return message

    def receive(self, from_: str, to: str, body: str) -> Message:
        """Receives a text to one of our numbers. STOP and START take effect. The webhook is requested in any case."""
        context = self._context
        message = Message(context.sids.new("SM"), context.account.sid, to, from_, body, "inbound", context.agenda.now())
        self._log.append(message)
        self._set_status(message, "received", None)
        if body.strip().upper() in _STOP:
            self.opted_out.add((from_, to))
        elif body.strip().upper() in _START:
            self.opted_out.discard((from_, to))
        owned = context.account.numbers[to]
        if owned.sms_url:
            params = _params(message) | {
                "SmsMessageSid": message.sid,
                "SmsStatus": "received",
                "Body": body,
                "NumMedia": "0",
                "NumSegments": str(segments(body)),
            }
            del params["MessageStatus"]
            call = WebhookCall(Webhook(owned.sms_url, owned.sms_method), params, "message")
            Task(context.agenda, context.webhook_client.run(call))
        return message

    def _advance(self, message: Message, status: MessageStatus, code: int, callback: Webhook | None) -> None:
        if status in ("undelivered", "failed"):
            message.error_code = code or 30008
        if status == "sent":
            message.sent = self._context.agenda.now()
        if status == "delivered" and self._context.variants().link_previews:
            Task(
                self._context.agenda,
                open_links(self._context.web, message.body),
                lambda _: self._arrive(message, callback),
            )
        elif status == "delivered":
            self._arrive(message, callback)
        else:
            self._set_status(message, status, callback)

    def _arrive(self, message: Message, callback: Webhook | None) -> None:
        self._context.phone(message.to).messages.append(message)
        self._set_status(message, "delivered", callback)

    def _set_status(self, message: Message, status: MessageStatus, callback: Webhook | None) -> None:
        message.status = status
        message.seen.append(status)
        self._context.feed.publish("message", message)
        if callback and status in ("queued", "sent", "delivered", "undelivered", "failed"):
            params = _params(message)
            if message.error_code:
                params["ErrorCode"] = str(message.error_code)
            if status in ("delivered", "undelivered"):
                params["RawDlrDoneDate"] = self._context.agenda.now().strftime("%y%m%d%H%M")
            self._context.callbacks.send("message", callback, params)


def _final(outcome: str) -> MessageStatus:
    match outcome:
        case "delivered" | "undelivered" | "failed":
            return outcome
    raise ValueError(f"A message ends delivered, silent, undelivered:<code> or failed:<code>, not '{outcome}'.")


def _params(message: Message) -> dict[str, str]:
    return {
        "AccountSid": message.account_sid,
        "ApiVersion": API_VERSION,
        "From": message.from_,
        "To": message.to,
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageStatus": message.status,
        "SmsStatus": message.status,
    }
