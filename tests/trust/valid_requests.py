"""Requests as the right callers send them, and the same with hostile content."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import jwt

from handover.actions.commands import COMMANDS
from handover.actions.dashboard.routes import ROUTES
from handover.actions.twiml import ALL_STEPS
from tests.handover.deployment import AGENT_CALL, CALL, FORM
from tests.handover.rig import CUSTOMER, OUR_NUMBER, PREVIOUS_SECRET, PREVIOUS_TOKEN, SECRET, TOKEN
from tests.handover.signing import right
from tests.trust.fuzz_world import FuzzWorld, Sent
from tests.trust.hostile import Hostile, Pairs, encoded

_KINDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "customer": {"CallStatus": ("queued", "ringing", "in-progress", "completed", "busy", "no-answer", "failed")},
    "agent": {"CallStatus": ("ringing", "in-progress", "completed", "no-answer")},
    "amd": {"AnsweredBy": ("human", "machine_start", "unknown")},
    "recording": {"RecordingStatus": ("completed", "absent")},
    "inbound": {"CallStatus": ("completed", "busy", "no-answer")},
}
#: Half of the commands start a call.
_COMMANDS = (*COMMANDS, *("start_call" for _ in COMMANDS))
_JSON = {"content-type": "application/json"}

#: What a platform refuses itself: a malformed request, a method, an Accept header, a body or an address that is too long.
BY_PLATFORM = frozenset({400, 404, 405, 406, 413, 414})
_SHOWN = frozenset({200, 303, 304, 400, 401, 403, 404, 405, 409, 410, 413, 422, 429})


def valid_request(world: FuzzWorld, hostile: Hostile, action: str) -> Sent:
    """Returns a request with right credentials and hostile content. The credentials belong to that content."""
    make = {
        "webhook": _webhook,
        "twiml": _twilio,
        "status": _twilio,
        "transcript": _transcript,
        "dashboard": _dashboard,
        "scheduler": _scheduler,
    }
    sent = make[action](world, hostile, action)
    return replace(sent, headers={**hostile.headers(), **sent.headers})


def plain_command(random: Random) -> dict[str, Any]:
    """Returns parameters of a command, as a dialog sends them."""
    return {
        "action": random.choice(_COMMANDS),
        "session_id": f"session-{random.randrange(40)}",
        "phone_number": f"+49 30 {random.randrange(23000000, 23999999)}",
        "language": random.choice(("en", "de")),
        "name": "Mia",
        "reason": "A question",
        "details": {"policy": "12-34", "city": "Berlin"},
        "details_labels": {"policy": "Policy"},
        "consent": {"question": "May we call you?", "answer": "Yes"},
        "transcript": [{"user": "Hello"}, {"bot": "Hello, how can I help?"}],
        "timezone": "Europe/Berlin",
        "at": random.choice(("next_opening", "2026-11-24T10:00:00+01:00")),
        "rating": 4,
        "channel": "web",
        "user_id": "u-1",
    }


def plain_turn(random: Random) -> dict[str, Any]:
    """Returns the body of Watson's log webhook."""
    return {
        "event": {"name": "message_logged"},
        "payload": {
            "log_id": f"log-{random.randrange(1000)}",
            "session_id": f"session-{random.randrange(40)}",
            "request": {"input": {"text": "Hello"}},
            "response": {"output": {"generic": [{"response_type": "text", "text": "Hi"}]}},
            "request_timestamp": "2026-11-23T08:50:00.000Z",
            "response_timestamp": "2026-11-23T08:50:01.000Z",
        },
    }


def plain_step(world: FuzzWorld, random: Random, action: str) -> tuple[Pairs, Pairs]:
    """Returns the query and the form of one of Twilio's requests."""
    form = [("From", OUR_NUMBER), ("To", CUSTOMER), ("CallSid", random.choice((CALL, AGENT_CALL)))]
    place = [("h", world.handover_id), ("a", random.choice(("1", "2")))]
    if action == "twiml":
        form += [("Digits", random.choice("129")), ("DialCallStatus", "completed"), ("DialBridged", "true")]
        return [("step", random.choice(sorted(ALL_STEPS))), *place, ("l", "en")], form
    kind = random.choice(tuple(_KINDS))
    form += [(name, random.choice(values)) for name, values in _KINDS[kind].items()]
    return [("kind", kind), *place], [*form, ("Timestamp", "Mon, 23 Nov 2026 09:00:00 GMT"), ("CallDuration", "7")]


def plain_view(world: FuzzWorld, random: Random, view: str = "") -> tuple[Pairs, Pairs]:
    """Returns the query and the form of a page."""
    query = [
        ("view", view or random.choice(sorted(ROUTES))),
        ("h", world.handover_id),
        ("date", "2026-11-23"),
        ("page", "1"),
    ]
    query += [("format", random.choice(("", "json", "csv"))), ("from", "2026-11-20"), ("to", "2026-11-23"), ("q", "x")]
    link = world.signed("link", {"h": world.handover_id, "a": 1})
    form = [
        ("number", CUSTOMER),
        ("code", right(world.challenge)),
        ("do", random.choice(_DO)),
        ("notes", "Done"),
        ("t", link),
    ]
    return query, [*form, ("disposition", "solved"), ("follow_up", "2026-11-30"), ("agent", "ben"), ("once", "x")]


_DO = ("", "call", "pause", "resume", "away", "available", "everywhere", "wrap_up")


def _webhook(world: FuzzWorld, hostile: Hostile, _action: str) -> Sent:
    body = hostile.json(plain_command(hostile.random))
    headers = {**_JSON, **webhook_credential(hostile.random)}
    return Sent("webhook", "POST", "", headers, body, expected=frozenset({200, 400}), may_call=True)


def webhook_credential(random: Random) -> dict[str, str]:
    """Returns the header with the secret, in one of its forms."""
    secret = random.choice((SECRET, PREVIOUS_SECRET))
    basic = base64.b64encode(f"x:{secret}".encode()).decode()
    return random.choice(
        ({"authorization": f"Bearer {secret}"}, {"authorization": f"Basic {basic}"}, {"x-handover-secret": secret})
    )


def _transcript(world: FuzzWorld, hostile: Hostile, _action: str) -> Sent:
    turn = plain_turn(hostile.random)
    place = hostile.random.choice(("payload", "event", ""))
    body = hostile.json(turn)
    if place and hostile.random.random() < 0.7:
        body = json.dumps({**turn, place: json.loads(hostile_object(hostile, turn[place]))}).encode()
    secret = hostile.random.choice((SECRET, PREVIOUS_SECRET))
    token = jwt.encode(hostile.random.choice(({}, {"exp": 4_000_000_000}, {"iss": "x"})), secret, algorithm="HS256")
    name = hostile.random.choice(("authorization", "authentication"))
    headers = {**_JSON, name: hostile.random.choice(("", "Bearer ")) + token}
    return Sent("transcript", "POST", "", headers, body, expected=frozenset({204, 400}))


def hostile_object(hostile: Hostile, valid: dict[str, Any]) -> bytes:
    """Returns the object with some values replaced, as JSON."""
    return json.dumps(
        {name: hostile.value() if hostile.random.random() < 0.3 else valid[name] for name in valid}
    ).encode()


def _twilio(world: FuzzWorld, hostile: Hostile, action: str) -> Sent:
    query, form = plain_step(world, hostile.random, action)
    method = hostile.random.choice(("POST", "POST", "POST", "GET"))
    query, form = hostile.pairs(query), hostile.pairs(form)
    if method == "GET":
        query, form = query + form, []
    body, headers = encoded(form).encode(), {"content-type": FORM} if method == "POST" else {}
    expected = frozenset({200}) if action == "twiml" else frozenset({204, 400, 404})
    sent = Sent(action, method, encoded(query), headers, body, expected=expected, may_call=True)
    return replace(sent, headers=signed_by_twilio(world, sent, hostile.random.choice((TOKEN, PREVIOUS_TOKEN))))


def signed_by_twilio(world: FuzzWorld, sent: Sent, token: str = TOKEN) -> dict[str, str]:
    return {**sent.headers, "x-twilio-signature": world.signature(sent, token)}


def _dashboard(world: FuzzWorld, hostile: Hostile, _action: str) -> Sent:
    random = hostile.random
    query, form = plain_view(world, random)
    method = random.choice(("GET", "GET", "POST", "HEAD", "PUT"))
    cookie, who = random.choice(
        (
            ({"s": "sign-in-of-anna", "agent": "anna"}, "right credentials"),
            ({"s": "sign-in-of-ben", "agent": "ben"}, "right credentials"),
            ({"s": "a-link", "h": world.handover_id, "a": 1}, "right credentials"),
            ({"s": "a-code", "c": world.challenge}, "right credentials"),
        )
    )
    query = [(name, value) for name, value in hostile.pairs(query) if name]
    if random.random() < 0.1:
        query = [("asset", hostile.text())]
    form = [*hostile.pairs(form), ("token", world.signed("form", cookie["s"]))]
    headers = {"cookie": f"handover={world.signed('visitor', cookie)}", "content-type": FORM}
    body = encoded(form).encode() if method == "POST" else b""
    return Sent("dashboard", method, encoded(query), headers, body, who, _SHOWN, may_call=method == "POST")


def _scheduler(world: FuzzWorld, hostile: Hostile, _action: str) -> Sent:
    """Returns a timer's event, or on Code Engine a request: anybody may send one. It calls and texts only what is due, and
    that was booked with right credentials."""
    random = hostile.random
    plain = Sent("scheduler", who="anybody", expected=frozenset({200}), may_call=True, may_read=False)
    if world.on.platform == "openwhisk" or random.random() < 0.3:
        payload = {name: hostile.value() for name in (f"x{hostile.text()}", "body", "event")}
        return replace(plain, event=payload)
    body = hostile.json(plain_command(random))
    method = random.choice(("GET", "POST", "PUT"))
    return replace(plain, method=method, query=encoded([(f"x{hostile.text()}", "1")]), body=body)
