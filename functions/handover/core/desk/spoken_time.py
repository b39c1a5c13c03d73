"""A moment in words that people can act on: a weekday alone means one of the next six days, so later ones have a date."""

from __future__ import annotations

from datetime import date, datetime

from handover.core.desk.hours import WEEKDAYS
from handover.core.i18n import Catalogue

_THIS_WEEK = 7


def spoken_time(at: datetime, now: datetime, texts: Catalogue) -> str:
    """Returns `at` (aware, not before `now`) in words, in its own time zone: "today at 14:00", "Monday at 8:00", "Thursday,
    7 January 2027, at 9:00". A year is named if it is not the present one."""
    today = now.astimezone(at.tzinfo).date()
    return texts.text(f"when.{_form(at.date(), today)}", day=_day(at.date(), today, texts), time=f"{at.hour}:{at:%M}")


def short_time(at: datetime, now: datetime, texts: Catalogue) -> str:
    """Returns `at` like `spoken_time`, in at most 20 characters, for a button: "Thu 14:30", "7 Jan, 9:00"."""
    weekday, month = texts.text(f"weekday.{WEEKDAYS[at.weekday()]}"), texts.text(f"month.{at.month}")
    form = _form(at.date(), now.astimezone(at.tzinfo).date())
    return texts.text(f"when.short_{form}", weekday=weekday, day=at.day, month=month, time=f"{at.hour}:{at:%M}")


def dated_time(at: datetime, texts: Catalogue) -> str:
    """Returns `at` (aware) in words that hold whenever they are read, in its own zone: "Friday, 27 November, at 14:00"."""
    weekday, month = texts.text(f"weekday.{WEEKDAYS[at.weekday()]}"), texts.text(f"month.{at.month}")
    day = texts.text("when.date", weekday=weekday, day=at.day, month=month)
    return texts.text("when.later", day=day, time=f"{at.hour}:{at:%M}")


def _form(day: date, today: date) -> str:
    ahead = (day - today).days
    if ahead < 2:
        return "tomorrow" if ahead else "today"
    return "this_week" if ahead < _THIS_WEEK else "later"


def _day(day: date, today: date, texts: Catalogue) -> str:
    weekday = texts.text(f"weekday.{WEEKDAYS[day.weekday()]}")
    if (day - today).days < _THIS_WEEK:
        return weekday
    form = "date" if day.year == today.year else "date_and_year"
    month = texts.text(f"month.{day.month}")
    return texts.text(f"when.{form}", weekday=weekday, day=day.day, month=month, year=day.year)
