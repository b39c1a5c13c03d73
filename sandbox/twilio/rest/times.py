"""Filters a list by time: a parameter's name alone, or with `<` or `>` behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sandbox.twilio.rest.errors import RestError
from sandbox.twilio.rest.form import Form


@dataclass(frozen=True)
class TimeFilter:
    """`on`: a day (the SDK writes a date as midnight). `before` and `after` include their own second."""

    on: date | None = None
    at: datetime | None = None
    before: datetime | None = None
    after: datetime | None = None

    @classmethod
    def read(cls, name: str, query: Form) -> TimeFilter:
        at, before, after = (_time(query.get(name + sign), name + sign) for sign in ("", "<", ">"))
        if at and at.time() == at.time().min:
            return cls(at.date(), None, before, after)
        return cls(None, at, before, after)

    def passes(self, moment: datetime | None) -> bool:
        """Returns whether a time matches, in whole seconds. None matches only an empty filter."""
        if moment is None:
            return self == TimeFilter()
        moment = moment.replace(microsecond=0)
        return (
            self.on in (None, moment.date())
            and self.at in (None, moment)
            and (self.before is None or moment <= self.before)
            and (self.after is None or moment >= self.after)
        )


def _time(text: str, name: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise RestError(20001, f"Invalid {name}: '{text}' is neither a date nor a time in ISO 8601.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
