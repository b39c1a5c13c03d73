"""Delivers status callbacks: on time, or late, twice, out of order or never, by the scenario's rules.

Twilio promises neither order nor a single delivery, so a scenario may choose the worst. Rules apply to the deliveries that
they match, in the order in which they were added. TwiML requests are not callbacks: a call waits for their response.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.agenda import Agenda
from sandbox.twilio.console import Console
from sandbox.twilio.flow import Task
from sandbox.twilio.sids import Sids
from sandbox.twilio.webhook import Webhook
from sandbox.twilio.webhook_client import Answer, Broken, WebhookCall, WebhookClient

#: Seconds from an event to its callback if no rule delays it.
_DELAY = 0.2


@dataclass(frozen=True)
class Delivery:
    """One callback. `kind`: status, amd, recording, message. `token` is the same for repeated deliveries."""

    kind: str
    webhook: Webhook
    params: Mapping[str, str]
    call_sid: str
    token: str


When = Callable[[Delivery], bool]
_Rule = Callable[[Delivery, list[float]], list[float]]


class CallbackQueue:
    """`sent` lists every delivery that was due, also dropped ones, for `replay`."""

    def __init__(self, agenda: Agenda, webhook_client: WebhookClient, console: Console, sids: Sids, seed: int) -> None:
        self.sent: list[Delivery] = []
        self._agenda = agenda
        self._webhook_client = webhook_client
        self._console = console
        self._sids = sids
        self._random = random.Random(seed)
        self._rules: list[_Rule] = []
        self._held: list[Delivery] = []

    # Rules of a scenario

    def delay(self, seconds: float, when: When = lambda _: True) -> None:
        """Delivers `seconds` later."""
        self._add(when, lambda times: [time + seconds for time in times])

    def duplicate(self, after: float = 1.0, when: When = lambda _: True) -> None:
        """Delivers once more, `after` seconds after the first time."""
        self._add(when, lambda times: [*times, *(time + after for time in times)])

    def reorder(self, spread: float = 5.0, when: When = lambda _: True) -> None:
        """Delivers each up to `spread` seconds later, at random."""
        self._add(when, lambda times: [time + self._random.uniform(0, spread) for time in times])

    def drop(self, when: When = lambda _: True) -> None:
        """Never delivers."""
        self._add(when, lambda _: [])

    def hold(self, when: When = lambda _: True) -> None:
        """Holds deliveries until `release`."""

        def keep(delivery: Delivery, times: list[float]) -> list[float]:
            if when(delivery):
                self._held.append(delivery)
                return []
            return times

        self._rules.append(keep)

    def release(self, backwards: bool = False) -> None:
        """Delivers what was held, a second apart; the last one first if `backwards`."""
        held, self._held = self._held, []
        for place, delivery in enumerate(reversed(held) if backwards else held):
            self._deliver(delivery, after=float(place))

    def replay(self, delivery: Delivery) -> None:
        """Delivers a callback once more: same parameters, same signature, same token."""
        self._deliver(delivery, after=0.0)

    def on_time(self) -> None:
        """Removes all rules."""
        self._rules.clear()

    # What the network does

    def send(self, kind: str, webhook: Webhook, params: Mapping[str, str], call_sid: str = "") -> None:
        """Delivers a callback by the rules."""
        delivery = Delivery(kind, webhook, dict(params), call_sid, self._sids.token())
        self.sent.append(delivery)
        times = [_DELAY]
        for rule in self._rules:
            times = rule(delivery, times)
        for time in times:
            self._deliver(delivery, time)

    def _add(self, when: When, change: Callable[[list[float]], list[float]]) -> None:
        self._rules.append(lambda delivery, times: change(times) if when(delivery) else times)

    def _deliver(self, delivery: Delivery, after: float) -> None:
        call = WebhookCall(delivery.webhook, delivery.params, delivery.kind, delivery.call_sid, token=delivery.token)

        def go() -> None:
            Task(self._agenda, self._webhook_client.run(call), lambda reply: self._judge(delivery, reply))

        self._agenda.after(after, go)

    def _judge(self, delivery: Delivery, reply: Answer | Broken) -> None:
        if isinstance(reply, Broken):
            code = 15002 if reply.code == 11203 else reply.code
            self._console.error(code, f"{delivery.kind} callback: {reply.text}", delivery.call_sid)
        elif reply.response.status >= 400:
            text = f"{delivery.kind} callback: {reply.url} answered {reply.response.status}."
            self._console.warning(15003, text, delivery.call_sid)
