"""The names of the rows of the dashboard's lists, of packs of them, of sums of days, and of what lists a day in parts."""

from __future__ import annotations

#: What a session's hash can begin with, and the rest of the digits: ids of other origin must not be missed.
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def rows(day: str) -> str:
    """Returns the prefix of that day's rows."""
    return f"v1/row/{day}/"


def rows_of(handover_id: str) -> str:
    """Returns the prefix of one handover's rows."""
    return f"{rows(handover_id[:8])}{handover_id}."


def row(handover_id: str, mark: str) -> str:
    """Returns the name of a handover's row for a set of events; `mark` names the set."""
    return f"{rows_of(handover_id)}{mark}"


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
