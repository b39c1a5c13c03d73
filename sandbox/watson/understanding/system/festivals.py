"""Holidays by name, `@sys-date.festival == 'christmas'` (IBM's page system-entities)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import TH, relativedelta

# From a word to the festival's name.
EN: Mapping[str, str] = {
    "new year'?s eve": "new year's eve",
    "new year'?s day|new years": "new year's day",
    "valentine'?s day": "valentine's day",
    "easter(?: sunday)?": "easter",
    "independence day": "independence day",
    "halloween": "halloween",
    "thanksgiving(?: day)?": "thanksgiving",
    "christmas eve": "christmas eve",
    "(?:christmas|xmas)(?: day)?": "christmas",
}
DE: Mapping[str, str] = {
    "silvester": "silvester",
    "neujahr(?:stag)?": "neujahr",
    "valentinstag": "valentinstag",
    "karfreitag": "karfreitag",
    "ostermontag": "ostermontag",
    "ostern|ostersonntag": "ostern",
    "pfingsten": "pfingsten",
    "tag der deutschen einheit": "tag der deutschen einheit",
    "nikolaus": "nikolaus",
    "heiligabend|heilig abend": "heiligabend",
    "weihnachten": "weihnachten",
}

# Month and day.
_FIXED = {
    "new year's day": (1, 1), "neujahr": (1, 1), "valentine's day": (2, 14), "valentinstag": (2, 14),
    "independence day": (7, 4), "tag der deutschen einheit": (10, 3), "halloween": (10, 31), "nikolaus": (12, 6),
    "christmas eve": (12, 24), "heiligabend": (12, 24), "christmas": (12, 25), "weihnachten": (12, 25),
    "new year's eve": (12, 31), "silvester": (12, 31),
}  # fmt: skip
_FROM_EASTER = {"easter": 0, "ostern": 0, "karfreitag": -2, "ostermontag": 1, "pfingsten": 49}


def coming(name: str, today: date) -> date:
    """Returns the next day of a festival, today included."""
    this_year = _in_year(name, today.year)
    return this_year if this_year >= today else _in_year(name, today.year + 1)


def _in_year(name: str, year: int) -> date:
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FROM_EASTER:
        return easter(year) + timedelta(days=_FROM_EASTER[name])
    return date(year, 11, 1) + relativedelta(weekday=TH(4))  # Thanksgiving
