"""One container's clients of Twilio's SDK."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from handover.clock import Deadline
from handover.services.telephony.telephone import Telephone
from handover.settings import Settings

_TIME_LIMIT = 3.0  # seconds, per socket operation


class TwilioClient:
    """What a container keeps between requests: the SDK's clients, made when they are first needed.

    There are two. A call is created over a fresh connection, because an idle one that died while the container was frozen
    would lose the request, and nobody would know whether the call was placed. Everything else may be repeated and uses a
    pool.
    """

    def __init__(self, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings = settings
        self._sleep = sleep
        self._lock = threading.Lock()
        self._clients: dict[bool, Any] = {}

    def within(self, deadline: Deadline) -> Telephone:
        """Returns the telephone for one request."""
        number = self._settings["TWILIO_NUMBER"]
        return Telephone(self.client, number, deadline, self._sleep, self._settings["TWILIO_SMS_FROM"] or number)

    def client(self, pooled: bool = True) -> Any:
        """Returns the SDK's client for TWILIO_API_BASE, with a time limit: it has none by itself."""
        with self._lock:
            if pooled not in self._clients:
                self._clients[pooled] = self._make(pooled)
        return self._clients[pooled]

    def _make(self, pooled: bool) -> Any:
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        http = TwilioHttpClient(timeout=_TIME_LIMIT, pool_connections=pooled)
        client = Client(self._settings["TWILIO_ACCOUNT_SID"], self._settings["TWILIO_AUTH_TOKEN"], http_client=http)
        client.edge = client.region = None  # an environment's TWILIO_EDGE would rewrite the host's name
        client.api.base_url = self._settings["TWILIO_API_BASE"].rstrip("/")
        return client
