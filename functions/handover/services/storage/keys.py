"""The names of all stored objects. Only this module makes and reads them.

    desk.json                                   what the operator edits
    v1/desk/last-good.json                      the last desk.json that could be used
    v1/day/<yyyymmdd>/<id>/<kind>[.<attempt>]   a handover's events: its state is folded from them
    v1/leg/<yyyymmdd>/<id>/<attempt>.<fact>     other reports of its legs: kept apart so that a day stays quick to list
    v1/live/<id>                                a marker for each live handover (a cache: may be lost)
    v1/session/<session>/<n>                    a chat's handovers, each pointer claimed once
    v1/number/<number>/<n>[.released]           calls to a number, each n claimed once; released: not placed after all
    v1/total/<yyyymmdd>/<n>[.released]          calls of a day, likewise
    v1/country/<yyyymmddhh>/<country>/<n>[.released]   calls to a country in an hour, likewise
    v1/message/<number>/<yyyymmdd>/<n>          messages of a caller without a request on a day, each n claimed once
    v1/message/total/<yyyymmdd>/<n>             such messages of all callers on a day, likewise
    v1/button/<yyyymmddhh>/<n>[.released]       calls by the button in an hour (UTC), likewise
    v1/form/<yyyymmddhh>/<form>                 a form of the button that was sent, by the hour in which it was made: claimed
                                                once
    v1/due/<yyyymmddhhmm>/<id>                  a booking and the minute of its time (a cache: its events are the truth)
    v1/booked/<number>/<n>                      the bookings of a number, a chain, each n claimed once
    v1/dial/<yyyymmddhhmmss>                    a second, or as long as the desk wants between two booked calls: claimed by
                                                the run that dials one in it
    v1/turn/<session>/<time>-<count>-<turn>[.<source>]   a turn of a chat; names sort by its time (milliseconds since 1970),
                                                and then by the chat's count of turns; without a source, from the log webhook
    v1/voicemail/<id>.<mp3|wav>                 the sound of a message that the customer of a handover left
    v1/recording/due/<id>[.call]                a recording that is not stored yet, or not deleted at Twilio: of a message,
                                                or of a conversation (call)
    v1/recording/call/<id>.<mp3|wav>            the sound of a conversation
    v1/row/<yyyymmdd>/<id>.<mark>               a handover's row in the dashboard's lists (a cache: may be lost)
    v1/row/<yyyymmdd>/day.<mark>                a pack of a day's rows (a cache: may be lost)
    v1/said/<yyyymmdd>/<mark>                   words of the chats of a day, for the search (a cache: may be lost)
    v1/month/<yyyymm>                           figures of each day of a month: who asked for a person and got one
    v1/switch/paused, v1/switch/away.<agent>    flags of the desk's availability; there while they are on
    v1/switch/talked.<agent>                    written when an agent ends a conversation (a cache: may be lost)
    v1/switch/missed.<agent>.<n>                the calls that an agent missed in a row, each n claimed once
    v1/seat/<number>/<sign-in>                  an agent who is signed in, one object for each browser
    v1/code/<challenge>/<fact>                  a sign-in code's request, each try, its use: claimed once
    v1/ask/<number>/<n>                         sign-in codes for a number, each n claimed once
    v1/ask/known/<number>/<n>                   the same, requested by browsers that are known for that number
    v1/ask/total/<yyyymmddhh>/<n>               requests of codes in an hour (UTC), each n claimed once
    v1/ask/sent/<yyyymmddhh>/<n>                messages and calls with codes in an hour, each n claimed once
    v1/consent/<number>/<n>                     the consent receipts of a number, a chain, each n claimed once
    v1/do-not-call/<number>/<n>                 a withdrawal, each n claimed once: the number is not called
    v1/do-not-call/<number>/<n>.lifted          its owner asked for a call again: withdrawals up to n hold no longer
    v1/no-text/<number>                         the number takes no text messages from us
    v1/receipt/due/<number>.<kind>.<n>          a receipt that is not in its chain yet
    v1/day/<yyyymmdd>/<id>/receipts_<mark>      a mark: the handover's receipts are written (a cache: may be lost)
    v1/day/<yyyymmdd>/<id>/chatlog_<mark>       a mark: the chat was requested from Watson's logs, or is complete
    v1/logs/<yyyymmddhhmm>                      a minute in which Watson's logs were requested, claimed once
    v1/logs/pause                               until when they are not requested
    v1/erased/<yyyymmdd>-<mark>                 the receipt of an erasure: how many of what, and nothing about the person
    v1/proof/…                                  an object that exists: the bucket must refuse to write it again
    v1/heartbeat/scheduler.json                 when the scheduler last ran, and where its next walk begins
    v1/heartbeat/receipts.json                  up to where all receipts are written (a cache: may be lost)

Audit logs show object names, so sessions, numbers and log ids appear as keyed hashes only. A handover's id starts with
its day, so the id is enough to find the handover. A claimed name holds nothing that may differ between two copies of the
same request: two names would be two permits to dial.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from handover.core.call.events import EventKind
from handover.core.privacy import pseudonym

DESK = "desk.json"
DESK_LAST_GOOD = "v1/desk/last-good.json"
LIVE = "v1/live/"
HEARTBEAT = "v1/heartbeat/scheduler.json"
HEARTBEAT_OF_RECEIPTS = "v1/heartbeat/receipts.json"
RECEIPTS_DUE = "v1/receipt/due/"
LOGS = "v1/logs/"
LOGS_PAUSE = f"{LOGS}pause"
RECORDINGS_DUE = "v1/recording/due/"
DUE = "v1/due/"
DAYS = "v1/day/"
LIFTED = ".lifted"
PROOF = "v1/proof/conditional-writes.json"
#: Left by versions before 0.4.
PROOF_TRIES = "v1/proof/try-"
SWITCHES = "v1/switch/"
PAUSED = f"{SWITCHES}paused"
TALKED = f"{SWITCHES}talked."
_MISSED = f"{SWITCHES}missed."
_RELEASED = ".released"
_OF_CALL = ".call"
#: The end of the id of a handover that began as a booking.
_BOOKED = "b"

#: What a session's hash can begin with, and the rest of the digits: ids of other origin must not be missed.
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
#: Of a number's last two digits a list makes no secret.
_FEWEST_DIGITS = 3
#: A turn with a higher count sorts by its time alone.
_MOST_COUNTED = 999_999
_TURN = re.compile(r"[0-9]{13}-([0-9]{6})-([a-z2-7]{24})(?:\.([a-z_]+))?")


class Keys:
    """Names that need HASH_KEY."""

    def __init__(self, hash_key: str) -> None:
        self._hash_key = hash_key

    def session(self, session_id: str) -> str:
        """Returns the session's keyed hash: 24 characters."""
        return pseudonym(self._hash_key, "session", session_id)

    def content(self, text: str) -> str:
        """Returns any text's keyed hash."""
        return pseudonym(self._hash_key, "content", text)

    def number(self, e164: str) -> str:
        """Returns the prefix of the calls to a number."""
        return f"v1/number/{pseudonym(self._hash_key, 'number', e164)}/"

    def chat_number(self, session_id: str, e164: str) -> str:
        """Returns a number's keyed hash within one session: the same number has another one in another session."""
        return pseudonym(self._hash_key, "chat-number", f"{session_id}:{e164}")

    def person(self, e164: str) -> str:
        """Returns the keyed hash that a number has in its consent receipts and on the do-not-call list."""
        return pseudonym(self._hash_key, "consent", e164)

    def seal(self, text: str) -> str:
        """Returns the seal of a consent receipt's content: nobody without HASH_KEY can make it."""
        return pseudonym(self._hash_key, "receipt", text)

    def bookings(self, e164: str) -> str:
        """Returns the prefix of the bookings of a number."""
        return f"v1/booked/{pseudonym(self._hash_key, 'booked', e164)}/"

    def messages(self, e164: str) -> str:
        """Returns the prefix of the messages of a caller without a request, by their number; `""` for all withheld ones."""
        return f"v1/message/{pseudonym(self._hash_key, 'message', e164)}/"

    def code_requests(self, e164: str, known: bool) -> str:
        """Returns the prefix of the sign-in codes for a number, requested by known browsers or by others."""
        return f"v1/ask/{'known/' if known else ''}{pseudonym(self._hash_key, 'asked', e164)}/"

    def browser_mark(self, e164: str) -> str:
        """Returns the number's keyed hash for the cookies of browsers that are known for it."""
        return pseudonym(self._hash_key, "browser", e164)

    def ends(self, e164: str) -> str:
        """Returns short keyed hashes of a number's last digits, from three to all, with a space between. Two numbers rarely
        have one in common."""
        digits = e164.lstrip("+")
        return " ".join(self.end(digits[-n:]) for n in range(_FEWEST_DIGITS, len(digits) + 1))

    def end(self, digits: str) -> str:
        """Returns the short keyed hash of some last digits of a number."""
        return pseudonym(self._hash_key, "end", digits)[:6]

    def agent(self, agent_id: str) -> str:
        """Returns an agent's keyed hash: ids are often names."""
        return pseudonym(self._hash_key, "agent", agent_id)

    def away(self, agent_id: str) -> str:
        """Returns the name of the flag that an agent is away."""
        return f"{SWITCHES}away.{self.agent(agent_id)}"

    def talked(self, agent_id: str) -> str:
        """Returns the name of the object that is written when the agent ends a conversation."""
        return f"{TALKED}{self.agent(agent_id)}"

    def missed_by(self, agent_id: str) -> str:
        """Returns the prefix of the calls that the agent missed in a row."""
        return f"{_MISSED}{self.agent(agent_id)}."

    def missed(self, agent_id: str, n: int) -> str:
        return f"{self.missed_by(agent_id)}{n}"

    def sign_ins(self, e164: str) -> str:
        """Returns the prefix of a number's sign-ins."""
        return f"v1/seat/{pseudonym(self._hash_key, 'seats', e164)}/"

    def sign_in(self, e164: str, sign_in_id: str) -> str:
        return f"{self.sign_ins(e164)}{pseudonym(self._hash_key, 'seat', sign_in_id)}"

    def turn(self, session_id: str, log_id: str, milliseconds: int, count: int) -> str:
        """Returns the name of a turn of the log webhook at that time since 1970 (0: not known). It depends on nothing but
        the turn, so that a repetition has the same name."""
        return self.turn_of(self.session(session_id), log_id, milliseconds, count)

    def turn_of(self, session: str, log_id: str, milliseconds: int, count: int, source: str = "") -> str:
        """Returns the name of a turn from any source, by the session's hash; `source` is `""` for the log webhook."""
        place = f"{milliseconds:013d}-{min(max(count, 0), _MOST_COUNTED):06d}"
        after = f".{source}" if source else ""
        return f"{turns(session)}{place}-{self.log(log_id)}{after}"

    def log(self, log_id: str) -> str:
        """Returns the keyed hash of a turn's id."""
        return pseudonym(self._hash_key, "turn", log_id)


def is_flag(key: str) -> bool:
    """Returns whether the name under SWITCHES is that of a flag."""
    return not key.startswith((TALKED, _MISSED))


def handover_id(day: str, session: str, n: int | str, booked: bool = False) -> str:
    """Returns the id of a session's n-th handover, begun on that day (yyyymmdd, UTC); `session` is the session's hash. One
    that begins as a booking has another id than one that is dialled at once: the session's pointer decides between them."""
    return f"{day}-{session}-{n}{_BOOKED if booked else ''}"


def session_of(handover_id: str) -> str:
    """Returns the hash of the session that a handover belongs to."""
    return handover_id.split("-")[1]


def place_of(handover_id: str) -> int:
    """Returns which of its session's handovers it is, from 1; 0 for one that has no pointer."""
    place = handover_id.rpartition("-")[2].removesuffix(_BOOKED)
    return int(place) if place.isascii() and place.isdecimal() else 0


def is_booked(handover_id: str) -> bool:
    """Returns whether the handover began as a booking, as its id says."""
    return place_of(handover_id) > 0 and handover_id.endswith(_BOOKED)


def due(at: datetime, handover_id: str) -> str:
    """Returns the name under which a booking for that time is due."""
    return f"{DUE}{minute(at)}/{handover_id}"


def minute(at: datetime) -> str:
    """Returns a time's minute as names have it (yyyymmddhhmm, UTC)."""
    return f"{at.astimezone(UTC):%Y%m%d%H%M}"


@dataclass(frozen=True)
class Due:
    """A booking in the index: its handover, and the minute (UTC) that it is listed under."""

    minute: datetime
    handover_id: str


def due_in(key: str) -> Due | None:
    """Returns the booking that a name in the index lists, or None if it is no name that `due` makes."""
    minute, _, handover_id = key.removeprefix(DUE).partition("/")
    try:
        at = datetime.strptime(minute, "%Y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Due(at, handover_id) if key == due(at, handover_id) else None


def pointers(session: str) -> str:
    """Returns the prefix of a session's pointers, by the session's hash."""
    return f"v1/session/{session}/"


def turns(session: str) -> str:
    """Returns the prefix of a session's turns, by the session's hash."""
    return f"v1/turn/{session}/"


@dataclass(frozen=True)
class TurnName:
    """What a turn's name says: its `place`, which sorts like its time, the hash of its log id, its `count` (0: not known)
    and its source (`""`: the log webhook). `exact` is False for a name of version 0.2, which was the hash alone: then the
    place is the time at which the turn was stored."""

    place: str
    log: str
    exact: bool
    count: int = 0
    source: str = ""


def turn_in(key: str, stored_at: datetime) -> TurnName:
    """Returns what the name of a turn says."""
    name = key.rpartition("/")[2]
    found = _TURN.fullmatch(name)
    if found:
        return TurnName(name, found[2], exact=True, count=int(found[1]), source=found[3] or "")
    return TurnName(f"{round(stored_at.timestamp() * 1000):013d}-{name}", name, exact=False)


def events(handover_id: str) -> str:
    return f"v1/day/{handover_id[:8]}/{handover_id}/"


def event(handover_id: str, kind: EventKind, attempt: int = 0) -> str:
    return f"{events(handover_id)}{kind}{f'.{attempt}' if attempt else ''}"


def leg(handover_id: str, attempt: int, fact: str) -> str:
    return f"{legs(handover_id)}{attempt}.{fact}"


def legs(handover_id: str) -> str:
    """Returns the prefix of the reports of a handover's legs, and of the records of views."""
    return f"v1/leg/{handover_id[:8]}/{handover_id}/"


def voicemails(handover_id: str) -> str:
    """Returns the prefix of the sound of a handover's message."""
    return f"v1/voicemail/{handover_id}."


def voicemail(handover_id: str, kind: str) -> str:
    """Returns the name of that sound; `kind` is `mp3` or `wav`."""
    return f"{voicemails(handover_id)}{kind}"


def call_recordings(handover_id: str) -> str:
    """Returns the prefix of the sound of a handover's conversation."""
    return f"v1/recording/call/{handover_id}."


def call_recording(handover_id: str, kind: str) -> str:
    """Returns the name of that sound; `kind` is `mp3` or `wav`."""
    return f"{call_recordings(handover_id)}{kind}"


def of_call(handover_id: str) -> str:
    """Returns the name under which the recording of a handover's conversation is due."""
    return f"{handover_id}{_OF_CALL}"


def handover_of_call(due: str) -> str:
    """Returns the handover whose conversation is due by that name, or `""` if the name is that of a message."""
    return due.removesuffix(_OF_CALL) if due.endswith(_OF_CALL) else ""


def recording_due(handover_id: str) -> str:
    return f"{RECORDINGS_DUE}{handover_id}"


def day(day: str) -> str:
    """Returns the prefix of all events of the handovers that began on that day (yyyymmdd, UTC)."""
    return f"v1/day/{day}/"


def events_of_session(day: str, session: str) -> str:
    """Returns the prefix of the events of a session's handovers of that day, by the session's hash."""
    return f"v1/day/{day}/{day}-{session}-"


def rows(day: str) -> str:
    """Returns the prefix of that day's rows."""
    return f"v1/row/{day}/"


def rows_of(handover_id: str) -> str:
    """Returns the prefix of one handover's rows."""
    return f"{rows(handover_id[:8])}{handover_id}."


def row(handover_id: str, mark: str) -> str:
    """Returns the name of a handover's row for a set of events; `mark` names the set."""
    return f"{rows_of(handover_id)}{mark}"


def chat_words(day: str) -> str:
    """Returns the prefix of the packs with the words of the chats of that day's handovers."""
    return f"v1/said/{day}/"


def month_sums(month: str) -> str:
    """Returns the name of the sums of a month's days (yyyymm)."""
    return f"v1/month/{month}"


def parts(prefix: str, day: str) -> list[str]:
    """Returns prefixes that share out the names under a day's prefix (`day()` or `rows()`), to list them side by side."""
    return [f"{prefix}day.", *[f"{prefix}{day}-{letter}" for letter in _LETTERS]]


def packs(day: str) -> str:
    """Returns the prefix of the packs of a day's rows."""
    return f"{rows(day)}day."


def pack(day: str, mark: str) -> str:
    """Returns the name of a pack of a day's rows; `mark` names the set of rows."""
    return f"{packs(day)}{mark}"


def is_pack(key: str) -> bool:
    """Returns whether the name of a stored row is that of a pack."""
    return key.rpartition("/")[2].startswith("day.")


def day_in(key: str) -> str:
    """Returns the day (yyyymmdd) of an event's or a row's name."""
    return key.split("/", 3)[2]


def handover_in(key: str) -> str:
    """Returns the id of the handover that an event or a row belongs to; `day` for a pack."""
    return key.split("/")[3].partition(".")[0]


def consents(person: str) -> str:
    """Returns the prefix of a number's consent receipts, by `Keys.person`."""
    return f"v1/consent/{person}/"


def withdrawals(person: str) -> str:
    """Returns the prefix of a number's entries on the do-not-call list, by `Keys.person`."""
    return f"v1/do-not-call/{person}/"


def no_text(person: str) -> str:
    """Returns the name of the note that a number takes no text messages from us, by `Keys.person`."""
    return f"v1/no-text/{person}"


def receipt_due(person: str, kind: str, subject: str) -> str:
    return f"{RECEIPTS_DUE}{person}.{kind}.{subject}"


def mark(handover_id: str, mark: str) -> str:
    """Returns the name of a mark among a handover's events: no event has a kind like it."""
    return f"{events(handover_id)}{mark}"


def logs_minute(at: datetime) -> str:
    return f"{LOGS}{minute(at)}"


def code(challenge: str, fact: str) -> str:
    return f"v1/code/{challenge}/{fact}"


def codes_of_hour(kind: str, hour: str) -> str:
    """Returns the prefix of an hour's claims (yyyymmddhh, UTC): `total` for requests of codes, `sent` for codes sent."""
    return f"v1/ask/{kind}/{hour}/"


def total(day: str) -> str:
    return f"v1/total/{day}/"


def messages_on(day: str) -> str:
    """Returns the prefix of the messages that callers without a request left on a day."""
    return f"v1/message/total/{day}/"


def country(hour: str, country: str) -> str:
    """Returns the prefix of the calls to a country in an hour (yyyymmddhh, UTC)."""
    return f"v1/country/{hour}/{country}/"


def button(hour: str) -> str:
    """Returns the prefix of the calls by the button in an hour (yyyymmddhh, UTC)."""
    return f"v1/button/{hour}/"


def call_forms(hour: str) -> str:
    """Returns the prefix of the forms that were made in an hour (yyyymmddhh, UTC) and sent."""
    return f"v1/form/{hour}/"


def call_form(hour: str, form_id: str) -> str:
    return f"{call_forms(hour)}{form_id}"


def counters_of(day: str) -> list[str]:
    """Returns the prefixes of the counters of that day's calls, also by country and by the button, and of callers' messages:
    each object names a handover."""
    return [total(day), f"v1/country/{day}", f"v1/button/{day}", messages_on(day)]


def erased(day: str, mark: str) -> str:
    """Returns the name of the receipt of an erasure; `mark` is random."""
    return f"v1/erased/{day}-{mark}"


def numbered(prefix: str, n: int) -> str:
    """Returns the n-th name under a prefix."""
    return f"{prefix}{n:06d}"


def number_in(key: str) -> int:
    """Returns the n of a numbered name, or of the mark beside it."""
    return int(key.rpartition("/")[2].partition(".")[0])


def dial_in(at: datetime, seconds: float) -> str:
    """Returns the name of the span of so many seconds, 1 or more, that `at` belongs to."""
    begins = datetime.fromtimestamp(at.timestamp() // seconds * seconds, UTC)
    return f"v1/dial/{begins:%Y%m%d%H%M%S}"


def released(key: str) -> str:
    """Returns the name of the mark that a claim was given back. Claims are never deleted."""
    return f"{key}{_RELEASED}"


def is_released(key: str) -> bool:
    """Returns whether this is the name of such a mark."""
    return key.endswith(_RELEASED)
