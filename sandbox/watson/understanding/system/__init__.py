"""Watson's system entities: numbers, amounts, percentages, dates and times, in English and German.

`text2num` reads number words and `dateparser` dates (docs/decisions/0035); both are imported when a skill with system
entities gets its first message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from ...expressions import Mention
from . import amounts
from .links import linked
from .numbers import Number, numbers_in
from .rewritten import Rewritten, rewritten
from .words import Words, words_of

SYSTEM_ENTITIES = frozenset({"sys-number", "sys-currency", "sys-percentage", "sys-date", "sys-time"})


class SystemEntities:
    """Recognises the system entities that a skill declares. `names`: those; `language`: the skill's."""

    def __init__(self, names: Iterable[str], language: str) -> None:
        self._names = SYSTEM_ENTITIES & frozenset(names)
        self._words = words_of(language)

    def find(self, text: str, now: datetime) -> list[Mention]:
        """Returns the mentions in an input, in order. `now`: aware, in the conversation's time zone."""
        if not self._names:
            return []
        numbers = numbers_in(text, self._words)
        digits = rewritten(text, numbers, self._words)
        mentions = [
            *self._numbers(text, numbers),
            *(amounts.percentages(digits, self._words) if "sys-percentage" in self._names else ()),
            *(amounts.currencies(digits, self._words) if "sys-currency" in self._names else ()),
            *(self._moments(digits, now) if self._names & {"sys-date", "sys-time"} else ()),
        ]
        return _without_numbers_of_dates(linked(mentions, text, self._words))

    def _numbers(self, text: str, numbers: Iterable[Number]) -> Iterator[Mention]:
        for number in numbers if "sys-number" in self._names else ():
            if not number.ordinal:
                place = (number.begin, number.end)
                fields = {"numeric_value": number.value}
                yield Mention("sys-number", number.value, text[slice(*place)], place, interpretation=fields)

    def _moments(self, text: Rewritten, now: datetime) -> list[Mention]:
        return [mention for mention in _moments(text, self._words, now) if mention.entity in self._names]


def _without_numbers_of_dates(mentions: list[Mention]) -> list[Mention]:
    """Returns the mentions without the numbers inside a date, which are the date's alone (IBM's page dialog-slots)."""
    dates = [mention.location for mention in mentions if mention.entity == "sys-date"]

    def inside(place: tuple[int, int]) -> bool:
        return any(begin <= place[0] and place[1] <= end for begin, end in dates)

    return [mention for mention in mentions if mention.entity != "sys-number" or not inside(mention.location)]


def _moments(text: Rewritten, words: Words, now: datetime) -> Iterator[Mention]:
    from .dates import dates_in
    from .times import times_in

    zone = str(now.tzinfo or "GMT")

    def mention(entity: str, value: str, place: tuple[int, int], granularity: str, **more: Any) -> Mention:
        begin, end = text.span(*place)
        fields = {"timezone": zone, "calendar_type": "GREGORIAN", "granularity": granularity, **more.pop("fields", {})}
        return Mention(entity, value, text.original[begin:end], (begin, end), interpretation=fields, **more)

    for day in dates_in(text.text, words, now):
        place, value = (day.begin, day.end), day.value.isoformat()
        yield mention("sys-date", value, place, day.granularity, fields=day.fields, alternatives=day.alternatives)
    for clock in times_in(text.text, words, now):
        place, value = (clock.begin, clock.end), clock.value.isoformat()
        fields = clock.fields
        if clock.day:
            shift = (clock.day.date() - now.date()).days
            yield mention("sys-date", clock.day.date().isoformat(), place, "day", fields={"relative_day": shift})
        if clock.until:
            begin, end = text.span(*place)
            fields = {**fields, "range_link": f"time_range_{begin}_{end}"}
            yield mention("sys-time", value, place, clock.granularity, fields=fields, role="time_from")
            yield mention("sys-time", clock.until.isoformat(), place, clock.granularity, fields=fields, role="time_to")
        else:
            yield mention("sys-time", value, place, clock.granularity, fields=fields, alternatives=clock.alternatives)
