"""Twilio's own SDK, pointed at the sandbox."""

from __future__ import annotations

from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from sandbox.twilio import RestServer

from ..desk import SID, TOKEN

VERIFIED = "+4930999999"
#: A messaging service with a number in its pool, and one without.
SERVICE, EMPTY = "MG" + "5" * 32, "MG" + "6" * 32


def sdk(
    server: RestServer, user: str = SID, password: str = TOKEN, account: str = SID, timeout: float = 60.0
) -> Client:
    """A client with these credentials; `timeout` in seconds for each read."""
    client = Client(user, password, account, http_client=TwilioHttpClient(timeout=timeout, pool_connections=False))
    client.api.base_url = server.base_url
    return client


def error_of(error: TwilioRestException) -> tuple[int, int]:
    """Its HTTP status and its code."""
    return error.status, error.code
