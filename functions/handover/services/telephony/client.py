"""One container's clients of Twilio's SDK."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from handover.deadline import Deadline
from handover.services.telephony.telephone import Telephone
from handover.settings import Settings

if TYPE_CHECKING:
    from requests import Session
    from twilio.rest import Client

    from handover.services.telephony.account import Account
    from handover.services.telephony.http_client import Connect
    from handover.services.telephony.recordings import Recordings

_IDLE = 32  # connections


class TwilioClient:
    """What a container keeps between requests: the SDK's clients, made when they are first needed.

    There are two. Calls and messages are created over fresh connections, because an idle one that died while the container
    was frozen would lose the request, and nobody would know whether the call was placed. Everything else may be repeated and
    uses a pool.

    `connect` makes the connections; without it, connections.py does. `make_session` makes the session of `requests` for the
    sound of recordings; without it, timed_requests.py does.
    """

    def __init__(
        self,
        settings: Settings,
        sleep: Callable[[float], None] = time.sleep,
        make_session: Callable[[], Session] | None = None,
        connect: Connect | None = None,
    ) -> None:
        self._settings = settings
        self._sleep = sleep
        self._make_session = make_session
        self._connect = connect
        self._lock = threading.Lock()
        self._clients: dict[bool, Client] = {}

    def within(self, deadline: Deadline) -> Telephone:
        """Returns the telephone for one request."""
        return Telephone(self, self._settings.twilio_number, deadline, self._sleep, self._settings.twilio_sms_from)

    def recordings_within(self, deadline: Deadline) -> Recordings:
        """Returns the recordings for one request."""
        from handover.services.telephony.recordings import Recordings

        return Recordings(self, deadline)

    def session(self) -> Session:
        """Returns a session that keeps the deadline."""
        from handover.services import timed_requests

        return (self._make_session or timed_requests.session)()

    def sound_address(self, sid: str) -> tuple[str, tuple[str, str]]:
        """Returns the address of a recording's sound, and the credentials for it."""
        account = self._settings.twilio_account_sid
        url = f"{self._base_url}/2010-04-01/Accounts/{account}/Recordings/{sid}.mp3"
        return url, (account, self._settings.twilio_auth_token)

    @property
    def loaded(self) -> bool:
        """Whether the client for `account` is there."""
        return False in self._clients

    def account(self) -> Account:
        """Returns the account, over fresh connections."""
        from handover.services.telephony.account import Account

        return Account(self.client(pooled=False), self._base_url)

    def client(self, pooled: bool = True) -> Client:
        """Returns the SDK's client with a time limit: it has none by itself. The pooled one's resources are at
        TWILIO_API_BASE; those of the other are for `account`, because loading them costs more than they do."""
        with self._lock:
            if pooled not in self._clients:
                self._clients[pooled] = self._make(pooled)
        return self._clients[pooled]

    @property
    def _base_url(self) -> str:
        return self._settings.twilio_api_base.rstrip("/")

    def _make(self, pooled: bool) -> Client:
        from twilio.rest import Client

        from handover.services.connections import Connections
        from handover.services.telephony.http_client import ConnectionsClient

        http = ConnectionsClient(self._connect or Connections, _IDLE if pooled else 0)
        client = Client(self._settings.twilio_account_sid, self._settings.twilio_auth_token, http_client=http)
        client.edge = client.region = None  # an environment's TWILIO_EDGE would rewrite the host's name
        if pooled:
            client.api.base_url = self._base_url
        return client
