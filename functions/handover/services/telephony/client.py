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
        number = self._settings.twilio_number
        return Telephone(self.client, number, deadline, self._sleep, self._settings.twilio_sms_from or number)

    def client(self, pooled: bool = True) -> Any:
        """Returns the SDK's client for TWILIO_API_BASE, with a time limit: it has none by itself."""
        with self._lock:
            if pooled not in self._clients:
                self._clients[pooled] = self._make(pooled)
        return self._clients[pooled]

    def _make(self, pooled: bool) -> Any:
        from twilio.rest import Client

        from handover.services.telephony.http_client import fresh_connections, pooled_connections

        http = pooled_connections(_TIME_LIMIT) if pooled else fresh_connections(_TIME_LIMIT)
        client = Client(self._settings.twilio_account_sid, self._settings.twilio_auth_token, http_client=http)
        client.edge = client.region = None  # an environment's TWILIO_EDGE would rewrite the host's name
        client.api.base_url = self._settings.twilio_api_base.rstrip("/")
        return client
