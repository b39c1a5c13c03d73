"""What a use case needs, handed to it: nothing here is looked up, so nothing ever has to be patched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handover.clock import Clock, Deadline
from handover.core.call.links import Links
from handover.log import LogLine
from handover.services.storage import Storage, Store
from handover.services.telephony import Line, Telephone
from handover.settings import Settings


@dataclass(frozen=True)
class Kit:
    """What a container keeps: made once, when its first request comes."""

    settings: Settings
    clock: Clock
    store: Store
    line: Line

    def within(self, deadline: Deadline, log: LogLine) -> Tools:
        """The same for one request, bound to its deadline."""
        return Tools(
            settings=self.settings,
            clock=self.clock,
            deadline=deadline,
            storage=self.store.within(deadline),
            telephone=self.line.within(deadline),
            log=log,
        )


@dataclass(frozen=True)
class Tools:
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
    def links(self) -> Links:
        """The addresses that Twilio calls back."""
        return Links(self.settings.url("twiml"), self.settings.url("status"))


def make_kit(settings: Settings, clock: Clock) -> Kit:
    """The real parts for these settings."""
    return Kit(settings, clock, Store(settings, clock), Line(settings))
