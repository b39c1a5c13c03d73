"""The desk's hours in a sentence for a caller: until when it is open today, or when it opens next."""

from __future__ import annotations

from datetime import datetime

from handover.core.desk.config import Desk
from handover.core.desk.hours import closes_today_at, is_open, next_opening
from handover.core.desk.spoken_time import spoken_time
from handover.core.i18n import Catalogue


def spoken_hours(desk: Desk, now: datetime, texts: Catalogue) -> str:
    """Returns the sentence for `now` (aware), or `""` if the desk does not open within a year."""
    if is_open(desk, now):
        closes = closes_today_at(desk, now)
        return texts.text("hours.until", time=f"{closes.hour}:{closes:%M}") if closes else texts.text("hours.open")
    opens = next_opening(desk, now)
    return texts.text("hours.again", when=spoken_time(opens, now, texts)) if opens else ""
