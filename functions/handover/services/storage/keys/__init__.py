"""The names of all stored objects. Only this package makes and reads them.

    desk.json                                   what the operator edits
    v1/desk/last-good.json                      the last desk.json that could be used
    v1/day/<yyyymmdd>/<id>/<kind>[.<attempt>]   a handover's events: its state is folded from them
    v1/leg/<yyyymmdd>/<id>/<attempt>.<fact>     other reports of its legs: kept apart so that a day stays quick to list
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
    v1/switch/live/<id>                         a marker for each live handover (a cache: may be lost). It lies beside the
                                                flags: one listing says who is there and which calls are live
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

Here are the names without a part that varies, the beginnings of others, and `Keys`, which needs HASH_KEY. Each other module
names one kind of things, so that a request loads only those that it uses.
"""

from __future__ import annotations

from datetime import UTC, datetime

from handover.core.privacy.pseudonyms import pseudonym

DESK = "desk.json"
DESK_LAST_GOOD = "v1/desk/last-good.json"
HEARTBEAT = "v1/heartbeat/scheduler.json"
HEARTBEAT_OF_RECEIPTS = "v1/heartbeat/receipts.json"
RECEIPTS_DUE = "v1/receipt/due/"
LOGS = "v1/logs/"
LOGS_PAUSE = f"{LOGS}pause"
RECORDINGS_DUE = "v1/recording/due/"
DUE = "v1/due/"
TURNS = "v1/turn/"
DAYS = "v1/day/"
LIFTED = ".lifted"
PROOF = "v1/proof/conditional-writes.json"
#: Left by versions before 0.4.
PROOF_TRIES = "v1/proof/try-"
SWITCHES = "v1/switch/"
LIVE = f"{SWITCHES}live/"
#: Markers of versions before 0.4. They expire.
LIVE_BEFORE = "v1/live/"
PAUSED = f"{SWITCHES}paused"
TALKED = f"{SWITCHES}talked."
_MISSED = f"{SWITCHES}missed."
#: Of a number's last two digits a list makes no secret.
_FEWEST_DIGITS = 3
#: A turn with a higher count sorts by its time alone.
_MOST_COUNTED = 999_999


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
        return f"{TURNS}{session}/{place}-{self.log(log_id)}{after}"

    def log(self, log_id: str) -> str:
        """Returns the keyed hash of a turn's id."""
        return pseudonym(self._hash_key, "turn", log_id)


def is_flag(key: str) -> bool:
    """Returns whether the name under SWITCHES is that of a flag."""
    return not key.startswith((TALKED, _MISSED, LIVE))


def minute(at: datetime) -> str:
    """Returns a time's minute as names have it (yyyymmddhhmm, UTC)."""
    return f"{at.astimezone(UTC):%Y%m%d%H%M}"


def numbered(prefix: str, n: int) -> str:
    """Returns the n-th name under a prefix."""
    return f"{prefix}{n:06d}"


def number_in(key: str) -> int:
    """Returns the n of a numbered name, or of the mark beside it."""
    return int(key.rpartition("/")[2].partition(".")[0])
