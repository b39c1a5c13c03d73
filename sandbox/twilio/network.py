"""The phone network and its Twilio account: phones, calls, messages, faults and variants."""

from __future__ import annotations

from sandbox.agenda import Agenda
from sandbox.net import Web
from sandbox.twilio.account import Account
from sandbox.twilio.call import Call, CallOrder
from sandbox.twilio.call_records import CallRecords
from sandbox.twilio.callbacks import CallbackQueue
from sandbox.twilio.change_feed import ChangeFeed, Listener
from sandbox.twilio.conferences import Conferences
from sandbox.twilio.console import Console, Entry
from sandbox.twilio.context import NetworkContext
from sandbox.twilio.message import Message
from sandbox.twilio.messages import MessageCentre
from sandbox.twilio.person import Person
from sandbox.twilio.phone import Phone, PhoneError
from sandbox.twilio.plans import Act
from sandbox.twilio.recordings import Recordings
from sandbox.twilio.rest.faults import RestFaults
from sandbox.twilio.sids import Sids
from sandbox.twilio.switchboard import Switchboard
from sandbox.twilio.variants import Variants
from sandbox.twilio.webhook_client import WebhookClient


class PhoneNetwork:
    """`web` reaches the user's webhooks. The same `seed` gives the same identifiers and the same random delays.

    `calls` and `messages`: all since the start. `records`: the requests of each call. `recordings`: those not deleted.
    `conferences`: all since the start.
    `console`: Twilio's debugger. `callbacks`: delivers callbacks. `faults`: of the REST API. `variants` may be set at any
    time. Read and change the network under `agenda.lock`.
    """

    def __init__(
        self, agenda: Agenda, web: Web, account: Account, variants: Variants | None = None, seed: int = 0
    ) -> None:
        self.agenda = agenda
        self.account = account
        self.variants = variants or Variants()
        self.calls: list[Call] = []
        self.messages: list[Message] = []
        self.faults = RestFaults()
        self.feed = ChangeFeed(agenda.now)
        self.records = CallRecords()
        self.feed.on_change(self.records.hear)
        self.sids = Sids(seed)
        self.console = Console(agenda.now, self._console_entry)
        self._webhook_client = WebhookClient(agenda, web, account, self.console, self.sids, self.feed)
        self.callbacks = CallbackQueue(agenda, self._webhook_client, self.console, self.sids, seed)
        self.recordings = Recordings(agenda, self.callbacks, self.sids, lambda: self.variants)
        self.conferences = Conferences(agenda.now, self.sids, account.sid)
        self._phones: dict[str, Phone] = {}
        context = NetworkContext(
            agenda=agenda,
            web=web,
            account=account,
            variants=lambda: self.variants,
            console=self.console,
            webhook_client=self._webhook_client,
            callbacks=self.callbacks,
            sids=self.sids,
            feed=self.feed,
            recordings=self.recordings,
            conferences=self.conferences,
            phone=self.phone,
            record=self.calls.append,
        )
        self.switchboard = Switchboard(context)
        self.message_centre = MessageCentre(context, self.messages)

    def phone(self, number: str) -> Phone:
        """Returns the phone with this number (E.164). There is one for each number."""
        if number not in self._phones:
            phone = self._phones[number] = Phone(number, self.agenda, self.feed, self)
            phone.listener = Person(phone, self.agenda)
        return self._phones[number]

    def on_change(self, listener: Listener) -> None:
        """Calls `listener` with every change, under the lock."""
        self.feed.on_change(listener)

    def place(self, order: CallOrder) -> Call:
        """Places a call for an order that REST has checked."""
        with self.agenda.lock:
            call = self.switchboard.place(order)
            self.records.add_create(call.sid, order)
            return call

    def dial_in(
        self, from_number: str, to: str | None = None, then: tuple[Act, ...] = (), *, withheld: bool = False
    ) -> Call:
        """Dials our number from a phone. Its owner does `then` once connected. `withheld`: the caller shows no number.
        Raises PhoneError if the phone is not idle, or nobody has that number."""
        with self.agenda.lock:
            phone, called = self.phone(from_number), self.account.numbers.get(to or self.account.number)
            if phone.state != "idle":
                raise PhoneError(f"The phone of {from_number} is {phone.state}, not idle.")
            if called is None:
                raise PhoneError(f"{to} is none of the account's numbers.")
            return self.switchboard.take(phone, called, then, withheld)

    def text_from(self, number: str, body: str, to: str | None) -> None:
        """Sends a text from a phone to our number."""
        self.message_centre.receive(number, to or self.account.number, body)

    def call(self, sid: str) -> Call | None:
        """Returns the call with this sid, or None."""
        return next((call for call in self.calls if call.sid == sid), None)

    def _console_entry(self, entry: Entry) -> None:
        self.feed.publish("console", entry)
