"""What Twilio keeps about a person: calls, their recordings, and messages, between our number and theirs.

Twilio's filters match parts of numbers, so every entry is compared again. Calls and messages of other numbers of the account
belong to other programs and are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from handover.core.call.call_status import OVER
from operate.errors import OperatorError

_SECONDS = 20


@dataclass(frozen=True)
class Record:
    """`kind` is `recording`, `message` or `call`; `status` is Twilio's word, `at` ISO 8601 or `""`. `call` is the call's sid
    of a recording."""

    kind: str
    sid: str
    status: str = ""
    at: str = ""
    call: str = ""

    @property
    def over(self) -> bool:
        return self.kind != "call" or self.status in OVER


class TwilioRecords:
    """Finds and deletes records, with the account of the settings. `numbers` are our numbers of desk.json. Every method
    raises OperatorError."""

    def __init__(self, settings: Mapping[str, str], numbers: Iterable[str] = ()) -> None:
        from twilio.http.http_client import TwilioHttpClient
        from twilio.rest import Client

        account, token = settings["TWILIO_ACCOUNT_SID"], settings["TWILIO_AUTH_TOKEN"]
        self._client = Client(account, token, http_client=TwilioHttpClient(timeout=_SECONDS))
        if base := settings.get("TWILIO_API_BASE"):
            self._client.api.base_url = base.rstrip("/")
        number = settings["TWILIO_NUMBER"]
        self._ours = {number, settings.get("TWILIO_SMS_FROM") or number, *numbers}

    def find(self, number: str, sids: Iterable[str]) -> list[Record]:
        """Returns the records of calls with these sids and, if a number is given, of all calls and messages with it. A
        recording comes before its call."""
        calls = {call.sid: call for call in _asked(lambda: [*self._of(sids), *(self._with(number) if number else ())])}
        recordings = [record for sid in calls for record in _asked(lambda sid=sid: self._recordings(sid))]  # type: ignore[misc]
        messages = _asked(lambda: self._messages(number)) if number else []
        return [*recordings, *messages, *[_record("call", call) for call in calls.values()]]

    def delete(self, record: Record) -> None:
        """Deletes the record; does nothing if there is none."""
        places = {"recording": self._client.recordings, "message": self._client.messages, "call": self._client.calls}
        try:
            _asked(lambda: places[record.kind](record.sid).delete())
        except _MissingError:
            return

    def _of(self, sids: Iterable[str]) -> Iterator[Any]:
        for sid in sids:
            try:
                yield _asked(self._client.calls(sid).fetch)
            except _MissingError:
                continue

    def _with(self, number: str) -> list[Any]:
        return self._between_us(number, self._client.calls)

    def _messages(self, number: str) -> list[Record]:
        return [_record("message", message) for message in self._between_us(number, self._client.messages)]

    def _recordings(self, call: str) -> list[Record]:
        return [_record("recording", found, call) for found in self._client.recordings.list(call_sid=call)]

    def _between_us(self, number: str, kind: Any) -> list[Any]:
        """Returns the calls or messages between our number and theirs, in either direction, each once."""
        listed = {found.sid: found for query in ({"to": number}, {"from_": number}) for found in kind.list(**query)}
        return [
            found for found in listed.values() if number in _ends(found) and not _ends(found).isdisjoint(self._ours)
        ]


def _ends(found: Any) -> set[Any]:
    """Returns the two numbers of a call or message. The SDK names a call's sender `_from`, a message's `from_`."""
    return {found.to, *(getattr(found, name, None) for name in ("from_", "_from", "messaging_service_sid"))}


class _MissingError(OperatorError):
    """Twilio has no such record."""


def _record(kind: str, found: Any, call: str = "") -> Record:
    at = getattr(found, "date_created", None)
    return Record(kind, str(found.sid), str(found.status or ""), at.isoformat() if at else "", call)


def _asked(request: Callable[[], Any]) -> Any:
    """Returns the answer to a request. Raises OperatorError that names Twilio's code."""
    try:
        return request()
    except OperatorError:
        raise
    except Exception as error:  # the SDK raises its own errors and its HTTP library's
        if getattr(error, "status", None) == 404:
            raise _MissingError("Twilio has no such record.") from None
        code = getattr(error, "code", None) or getattr(error, "status", None) or type(error).__name__
        raise OperatorError(f"Twilio refused ({code}): check the TWILIO_ settings and the network.") from None
