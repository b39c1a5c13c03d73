"""The log webhook: after each turn one signed event, sent a little later (IBM's page webhook-log).

IBM does not document when and how often an event arrives, so a `Delivery` decides it. Tests use late, lost, repeated and
reordered events.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from sandbox.agenda import Agenda
from sandbox.net import HttpRequest, Web, respond_or_none

# Returns the delays in seconds of each copy of an event, by its number (0, 1, ...). No delay: it is lost.
Delivery = Callable[[int], Sequence[float]]


def promptly(_number: int) -> Sequence[float]:
    """Once, half a second later."""
    return (0.5,)


def twice(_number: int) -> Sequence[float]:
    """Two copies, the second after 30 seconds."""
    return (0.5, 30.0)


def out_of_order(number: int) -> Sequence[float]:
    """Every second event arrives after its successor, if that comes within 20 seconds."""
    return (20.5,) if number % 2 == 0 else (0.5,)


def lost(_number: int) -> Sequence[float]:
    """Never."""
    return ()


@dataclass(frozen=True)
class Sent:
    """One event that was sent. `status` is None if there was no connection."""

    event: str
    status: int | None


class LogWebhook:
    """Sends events to `url`, signed with HS256 and `secret`.

    `bearer` puts "Bearer " before the token. `expires` gives it an `exp`, in seconds from sending. Receivers accept both
    forms. `sent` lists the events that were sent.
    """

    def __init__(
        self,
        agenda: Agenda,
        web: Web,
        url: str,
        secret: str,
        delivery: Delivery = promptly,
        *,
        bearer: bool = False,
        expires: float | None = None,
    ) -> None:
        self.sent: list[Sent] = []
        self._agenda, self._web, self._url, self._secret = agenda, web, url, secret
        self._delivery, self._bearer, self._expires = delivery, bearer, expires
        self._count = 0

    def post(self, event: str, payload: dict[str, Any]) -> None:
        """Schedules an event: `message_logged`, `cdr_logged`, or any other name."""
        with self._agenda.lock:
            number, self._count = self._count, self._count + 1
        content = json.dumps({"event": {"name": event}, "payload": payload}, ensure_ascii=False, default=str)
        body = content.encode(errors="replace")
        for seconds in self._delivery(number):
            self._agenda.after(seconds, lambda: self._agenda.outside(lambda: self._send(event, body), self.sent.append))

    def _send(self, event: str, body: bytes) -> Sent:
        headers = {"Content-Type": "application/json", "Authorization": self._token()}
        response = respond_or_none(self._web, HttpRequest("POST", self._url, headers, body))
        return Sent(event, response.status if response else None)

    def _token(self) -> str:
        claims = {} if self._expires is None else {"exp": int(self._agenda.now().timestamp() + self._expires)}
        token = jwt.encode(claims, self._secret, algorithm="HS256")
        return f"Bearer {token}" if self._bearer else token
