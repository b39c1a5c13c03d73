"""What every action shares: it reads the platform's call, makes the context, sets a deadline, writes one log line.

An action's module is imported when it is called for the first time, so that an action pays only for itself: all of their
imports together take four times as long as the cheapest action's.

`Container` is the bundle's one hook. The sandbox and the tests make one with their own environment and context, so nothing
is ever patched.
"""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from handover import settings as settings_module
from handover.clock import Clock, SystemClock
from handover.core.privacy.for_log import for_log
from handover.deadline import Deadline
from handover.log import LogLine
from handover.settings import Settings, SettingsError
from handover.web import Incoming, Request, Response, problem, read, to_platform_result, xml

if TYPE_CHECKING:
    from handover.usecases.context import AppContext, RequestContext


#: So many new objects lead to a collection: more than one request leaves.
_NEW_OBJECTS = 10_000
#: Seconds for loading all libraries.
_PREPARES = 60.0


class Action(Protocol):
    """A module of actions/. `DEADLINE` is in seconds, for the whole request."""

    @property
    def DEADLINE(self) -> float: ...

    def handle(self, request: Request, ctx: RequestContext, /) -> Response: ...


def make_context(settings: Settings, clock: Clock | None = None) -> AppContext:
    """Returns the context with real clients for these settings; `clock` replaces the machine's own."""
    from handover.usecases import context

    return context.make_context(settings, clock or SystemClock())


class Container:
    """What lives as long as the process. It serves one action or several, one request at a time or many."""

    def __init__(
        self, environ: Mapping[str, str] = os.environ, make_context: Callable[[Settings], AppContext] = make_context
    ) -> None:
        self._environ = environ
        self._make_context = make_context
        self._made: tuple[Settings, AppContext] | None = None
        self._of_environ: Settings | None = None
        self._making = threading.Lock()

    def serve(self, action: str, args: Any) -> dict[str, Any]:
        """Run one request, as the platform passes it, and return the platform's result. Never raises."""
        return to_platform_result(self.answer(action, read(args, self._environ)))

    def answer(self, action: str, incoming: Incoming, waited: float = 0.0) -> Response:
        """Run one request, and write its log line. It has waited so many seconds already, which count as its own. Never
        raises."""
        if self._made is None:
            with _no_collection():
                return self._answer(action, incoming, waited)
        return self._answer(action, incoming, waited)

    def prepare(self, actions: Iterable[str]) -> None:
        """Load these actions and what a call's requests need, so that no request has to. Raises SettingsError, also when the
        address of an action is not known."""
        from handover.usecases.woken import load_for_steps

        with _no_collection():
            settings = settings_module.read(self._environ, self._environ)
            for action in actions:
                settings.url(action)
                _load(action)
            app = self._app(settings)
            load_for_steps(app.within(Deadline(app.clock, _PREPARES), LogLine()))

    def _answer(self, action: str, incoming: Incoming, waited: float) -> Response:
        began = time.monotonic() - waited
        log = LogLine(action=action, platform=incoming.platform)
        try:
            response = self._respond(action, incoming, log, waited)
        except Exception as error:
            log.note(outcome="defect", error=f"{type(error).__name__}: {_where(error)}")
            response = _failed(action, incoming.request)
        log.note(status=response.status, ms=round((time.monotonic() - began) * 1000))
        log.write(for_log)
        return response

    def _respond(self, action: str, incoming: Incoming, log: LogLine, waited: float) -> Response:
        try:
            settings = self._settings(incoming)
            settings.url(action)  # an action that does not know its address is not set up
            return self._handle(action, settings, incoming.request, log, waited)
        except SettingsError as error:  # also from an action that needs a setting which the others do without
            log.note(outcome="not_set_up")
            log.warn(str(error))
            return _failed(action, incoming.request)

    def _handle(self, action: str, settings: Settings, request: Request, log: LogLine, waited: float) -> Response:
        module = _load(action)
        app = self._app(settings)
        return module.handle(request, app.within(Deadline(app.clock, module.DEADLINE - waited), log))

    def _settings(self, incoming: Incoming) -> Settings:
        """Returns the settings of a request. On Code Engine they are the environment, which stays while the process lives.
        Raises SettingsError."""
        if incoming.settings is not self._environ:
            return settings_module.read(incoming.settings, self._environ)
        if self._of_environ is None:
            self._of_environ = settings_module.read(self._environ, self._environ)
        return self._of_environ

    def _app(self, settings: Settings) -> AppContext:
        """Returns the context for these settings, made once."""
        with self._making:
            if self._made is None or self._made[0] != settings:
                self._made = (settings, self._make_context(settings))
            return self._made[1]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pauses the collection of cyclic garbage while a container starts: imports make many objects and hardly any garbage,
    and looking through them takes a tenth of a cold start. Afterwards it looks less often: by default it would several times
    in each request."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.set_threshold(_NEW_OBJECTS)
            gc.enable()


def _load(action: str) -> Action:
    import importlib

    module: Any = importlib.import_module(f"handover.actions.{action}")
    loaded: Action = module
    return loaded


def _failed(action: str, request: Request) -> Response:
    """Returns the response when the service is not set up or has a defect, in the form that the caller reads, without
    details."""
    if action == "twiml":
        from handover.actions.twiml import apology

        # An apology is safe to send to any caller, signed or not, and a customer may be listening.
        return xml(apology(request))
    if action == "dashboard":
        from handover.actions.dashboard.error_pages import plain_error

        return plain_error(request, 500, "broken")
    return problem(500, "not_set_up", "The service is not set up or has a defect; its log says more.")


def _where(error: Exception) -> str:
    """Returns file and line of a defect. Never its message, which may hold what a customer said."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    return f"{os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}" if place else ""


container = Container()


def webhook(args: Any) -> dict[str, Any]:
    return container.serve("webhook", args)


def twiml(args: Any) -> dict[str, Any]:
    return container.serve("twiml", args)


def status(args: Any) -> dict[str, Any]:
    return container.serve("status", args)


def transcript(args: Any) -> dict[str, Any]:
    return container.serve("transcript", args)


def dashboard(args: Any) -> dict[str, Any]:
    return container.serve("dashboard", args)


def scheduler(args: Any) -> dict[str, Any]:
    return container.serve("scheduler", args)
