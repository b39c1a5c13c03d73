"""The names of what is claimed up to a limit: calls and messages of a day or an hour, and forms of the button."""

from __future__ import annotations

_RELEASED = ".released"


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


def released(key: str) -> str:
    """Returns the name of the mark that a claim was given back. Claims are never deleted."""
    return f"{key}{_RELEASED}"


def is_released(key: str) -> bool:
    """Returns whether this is the name of such a mark."""
    return key.endswith(_RELEASED)
