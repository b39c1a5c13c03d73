"""Filters a list by time: a parameter's name alone, or with `<` or `>` behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sandbox.twilio.rest.errors import RestError
from sandbox.twilio.rest.form import Form


@dataclass(frozen=True)
class TimeFilter:
    """`on` a day (a time at midnight is its day, as the SDK writes a date), not after `before`, not before `after`."""

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
        """Whole seconds count. What has no time passes only when none was request for."""
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
