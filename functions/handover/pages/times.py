"""Times as a person reads them: in their own zone, in their language's usual form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from handover.pages.words import words


@dataclass(frozen=True)
class Times:
    """One reader's zone and language. Moments come as datetimes or as ISO 8601 text, both aware."""

    zone: tzinfo
    language: str

    def clock(self, at: datetime | str) -> str:
        """`09:14`"""
        return f"{self._local(at):%H:%M}"

    def exact(self, at: datetime | str) -> str:
        """`09:14:07`"""
        return f"{self._local(at):%H:%M:%S}"

    def date_of(self, at: datetime | date | str) -> str:
        """`23 Nov 2026`, `23.11.2026`; a text without a time of day is a date as it stands."""
        if isinstance(at, str) and "T" not in at:
            at = date.fromisoformat(at)
        day = at if isinstance(at, date) and not isinstance(at, datetime) else self._local(at)
        return f"{day:{words(self.language).text('format.date')}}"

    def moment(self, at: datetime | str) -> str:
        """Date and time of day."""
        return f"{self.date_of(at)}, {self.clock(at)}"

    def iso(self, at: datetime | str) -> str:
        """For a `time` element: exact, with the zone."""
        return self._local(at).isoformat(timespec="seconds")

    def day(self, at: datetime | str) -> date:
        """The reader's day."""
        return self._local(at).date()

    def length(self, seconds: float) -> str:
        """`48 s`, `2 min 05 s`, `1 h 03 min`"""
        whole, say = max(0, round(seconds)), words(self.language).text
        if whole < 60:
            return say("format.seconds", s=whole)
        if whole < 3600:
            return say("format.minutes", m=whole // 60, s=f"{whole % 60:02}")
        return say("format.hours", h=whole // 3600, m=f"{whole % 3600 // 60:02}")

    def _local(self, at: datetime | str | date) -> datetime:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        assert isinstance(moment, datetime)
        return moment.astimezone(self.zone)
