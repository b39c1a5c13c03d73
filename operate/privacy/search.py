"""Finds what the bucket has about one person: everything of one phone number, or everything of one chat.

A number's handovers are found by walking the days that storage keeps, because object names hold no numbers. Of each handover
only its first event is read. Nothing of other persons is found: in a chat that two numbers share, a number has its own
handovers only, and the chat's turns stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from handover.core import phone_numbers
from handover.core.call.events import Event, EventKind
from handover.core.call.state import Handover, State, fold
from handover.services.storage import RequestStorage, keys
from handover.services.storage.keys import chat_keys, consent_keys, handover_keys, quota_keys, recording_keys, row_keys

T = TypeVar("T")

#: Storage deletes in whole days, up to three days late; and a day began somewhere else.
_DAYS_MORE = 5
_COUNTED_DAYS = 12
_AT_ONCE = 200
_MARGIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Person:
    """Whose data: a number in E.164, or a chat's session id. The other one is `""`."""

    number: str = ""
    session: str = ""

    @property
    def shown(self) -> str:
        return f"the number …{self.number[-2:]}" if self.number else "the chat"


@dataclass(frozen=True)
class FoundHandover:
    """A handover of the person. `events` are the names of those events that are theirs, the first one last: as long as it is
    there, the handover is found again. `whole`: all of its events are theirs. `others` are further objects about it,
    `sounds` the sound of a message that they left, and of a recorded call. `live`: its call may be under way."""

    id: str
    events: tuple[str, ...]
    whole: bool
    state: State | None
    sid: str = ""
    phone: str = ""
    language: str = ""
    others: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    live: bool = False


@dataclass(frozen=True)
class Found:
    """The names of all objects about a person. `shared` are the chats, by their hash, that have handovers of other numbers
    too: their turns are not among `turns`. `consents_elsewhere` are receipts of the numbers of a chat, which stay."""

    person: Person
    handovers: tuple[FoundHandover, ...] = ()
    turns: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    quotas: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    do_not_call: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    consents_elsewhere: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.handovers or self.turns or self.pointers or self.quotas or self.consents)


@dataclass
class _Days:
    """The handovers of the days that were walked: the names of their events, and of each first event the numbers in it. A
    request that was refused may have several: all that its text can mean."""

    events: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Search:
    """`days` is how long handovers are kept, `countries` the desk's: they decide how a number was read. Every method raises
    StorageError."""

    def __init__(self, storage: RequestStorage, now: datetime, days: int, countries: tuple[str, ...]) -> None:
        self._storage, self._bucket = storage, storage.bucket
        self._now = now
        self._days = [f"{now - timedelta(days=ago):%Y%m%d}" for ago in range(-1, days + _DAYS_MORE)]
        self._countries = countries

    def find(self, person: Person) -> Found:
        """Returns everything about the person, from the bucket alone."""
        return self._of_number(person) if person.number else self._of_session(person)

    def _of_number(self, person: Person) -> Found:
        days = self._walk([handover_keys.day(day) for day in self._days])
        ours = {id: events for id, names in days.events.items() if (events := _theirs(names, days, person.number))}
        sessions = {handover_keys.session_of(handover_id) for handover_id in ours}
        shared = {
            handover_keys.session_of(handover_id)
            for handover_id, names in days.events.items()
            if handover_keys.session_of(handover_id) in sessions and _others(names, days, person.number)
        }
        hash_of_number = self._storage.keys.person(person.number)
        due = f"{keys.RECEIPTS_DUE}{hash_of_number}."
        return Found(
            person=person,
            handovers=self._handovers(ours, days),
            turns=self._under(chat_keys.turns(session) for session in sorted(sessions - shared)),
            pointers=(
                *self._under(handover_keys.pointers(session) for session in sorted(sessions - shared)),
                *self._naming(ours, [handover_keys.pointers(session) for session in sorted(shared)]),
            ),
            quotas=(*self._under(self._of_calls(person.number)), *self._counters(ours)),
            consents=self._under([consent_keys.consents(hash_of_number), due]),
            do_not_call=self._under([consent_keys.withdrawals(hash_of_number)]),
            shared=tuple(sorted(shared)),
        )

    def _of_session(self, person: Person) -> Found:
        session = self._storage.keys.session(person.session)
        days = self._walk([handover_keys.events_of_session(day, session) for day in self._days])
        numbers = sorted({number for numbers in days.numbers.values() for number in numbers})
        claims = [chain for number in numbers for chain in self._of_calls(number)]
        chains = self._under(consent_keys.consents(self._storage.keys.person(number)) for number in numbers)
        return Found(
            person=person,
            handovers=self._handovers(days.events, days),
            turns=self._under([chat_keys.turns(session)]),
            pointers=self._under([handover_keys.pointers(session)]),
            quotas=(*self._naming(days.events, claims), *self._counters(days.events)),
            consents_elsewhere=len(chains),
        )

    def _of_calls(self, number: str) -> list[str]:
        """Returns the prefixes of the calls and bookings of a number, of the messages that it left without a request, and of
        the note that it takes no messages."""
        names = self._storage.keys
        return [
            names.number(number),
            names.bookings(number),
            names.messages(number),
            consent_keys.no_text(names.person(number)),
        ]

    def _walk(self, prefixes: Sequence[str]) -> _Days:
        """Lists the prefixes, and reads the number in each handover's first event."""
        found = _Days()
        for name in self._under(prefixes):
            found.events[handover_keys.handover_in(name)].append(name)
        first = [name for names in found.events.values() for name in names if _is_first(name)]
        for name, body in zip(first, self._read(first), strict=True):
            found.numbers[name] = self._numbers_in((body or {}).get("facts", {}))
        return found

    def _numbers_in(self, facts: dict[str, Any]) -> tuple[str, ...]:
        """Returns the numbers in the facts of a first event, in E.164, or what was typed if there is none in it."""
        if facts.get("phone"):
            return (str(facts["phone"]),)
        typed = str(facts.get("wish", {}).get("phone_number") or "")
        return phone_numbers.numbers_in(typed, self._countries) or tuple(filter(None, [_plain(typed) or typed]))

    def _handovers(self, ours: dict[str, list[str]], days: _Days) -> tuple[FoundHandover, ...]:
        by_day: dict[str, set[str]] = defaultdict(set)
        for handover_id in ours:
            by_day[handover_id[:8]].add(handover_id)
        around: dict[str, list[str]] = defaultdict(list)
        for day, ids in by_day.items():
            for handover_id, name in self._around(day, ids):
                around[handover_id].append(name)
        return tuple(self._handover(id, names, days, around[id]) for id, names in sorted(ours.items()))

    def _handover(self, handover_id: str, names: list[str], days: _Days, around: list[str]) -> FoundHandover:
        whole = len(names) == len(days.events[handover_id])
        events = self._storage.handovers.read(names)
        folded = fold(handover_id, events, self._now)
        return FoundHandover(
            id=handover_id,
            events=tuple(sorted(names, key=_place)),
            whole=whole,
            state=folded.state if folded else None,
            sid=folded.sid if folded else _sid(events),
            phone=next((days.numbers[name][0] for name in names if days.numbers.get(name)), ""),
            language=folded.language if folded else "",
            # What is about a shared list of refusals is a cache, or about nobody: its rows are made again.
            others=(*around, *(self._under([handover_keys.legs(handover_id)]) if whole else ())),
            sounds=self._under([recording_keys.voicemails(handover_id), recording_keys.call_recordings(handover_id)])
            if whole
            else (),
            live=folded is not None and folded.live and self._now < _surely_over(folded),
        )

    def _around(self, day: str, ids: set[str]) -> Iterable[tuple[str, str]]:
        """Yields what else is stored about those handovers of a day, each with the handover's id: rows, packs of rows (which
        are caches, so a pack goes as a whole), marks."""
        for name in self._under([row_keys.rows(day), keys.LIVE, keys.LIVE_BEFORE, keys.DUE, keys.RECORDINGS_DUE]):
            handover_id = name.rpartition("/")[2].partition(".")[0]
            if handover_id in ids:
                yield handover_id, name
        packs = self._under([row_keys.packs(day), chat_keys.chat_words(day)])
        contents = self._storage.in_parallel(*[partial(self._bucket.get_bytes, name) for name in packs])
        for name, content in zip(packs, contents, strict=True):
            for handover_id in ids:
                if content and handover_id.encode() in content:
                    yield handover_id, name

    def _counters(self, ours: Iterable[str]) -> tuple[str, ...]:
        """Returns the claims of the desk's counters that name these handovers; older ones have expired."""
        known, recent = set(ours), set(self._days[:_COUNTED_DAYS])
        near = {
            f"{date.fromisoformat(handover_id[:8]) + timedelta(days=by):%Y%m%d}"
            for handover_id in known
            if handover_id[:8] in recent
            for by in (-1, 0, 1)
        }
        return self._naming(known, [prefix for day in sorted(near) for prefix in quota_keys.counters_of(day)])

    def _naming(self, ours: Iterable[str], prefixes: Sequence[str]) -> tuple[str, ...]:
        """Returns the objects under the prefixes whose body names one of these handovers, and the marks beside them."""
        known, names = set(ours), self._under(prefixes)
        bodies = zip(names, self._read(names), strict=True)
        claims = {name for name, body in bodies if body and body.get("hid") in known}
        return tuple(name for name in names if name in claims or name.rpartition(".")[0] in claims)

    def _under(self, prefixes: Iterable[str]) -> tuple[str, ...]:
        works = [partial(self._bucket.listing, prefix) for prefix in prefixes]
        return tuple(entry.key for entries in self._batches(works) for entry in entries)

    def _read(self, names: Sequence[str]) -> list[dict[str, Any] | None]:
        return self._batches([partial(self._bucket.get, name) for name in names])

    def _batches(self, works: Sequence[Callable[[], T]]) -> list[T]:
        """Runs the works side by side, so many at once. Returns their results in order."""
        results: list[T] = []
        for n in range(0, len(works), _AT_ONCE):
            results += self._storage.in_parallel(*works[n : n + _AT_ONCE])
        return results


def _kind(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]


def _is_first(name: str) -> bool:
    """Returns whether this is the name of an event that holds a call request."""
    return _kind(name) in (EventKind.REQUESTED, EventKind.REFUSED) or _is_booking(name)


def _is_booking(name: str) -> bool:
    """Returns whether this is the name of the first step of a booking, which holds the call request."""
    return name.endswith(f"/{EventKind.BOOKED}.1")


def _permit(names: Sequence[str]) -> str:
    """Returns the name of the event that holds the one request of a handover, or `""` if there is none: a booking's permit
    need not hold it again."""
    permits = [name for name in names if _kind(name) == EventKind.REQUESTED]
    return next((name for name in [*filter(_is_booking, names), *permits]), "")


def _place(name: str) -> int:
    """Returns the place of an event in a deletion: what ends a handover goes late, because without it the handover looks as
    if it were live; what finds it goes last."""
    return 2 if _is_first(name) else 1 if _kind(name) in (EventKind.ENDED, EventKind.CANCELED) else 0


def _surely_over(handover: Handover) -> datetime:
    """Returns when no call of the handover can be under way any more, whatever its events are."""
    return handover.requested_at + timedelta(seconds=handover.time_limit) + _MARGIN


def _theirs(names: Sequence[str], days: _Days, number: str) -> list[str]:
    """Returns the names of those events of a handover that are the number's. All are, if its permit has the number; of
    refused requests without a permit, each has its own number."""
    permit = _permit(names)
    if permit:
        return list(names) if number in days.numbers[permit] else []
    if not _others(names, days, number):
        return list(names) if any(number in days.numbers.get(name, ()) for name in names) else []
    return [name for name in names if number in days.numbers.get(name, ())]


def _others(names: Sequence[str], days: _Days, number: str) -> bool:
    """Returns whether a call request of this handover has another number."""
    permit = _permit(names)
    requests = [days.numbers[name] for name in ([permit] if permit else filter(_is_first, names))]
    return any(numbers and number not in numbers for numbers in requests)


def _plain(typed: str) -> str:
    """Returns a number with a country code that was refused, in E.164, or "" if it cannot be read."""
    import phonenumbers

    try:
        number = phonenumbers.parse(typed)
    except phonenumbers.NumberParseException:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _sid(events: Iterable[Event]) -> str:
    """Returns the call's sid of a handover that has no state: its permit is void."""
    return next((str(event.facts["sid"]) for event in events if event.facts.get("sid")), "")
