"""The names of everything we keep. Only this module knows them.

    desk.json                                   what the operator edits
    v1/desk/last-good.json                      the last desk.json that could be used
    v1/day/<yyyymmdd>/<hid>/<kind>[.<attempt>]  a handover's events: what its state is folded from
    v1/leg/<yyyymmdd>/<hid>/<attempt>.<fact>    what its legs reported besides: kept apart so that a day stays quick to list
    v1/live/<hid>                               a marker for each live handover (a cache: may be lost)
    v1/session/<session>/<n>                    a chat's handovers, each pointer claimed once
    v1/number/<number>/<n>                      calls to a number, each slot claimed once
    v1/total/<yyyymmdd>/<n>                     calls of a day, each slot claimed once
    v1/turn/<session>/<turn>                    what was said in a chat
    v1/row/<yyyymmdd>/<hid>.<mark>              a handover in one line for the dashboard (a cache: may be lost)
    v1/row/<yyyymmdd>/day.<mark>                all of a day's lines, once the day is over (a cache: may be lost)
    v1/switch/paused, v1/switch/away.<agent>    what somebody at the desk switched on; there while it is on
    v1/seat/<number>/<seat>                     an agent who is signed in, one object for each browser
    v1/code/<challenge>/<fact>                  a sign-in code that was asked for, each try, its use: claimed once
    v1/ask/<number>/<n>                         codes asked for with a number, each slot claimed once
    v1/proof/…                                  proof that this bucket honours conditional writes
    v1/heartbeat/scheduler.json                 when the scheduler last ran

Object names end up in audit logs, so sessions, numbers and log ids appear as keyed hashes only. A handover's id starts
with its day, so whoever has the id finds it without a look-up. Nothing that may differ between two copies of the same
request is part of a claimed name: two names would be two permits to dial.
"""

from __future__ import annotations

from handover.core.call.events import EventKind
from handover.core.privacy import pseudonym

DESK = "desk.json"
DESK_LAST_GOOD = "v1/desk/last-good.json"
LIVE = "v1/live/"
HEARTBEAT = "v1/heartbeat/scheduler.json"
PROOF = "v1/proof/conditional-writes.json"
PROOF_TRIES = "v1/proof/try-"
SWITCHES = "v1/switch/"
PAUSED = f"{SWITCHES}paused"


class Keys:
    """Names that need the hash key."""

    def __init__(self, hash_key: str) -> None:
        self._hash_key = hash_key

    def session(self, session_id: str) -> str:
        """The session as its keyed hash: 24 characters."""
        return pseudonym(self._hash_key, "session", session_id)

    def content(self, text: str) -> str:
        """Any text as its keyed hash."""
        return pseudonym(self._hash_key, "content", text)

    def number(self, e164: str) -> str:
        """The prefix of a number's slots."""
        return f"v1/number/{pseudonym(self._hash_key, 'number', e164)}/"

    def asked(self, e164: str) -> str:
        """The prefix of the slots for codes that were asked for with a number."""
        return f"v1/ask/{pseudonym(self._hash_key, 'asked', e164)}/"

    def agent(self, agent_id: str) -> str:
        """An agent's id as its keyed hash: ids are often names."""
        return pseudonym(self._hash_key, "agent", agent_id)

    def away(self, agent_id: str) -> str:
        """Where it is noted that an agent is away."""
        return f"{SWITCHES}away.{self.agent(agent_id)}"

    def seats(self, e164: str) -> str:
        """The prefix of the seats of whoever has that number."""
        return f"v1/seat/{pseudonym(self._hash_key, 'seats', e164)}/"

    def seat(self, e164: str, seat: str) -> str:
        return f"{self.seats(e164)}{pseudonym(self._hash_key, 'seat', seat)}"

    def turn(self, session_id: str, log_id: str) -> str:
        return f"{turns(self.session(session_id))}{pseudonym(self._hash_key, 'turn', log_id)}"


def handover_id(day: str, session: str, n: int | str) -> str:
    """The id of a session's n-th handover, begun on that day (yyyymmdd, UTC)."""
    return f"{day}-{session}-{n}"


def session_of(handover_id: str) -> str:
    """The session (as its hash) that a handover belongs to."""
    return handover_id.split("-")[1]


def pointers(session: str) -> str:
    """The prefix of a session's pointers, by the session's hash."""
    return f"v1/session/{session}/"


def turns(session: str) -> str:
    """The prefix of a session's turns, by the session's hash."""
    return f"v1/turn/{session}/"


def events(handover_id: str) -> str:
    return f"v1/day/{handover_id[:8]}/{handover_id}/"


def event(handover_id: str, kind: EventKind, attempt: int = 0) -> str:
    return f"{events(handover_id)}{kind}{f'.{attempt}' if attempt else ''}"


def leg(handover_id: str, attempt: int, fact: str) -> str:
    return f"{legs(handover_id)}{attempt}.{fact}"


def legs(handover_id: str) -> str:
    """The prefix of what a handover's legs reported, and of who looked at it."""
    return f"v1/leg/{handover_id[:8]}/{handover_id}/"


def day(day: str) -> str:
    """The prefix of all events of the handovers that began on that day (yyyymmdd, UTC)."""
    return f"v1/day/{day}/"


def rows(day: str) -> str:
    """The prefix of that day's rows."""
    return f"v1/row/{day}/"


def rows_of(handover_id: str) -> str:
    """The prefix of one handover's rows."""
    return f"{rows(handover_id[:8])}{handover_id}."


def row(handover_id: str, mark: str) -> str:
    """A handover's row as of a set of events; `mark` tells the set."""
    return f"{rows_of(handover_id)}{mark}"


def row_of_day(day: str, mark: str) -> str:
    """All rows of a day as of all their marks; `mark` tells those."""
    return f"{rows(day)}day.{mark}"


def handover_in(key: str) -> str:
    """The handover that an event's or a row's name belongs to; `day` for all of a day's rows."""
    return key.split("/")[3].partition(".")[0]


def code(challenge: str, fact: str) -> str:
    return f"v1/code/{challenge}/{fact}"


def total(day: str) -> str:
    return f"v1/total/{day}/"


def numbered(prefix: str, n: int) -> str:
    """The n-th name under a prefix."""
    return f"{prefix}{n:06d}"


def number_in(key: str) -> int:
    """The n of a numbered name."""
    return int(key.rpartition("/")[2])
