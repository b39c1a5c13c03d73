"""The bundle's wake-up requests in a world whose functions run in this process: entries of the agenda."""

from __future__ import annotations

import threading

from sandbox.agenda import Agenda
from sandbox.net import HttpRequest, Web, respond_or_none


class AgendaWakeUps:
    """Sends the requests over `web` after the present entry, as the world's own requests."""

    def __init__(self, agenda: Agenda, web: Web) -> None:
        self._agenda, self._web = agenda, web

    def send(self, url: str, _seconds: float) -> threading.Event:
        request = HttpRequest("GET", url, {"connection": "close"})
        self._agenda.outside(lambda: respond_or_none(self._web, request), lambda _: None)
        sent = threading.Event()
        sent.set()
        return sent
