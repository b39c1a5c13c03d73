"""What a use case needs, handed to it: nothing here is looked up, so nothing ever has to be patched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handover.clock import Clock, Deadline
from handover.core.call.callback_urls import CallbackUrls
from handover.log import LogLine
from handover.services.storage import Storage, Store
from handover.services.telephony import Telephone, TwilioClient
from handover.settings import Settings


@dataclass(frozen=True)
class AppContext:
    """What a container keeps: made once, when its first request comes."""

    settings: Settings
    clock: Clock
    store: Store
    line: TwilioClient

    def within(self, deadline: Deadline, log: LogLine) -> RequestContext:
        """The same for one request, bound to its deadline."""
        return RequestContext(
            settings=self.settings,
            clock=self.clock,
            deadline=deadline,
            storage=self.store.within(deadline),
            telephone=self.line.within(deadline),
            log=log,
        )


@dataclass(frozen=True)
class RequestContext:
    """What one request works with."""

    settings: Settings
    clock: Clock
    deadline: Deadline
    storage: Storage
    telephone: Telephone
    log: LogLine

    def now(self) -> datetime:
        return self.clock.now()

    @property
    def callback_urls(self) -> CallbackUrls:
        """The addresses that Twilio calls back."""
        return CallbackUrls(self.settings.url("twiml"), self.settings.url("status"))


def make_context(settings: Settings, clock: Clock) -> AppContext:
    """The real parts for these settings."""
    return AppContext(settings, clock, Store(settings, clock), TwilioClient(settings))
