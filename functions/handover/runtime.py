"""The doors: one callable per action, all through the same frame.

A door reads what the platform brought, builds the kit, lets its action work within a deadline, writes one log line and
answers. An action's module is imported when its door is called for the first time, because a door should pay only for
itself: together their imports cost four times as much as the cheapest needs.

`container` is the one hook of the bundle: whoever runs it elsewhere (the sandbox, a test) makes a Container with an
environment and a kit of their own, so nothing is ever patched.
"""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any

from handover import settings as settings_module
from handover.clock import Clock, Deadline, SystemClock
from handover.log import LogLine
from handover.settings import Settings, SettingsError
from handover.web import Incoming, Request, Response, answer, read, xml

if TYPE_CHECKING:
    from handover.usecases.context import AppContext


def make_context(settings: Settings, clock: Clock | None = None) -> AppContext:
    """The real parts for these settings, on the machine's clock unless another is given."""
    from handover.usecases import context

    return context.make_context(settings, clock or SystemClock())


class Container:
    """What lives as long as the process that serves one door or several."""

    def __init__(
        self, environ: Mapping[str, str] = os.environ, make_context: Callable[[Settings], AppContext] = make_context
    ) -> None:
        self._environ = environ
        self._make_kit = make_context
        self._kit: tuple[Settings, AppContext] | None = None

    def serve(self, door: str, args: Any) -> dict[str, Any]:
        """One request, as the platform brings it, to that door; the platform's result. Never raises."""
        began = time.monotonic()
        incoming = read(args, self._environ)
        log = LogLine(door=door, platform=incoming.platform)
        try:
            response = self._handled(door, incoming, log)
        except Exception as error:
            log.note(outcome="defect", error=f"{type(error).__name__}: {_where(error)}")
            response = _broken(door, incoming)
        log.note(status=response.status, ms=round((time.monotonic() - began) * 1000))
        log.write()
        return answer(response)

    def _handled(self, door: str, incoming: Incoming, log: LogLine) -> Response:
        try:
            settings = settings_module.read(incoming.settings, self._environ)
            settings.url(door)  # whoever is called must know under which address
            return self._done(door, settings, incoming.request, log)
        except SettingsError as error:  # also of an action that needs a setting which the others do without
            log.note(outcome="not_set_up")
            log.warn(str(error))
            return _broken(door, incoming)

    def _done(self, door: str, settings: Settings, request: Request, log: LogLine) -> Response:
        action = _action(door)
        context = self._ready(settings)
        ctx = context.within(Deadline(context.clock, action.DEADLINE), log)
        response: Response = action.handle(request, ctx)
        return response

    def _ready(self, settings: Settings) -> AppContext:
        """The kit for these settings, made once."""
        if self._kit is None or self._kit[0] != settings:
            self._kit = (settings, self._make_kit(settings))
        return self._kit[1]


def _action(door: str) -> ModuleType:
    return importlib.import_module(f"handover.actions.{door}")


def _broken(door: str, incoming: Incoming) -> Response:
    """The service is not set up, or has a defect: said without a word of what it is, in the form the caller reads."""
    if door == "twiml":
        from handover.actions.twiml import apology

        # Unsigned or not, there is nothing to protect in an apology, and a customer may be listening.
        return xml(apology(incoming.request))
    if door == "dashboard":
        from handover.actions.dashboard.error_pages import without_page

        return without_page(incoming.request, 500, "broken")
    from handover.actions.problem import problem

    return problem(500, "not_set_up", "The service is not set up or has a defect; its log says more.")


def _where(error: Exception) -> str:
    """The place of a defect; never its message, which may hold what a customer said."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    return f"{os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}" if place else ""


container = Container()


def _door(name: str) -> Callable[[Any], dict[str, Any]]:
    def call(args: Any) -> dict[str, Any]:
        return container.serve(name, args)

    call.__name__ = name
    return call


webhook, twiml, status, transcript, dashboard, scheduler = map(
    _door, ("webhook", "twiml", "status", "transcript", "dashboard", "scheduler")
)
