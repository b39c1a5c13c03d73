"""Twilio's REST API, as small as the tests need it: it keeps the requests, and fails as planned.

sandbox/twilio is stricter. Here the test chooses every response.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Self
from urllib.parse import SplitResult

from requests import Session

from handover.services import timed_requests
from handover.services.connections import Connections
from handover.services.telephony.http_client import Sender
from tests.handover.stub import Reply, Stub, StubRequest, as_json

_CALLS = re.compile(r"/2010-04-01/Accounts/(?P<account>\w+)/Calls(?:/(?P<sid>\w+))?\.json")
_EVENTS = re.compile(r"/2010-04-01/Accounts/\w+/Calls/(?P<sid>\w+)/Events\.json")
_RECORDING = re.compile(r"/2010-04-01/Accounts/\w+/Recordings/(?P<sid>\w+)\.(?P<form>json|mp3|wav)")
_RECORDINGS_OF = re.compile(r"/2010-04-01/Accounts/\w+/Calls/(?P<sid>\w+)/Recordings\.json")
_MESSAGES = re.compile(r"/2010-04-01/Accounts/\w+/Messages\.json")


@dataclass(frozen=True)
class Mishap:
    """What happens to one request. `placed`: the call or message is created all the same, before the reply goes wrong."""

    reply: Reply
    placed: bool = False


def refuses(status: int, code: int) -> Mishap:
    """Returns a refusal with Twilio's own error body."""
    body = {"code": code, "message": "no", "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status}
    return Mishap(as_json(body, status))


@dataclass
class StubRecording:
    """A recording: its call, its sound, and what Twilio says of it. `deleted`: how often it was deleted. `source`: Twilio's
    word for what was recorded."""

    call: str
    sound: bytes = b"ID3 the customer's message"
    seconds: int | None = 17
    status: str = "completed"
    content_type: str = "audio/mpeg"
    deleted: int = 0
    source: str = "RecordVerb"


class TwilioStub:
    """`created`: the forms of all calls that were really placed, in order. `calls`: each call by its sid, as JSON.
    `texts`: the forms of all text messages that were really taken. What goes wrong: `mishaps` with the next creates of a
    call, `text_mishaps` with those of a message, `sound_mishaps` with requests of a recording's sound, `delete_mishaps` with
    those that delete one, `look_mishaps` with all other requests. `recordings` are all recordings by their sid. `records`:
    by a call's sid, the addresses in Twilio's record of its requests, or what comes instead of it; a call without one has
    an empty record."""

    def __init__(self) -> None:
        self.calls: dict[str, dict[str, Any]] = {}
        self.created: list[Mapping[str, list[str]]] = []
        self.texts: list[Mapping[str, list[str]]] = []
        self.mishaps: deque[Mishap] = deque()
        self.text_mishaps: deque[Mishap] = deque()
        self.look_mishaps: deque[Mishap] = deque()
        self.sound_mishaps: deque[Mishap] = deque()
        self.delete_mishaps: deque[Mishap] = deque()
        self.recordings: dict[str, StubRecording] = {}
        self.records: dict[str, list[str] | Mishap] = {}
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        self.requests: list[StubRequest] = []
        self._stub: Stub | None = None
        self._lock = threading.Lock()
        self._sids = itertools.count(1)

    def __enter__(self) -> Self:
        self._stub = Stub(self.reply).__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        if self._stub:
            self._stub.__exit__()

    @property
    def url(self) -> str:
        assert self._stub, "The server was not started."
        return self._stub.url

    def session(self) -> Session:
        """Returns the session with which the bundle's client fetches sounds here."""
        return timed_requests.session()

    def connections(self, address: SplitResult, connect: float, read: float, idle: int) -> Sender:
        """Returns the connections with which it sends all other requests."""
        return Connections(address, connect, read, idle)

    @property
    def dialled(self) -> list[str]:
        """The numbers of all calls that were placed."""
        return [form["To"][0] for form in self.created]

    @property
    def ended(self) -> list[str]:
        """The sids of all calls that we ended."""
        return [sid for sid, call in self.calls.items() if call.get("ended")]

    @property
    def texted(self) -> list[tuple[str, str]]:
        """Number and words of all text messages that were taken."""
        return [(form["To"][0], form["Body"][0]) for form in self.texts]

    def reply(self, request: StubRequest) -> Reply:
        """Returns the reply to a request, and keeps the request."""
        self.requests.append(request)
        return self._answer(request)

    def _answer(self, request: StubRequest) -> Reply:
        if _MESSAGES.fullmatch(request.path):
            with self._lock:
                return self._text(request) if request.method == "POST" else self._list_texts(request)
        if recorded := _EVENTS.fullmatch(request.path):
            return self._record(request, recorded["sid"])
        if recording := _RECORDING.fullmatch(request.path):
            with self._lock:
                return self._recording(request, recording["sid"], recording["form"])
        if listed := _RECORDINGS_OF.fullmatch(request.path):
            return self._recordings_of(listed["sid"])
        found = _CALLS.fullmatch(request.path)
        if not found:
            return as_json({"code": 20404, "message": "not found", "status": 404}, 404)
        with self._lock:
            if request.method == "POST" and not found["sid"]:
                return self._create(request, found["account"])
            if self.look_mishaps:
                return self.look_mishaps.popleft().reply
            if found["sid"]:
                return self._one(request, found["sid"])
            return self._list(request)

    def _create(self, request: StubRequest, account: str) -> Reply:
        mishap = self.mishaps.popleft() if self.mishaps else None
        if mishap and not mishap.placed:
            return mishap.reply
        call = self.place(request.form, account)
        return mishap.reply if mishap else as_json(call, 201)

    def place(self, form: Mapping[str, list[str]], account: str = "AC" + "0" * 31 + "1") -> dict[str, Any]:
        """Add a call, as a create with this form does. Returns it."""
        sid = f"CA{next(self._sids):032x}"
        self.created.append(form)
        self.calls[sid] = {
            "sid": sid,
            "account_sid": account,
            "to": form["To"][0],
            "from": form["From"][0],
            "status": "queued",
            "direction": "outbound-api",
            "date_created": format_datetime(self.now),
            "duration": None,
        }
        return self.calls[sid]

    def _text(self, request: StubRequest) -> Reply:
        mishap = self.text_mishaps.popleft() if self.text_mishaps else None
        if mishap and not mishap.placed:
            return mishap.reply
        self.texts.append(request.form)
        return mishap.reply if mishap else as_json({"sid": f"SM{len(self.texts):032x}", "status": "queued"}, 201)

    def _list_texts(self, request: StubRequest) -> Reply:
        if self.look_mishaps:
            return self.look_mishaps.popleft().reply
        return as_json({"page": 0, "page_size": 50, "next_page_uri": None, "uri": request.target, "messages": []})

    def _one(self, request: StubRequest, sid: str) -> Reply:
        call = self.calls.get(sid)
        if call is None:
            return as_json({"code": 20404, "message": "not found", "status": 404}, 404)
        if request.method == "POST":
            if call["status"] in ("completed", "busy", "no-answer", "failed", "canceled"):
                return as_json({"code": 21220, "message": "not in progress", "status": 400}, 400)
            call.update(status=request.form["Status"][0], ended=True)
        return as_json(call)

    def _record(self, request: StubRequest, sid: str) -> Reply:
        record = self.records.get(sid, [])
        if isinstance(record, Mishap):
            return record.reply
        events = [{"request": {"url": url, "method": "POST", "parameters": {}}, "response": {}} for url in record]
        return as_json({"page": 0, "page_size": 50, "next_page_uri": None, "uri": request.target, "events": events})

    def _recording(self, request: StubRequest, sid: str, form: str) -> Reply:
        delete, sound = request.method == "DELETE", form != "json"
        mishaps = self.delete_mishaps if delete else self.sound_mishaps if sound else self.look_mishaps
        mishap = mishaps.popleft() if mishaps else None
        if mishap and not mishap.placed:
            return mishap.reply
        known = self.recordings.get(sid)
        if known is None or known.deleted:
            return mishap.reply if mishap else as_json({"code": 20404, "message": "not found", "status": 404}, 404)
        if delete:
            known.deleted += 1
        if mishap:
            return mishap.reply
        if delete:
            return Reply(204)
        if sound:
            return Reply(200, known.sound, {"Content-Type": known.content_type})
        return as_json(_recording_as_json(sid, known))

    def _recordings_of(self, call: str) -> Reply:
        if self.look_mishaps:
            return self.look_mishaps.popleft().reply
        there = {sid: kept for sid, kept in self.recordings.items() if kept.call == call and not kept.deleted}
        return as_json({"page": 0, "recordings": [_recording_as_json(sid, kept) for sid, kept in there.items()]})

    def _list(self, request: StubRequest) -> Reply:
        wanted = {name.lower(): values[0] for name, values in request.query.items() if name in ("To", "From")}
        found = [call for call in self.calls.values() if all(call[name] == value for name, value in wanted.items())]
        page = {"page": 0, "page_size": 50, "next_page_uri": None, "uri": request.target, "calls": found[::-1]}
        return as_json(page)


def _recording_as_json(sid: str, known: StubRecording) -> dict[str, Any]:
    duration = "-1" if known.seconds is None else str(known.seconds)
    return {"sid": sid, "call_sid": known.call, "duration": duration, "status": known.status, "source": known.source}


def late(seconds: float, placed: bool) -> Mishap:
    """Returns a response that comes after so many seconds."""
    return Mishap(Reply(201, b'{"sid": "CA00000000000000000000000000000099"}', wait=seconds), placed)


CUT_BEFORE = Mishap(Reply(cut=True))
CUT_AFTER = replace(CUT_BEFORE, placed=True)
DRIPS = Mishap(Reply(201, b'{"sid": "CA00000000000000000000000000000099"}', drip=0.05), placed=True)
NO_SID = Mishap(as_json({"status": "queued"}, 201), placed=True)
NOT_JSON = Mishap(Reply(201, b"<html>", {"Content-Type": "text/html"}), placed=True)
