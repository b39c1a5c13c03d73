"""Times as a viewer reads them: in their own time zone and their language's usual format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from handover.pages import page_texts


@dataclass(frozen=True)
class Times:
    """Formats for one viewer. Moments are aware datetimes, or ISO 8601 texts with an offset."""

    zone: tzinfo
    language: str

    def clock(self, at: datetime | str) -> str:
        """Returns the time of day: `09:14`."""
        return f"{self._local(at):%H:%M}"

    def exact(self, at: datetime | str) -> str:
        """Returns the time of day with seconds: `09:14:07`."""
        return f"{self._local(at):%H:%M:%S}"

    def date_of(self, at: datetime | date | str) -> str:
        """Returns a date: `23 Nov 2026`, `23.11.2026`. A text without a time of day is already a date."""
        if isinstance(at, str) and "T" not in at:
            at = date.fromisoformat(at)
        day = at if isinstance(at, date) and not isinstance(at, datetime) else self._local(at)
        return f"{day:{page_texts(self.language).text('format.date')}}"

    def moment(self, at: datetime | str) -> str:
        """Returns date and time of day."""
        return f"{self.date_of(at)}, {self.clock(at)}"

    def iso(self, at: datetime | str) -> str:
        """Returns ISO 8601 with seconds and offset, for a `time` element."""
        return self._local(at).isoformat(timespec="seconds")

    def day(self, at: datetime | str) -> date:
        """Returns the viewer's own day."""
        return self._local(at).date()

    def length(self, seconds: float) -> str:
        """Returns a duration: `48 s`, `2 min 05 s`, `1 h 03 min`."""
        whole, say = max(0, round(seconds)), page_texts(self.language).text
        if whole < 60:
            return say("format.seconds", s=whole)
        if whole < 3600:
            return say("format.minutes", m=whole // 60, s=f"{whole % 60:02}")
        return say("format.hours", h=whole // 3600, m=f"{whole % 3600 // 60:02}")

    def _local(self, at: datetime | str | date) -> datetime:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at
        assert isinstance(moment, datetime)
        try:
            return moment.astimezone(self.zone)
        except OverflowError:  # the first and the last day of the calendar
            return moment
