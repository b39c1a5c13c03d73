"""The context that every use case gets. A use case looks nothing up elsewhere, so no test has to patch anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from handover.clock import Clock
from handover.core.call.callback_urls import CallbackUrls
from handover.deadline import Deadline
from handover.log import LogLine
from handover.services.wake_up import HttpWakeUps, WakeUps
from handover.settings import Settings

if TYPE_CHECKING:  # a step that only speaks needs neither
    from handover.services.assistant import ChatLogs
    from handover.services.storage import AppStorage, RequestStorage
    from handover.services.telephony import Telephone, TwilioClient
    from handover.services.telephony.recordings import Recordings


@dataclass(frozen=True)
class AppContext:
    """What a container keeps: made once, for its first request. `chat_logs` is for tests; without it, Watson's are read."""

    settings: Settings
    clock: Clock
    storage: AppStorage
    twilio: TwilioClient
    wake_ups: WakeUps = field(default_factory=HttpWakeUps, kw_only=True)
    chat_logs: ChatLogs | None = field(default=None, kw_only=True)

    def within(self, deadline: Deadline, log: LogLine) -> RequestContext:
        """Returns the context of one request with that deadline."""
        return RequestContext(self, deadline, log)


@dataclass(frozen=True)
class RequestContext:
    """What one request works with. Storage and telephone keep its deadline, and are made when they are first used."""

    app: AppContext
    deadline: Deadline
    log: LogLine

    @property
    def settings(self) -> Settings:
        return self.app.settings

    @cached_property
    def storage(self) -> RequestStorage:
        return self.app.storage.within(self.deadline)

    @cached_property
    def telephone(self) -> Telephone:
        return self.app.twilio.within(self.deadline)

    @cached_property
    def recordings(self) -> Recordings:
        return self.app.twilio.recordings_within(self.deadline)

    @cached_property
    def chat_logs(self) -> ChatLogs:
        from handover.services.assistant import AssistantLogs

        return self.app.chat_logs or AssistantLogs(self.settings)

    @property
    def callback_urls(self) -> CallbackUrls:
        """The addresses that Twilio calls back."""
        return CallbackUrls(self.settings.url("twiml"), self.settings.url("status"))

    def leaving(self, seconds: float) -> RequestContext:
        """Returns the context of the same request with a deadline so many seconds earlier."""
        return RequestContext(self.app, self.deadline.earlier(seconds), self.log)

    def now(self) -> datetime:
        """Returns the current time, in UTC."""
        return self.app.clock.now()

    def best_effort(self, what: str) -> BestEffort:
        """Returns a context manager for work that the request does not depend on.

        When the work raises a StorageError or a TelephoneError, it logs the warning "<what> failed: <error>", and the
        request goes on after the block. Other errors pass. A `return` inside the block and another one after it give the
        result of each case.
        """
        return BestEffort(self.log, what)


@dataclass(frozen=True)
class BestEffort:
    """See `RequestContext.best_effort`."""

    log: LogLine
    what: str

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None:
            return False
        from handover.services.storage import StorageError
        from handover.services.telephony import TelephoneError

        if not isinstance(error, StorageError | TelephoneError):
            return False
        self.log.warn(f"{self.what} failed: {error}")
        return True


def make_context(settings: Settings, clock: Clock, wake_ups: WakeUps | None = None) -> AppContext:
    """Returns a context with the real parts for these settings, each loaded and made when it is first used."""
    return _RealContext(settings, clock, wake_ups or HttpWakeUps())


class _RealContext(AppContext):
    def __init__(self, settings: Settings, clock: Clock, wake_ups: WakeUps) -> None:
        # The dataclass is frozen, and would want the parts at once.
        vars(self).update(settings=settings, clock=clock, wake_ups=wake_ups)

    @cached_property
    def storage(self) -> AppStorage:
        from handover.services.storage import AppStorage

        return AppStorage(self.settings, self.clock)

    @cached_property
    def twilio(self) -> TwilioClient:
        from handover.services.telephony import TwilioClient

        return TwilioClient(self.settings)
