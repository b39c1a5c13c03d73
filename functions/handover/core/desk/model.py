"""A desk, as its operator configured it: agents, countries, hours, limits, and what else desk.json has.

`config.py` reads it, and `rules.py` has the rules that a schema cannot express.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from handover.core import i18n, phone_numbers
from handover.core.desk.bookings import Bookings
from handover.core.desk.call_back import CallBack
from handover.core.desk.dispositions import DEFAULT_DISPOSITIONS, Disposition
from handover.core.desk.limits import Limits
from handover.core.desk.messages import Messages
from handover.core.desk.proof import ProofRules
from handover.core.desk.quiet_hours import QuietHours
from handover.core.desk.retries import Retries
from handover.core.desk.ringing import Ringing
from handover.core.desk.voicemail import Voicemail
from handover.core.desk.waiting import Waiting
from handover.core.desk.web import Web


@dataclass(frozen=True)
class Agent:
    """A person who takes calls. `phone` is in E.164, `role` is `agent` or `lead`, `time_zone` is the desk's by default.
    `page_language` is `language` where desk.json names one, for the agent or the desk, else `""`.
    `hours` maps a weekday to the agent's spans in their own zone; None means whenever the desk is open. `languages` are
    those that they speak with customers (BCP 47; empty: `language` alone), `skills` words that may be in a customer's
    reason.

    With `sip`, an address such as `sip:anna@pbx.example.com`, that is rung and not the phone. With `extension` the phone is
    a switchboard, which is sent these keys; several agents may share it. `mobile` (E.164) takes text messages in the place
    of the phone. The last three are `""` if there is none."""

    id: str
    name: str
    phone: str
    language: str
    role: str = "agent"
    time_zone: str = "UTC"
    page_language: str = ""
    sip: str = ""
    extension: str = ""
    mobile: str = ""
    hours: Mapping[str, tuple[str, ...]] | None = None
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()

    @property
    def own_phone(self) -> str:
        """The phone that is the agent's alone, and takes text messages: they sign in with it, and get the links there. `""`
        if there is none: a switchboard reads no messages."""
        return self.mobile or ("" if self.extension else self.phone)

    @property
    def rings(self) -> str:
        """What is rung: a number in E.164, or a SIP address."""
        return self.sip or self.phone

    @property
    def keys(self) -> str:
        """The keys that are sent to a switchboard once it answers, as Twilio writes them: `w` is a pause of half a second,
        `W` of a whole one, which people write as a comma. `""` if there are none."""
        return "" if self.sip else self.extension.replace(",", "W")

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers (E.164) under which this agent is called, and nobody else. Such a customer is this agent. The phone is
        theirs unless it is a switchboard, also if a mobile takes the text messages."""
        return frozenset(self.numbers_by_field.values())

    @property
    def numbers_by_field(self) -> Mapping[str, str]:
        """The same by the field of desk.json that has each."""
        numbers = {"phone": "" if self.extension else self.phone, "mobile": self.mobile}
        if self.sip:
            from handover.core.desk.desk_phones import number_in  # few have a desk phone

            numbers["sip"] = number_in(self.sip)
        return {name: number for name, number in numbers.items() if number}


@dataclass(frozen=True)
class Retention:
    """How many days the turns of chats are kept, handovers with their call requests, and consent receipts."""

    chat_days: int = 30
    handover_days: int = 90
    consent_days: int = 1825


@dataclass(frozen=True)
class Desk:
    """A valid desk. `hours` maps a weekday to its spans as `HH:MM-HH:MM`; None means always open. `quiet_hours` is None if
    there are none. `numbers` maps a country (ISO 3166-1 alpha-2) to our number, in E.164, that phones there show as the
    caller. `call_reason` is `""` if there is none. `page_language` is as an agent's. `records`: conversations are recorded,
    with the customer's consent. `transfer` is whether an agent may bring a colleague into a running call."""

    agents: tuple[Agent, ...]
    countries: tuple[str, ...]
    time_zone: str
    name: str = ""
    language: str = "en"
    page_language: str = ""
    paused: bool = False
    warm_up: bool = True
    hours: Mapping[str, tuple[str, ...]] | None = None
    closed_on: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    retention: Retention = field(default_factory=Retention)
    dispositions: tuple[Disposition, ...] = DEFAULT_DISPOSITIONS
    bookings: Bookings = field(default_factory=Bookings)
    quiet_hours: QuietHours | None = field(default_factory=QuietHours)
    retries: Retries = field(default_factory=Retries)
    voicemail: Voicemail = field(default_factory=Voicemail)
    call_back: CallBack = field(default_factory=CallBack)
    waiting: Waiting = field(default_factory=Waiting)
    ringing: Ringing = field(default_factory=Ringing)
    proof: ProofRules = field(default_factory=ProofRules)
    numbers: Mapping[str, str] = field(default_factory=dict)
    call_reason: str = ""
    messages: Messages = field(default_factory=Messages)
    web: Web = field(default_factory=Web)
    records: bool = False
    transfer: bool = False

    def keeps_until(self, booked_at: datetime, at: datetime) -> bool:
        """Returns whether a call that was booked at one time is still stored at the other: storage removes it by the day on
        which it was booked, wherever it was moved to."""
        return at - booked_at < timedelta(days=self.retention.handover_days)

    def spoken_name(self, texts: i18n.Catalogue) -> str:
        """Returns the desk's name, or a general one in the language of the texts if it has none."""
        return self.name or texts.text("call.default_desk")

    def agent(self, agent_id: str) -> Agent | None:
        """Returns the agent of that id, or None if the desk has no such agent (any more)."""
        return next((agent for agent in self.agents if agent.id == agent_id), None)

    def number_for(self, e164: str) -> str:
        """Returns our number that a phone shows as the caller, by the phone's country, or `""` for the general one."""
        return self.numbers.get(phone_numbers.country_of(e164), "") if self.numbers else ""

    @property
    def own_numbers(self) -> frozenset[str]:
        """Our numbers of all countries, in E.164."""
        return frozenset(self.numbers.values())
