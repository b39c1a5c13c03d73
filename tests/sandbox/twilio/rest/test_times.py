"""Filters by time."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from sandbox.twilio.rest.errors import RestError
from sandbox.twilio.rest.form import Form
from sandbox.twilio.rest.times import TimeFilter

TEN = datetime(2026, 11, 22, 10, 0, 0, 900_000, tzinfo=UTC)


def passes(moment: datetime | None = TEN, **query: str) -> bool:
    encoded = urlencode({name.replace("before", "<").replace("after", ">"): text for name, text in query.items()})
    return TimeFilter.read("StartTime", Form(encoded)).passes(moment)


def test_a_date_is_its_day_and_a_time_its_second() -> None:
    assert passes(StartTime="2026-11-22")
    assert passes(StartTime="2026-11-22T00:00:00Z")
    assert passes(StartTime="2026-11-22T10:00:00Z")
    assert not passes(StartTime="2026-11-22T10:00:01Z")
    assert not passes(StartTime="2026-11-21")


def test_bounds_are_inside() -> None:
    assert passes(StartTimebefore="2026-11-22T10:00:00Z", StartTimeafter="2026-11-22T10:00:00Z")
    assert not passes(StartTimebefore="2026-11-22T09:59:59Z")
    assert not passes(StartTimeafter="2026-11-22T10:00:01Z")


def test_what_has_no_time_is_listed_only_without_a_filter() -> None:
    assert passes(None)
    assert not passes(None, StartTimeafter="2026-11-22")


def test_what_is_no_time_is_refused() -> None:
    with pytest.raises(RestError, match="yesterday"):
        passes(StartTimeafter="yesterday")
