"""The record of a call's requests: the create, and every request that Twilio made to the user's addresses."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sandbox.twilio.call import CallOrder
from sandbox.twilio.change_feed import Change
from sandbox.twilio.webhook_client import Exchange


class CallRecords:
    """Hears of every webhook that is requested, and keeps it under its call."""

    def __init__(self) -> None:
        self._events: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add_create(self, sid: str, order: CallOrder) -> None:
        parameters = {"to": order.to, "from": order.from_}
        if order.reason:
            parameters["call_reason"] = order.reason
        if order.url:
            parameters |= {"url": order.url.url, "method": order.url.method}
        if order.status:
            parameters["status_callback"] = order.status.webhook.url
        request = {"url": f"https://api.twilio.com/2010-04-01/Calls/{sid}.json", "method": "POST"}
        self._events[sid].append({"request": {**request, "parameters": parameters}, "response": {"response_code": 201}})

    def hear(self, change: Change) -> None:
        if isinstance(change.about, Exchange):
            made = change.about
            request = {"url": made.request.url, "method": made.request.method, "parameters": dict(made.params)}
            self._events[made.call_sid].append({"request": request, "response": {"response_code": made.status}})

    def of(self, sid: str) -> list[dict[str, Any]]:
        """Returns the record of a call, in the order of its requests, as REST shows it."""
        return list(self._events.get(sid, ()))
