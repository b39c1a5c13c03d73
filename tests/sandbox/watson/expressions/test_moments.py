"""Dates and times: calculations, formats, comparisons (IBM's page dialog-methods)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.watson.expressions import Scope, compiled
from tests.sandbox.watson.expressions.world import scope


def at(moment: str, timezone: str = "GMT", **context: Any) -> Scope:
    here = scope(context={"timezone": timezone, **context})
    here.now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return here


@pytest.mark.parametrize(
    ("now", "text", "result"),
    [
        ("2018-03-09T08:00", "today().plusDays(1)", "2018-03-10"),
        ("2018-03-09T08:00", "today().plusDays(7)", "2018-03-16"),
        ("2018-03-09T08:00", "today().minusMonths(1)", "2018-02-09"),
        ("2018-03-09T08:00", "now().plusHours(1)", "09:00:00"),
        ("2018-03-09T08:00", "'08:00:00'.minusMinutes(30)", "07:30:00"),
        ("2018-03-09T14:19", "now().minusHours(6).reformatDateTime('h:mm a')", "8:19 AM"),
        ("2018-11-30T14:19", "now().reformatDateTime('Y') + '-12-24'", "2018-12-24"),
        ("2018-01-31T00:00", "today().plusMonths(1)", "2018-02-28"),
        ("2020-02-29T00:00", "today().plusYears(1)", "2021-02-28"),
        ("2020-02-29T00:00", "today().minusYears(4)", "2016-02-29"),
        ("2018-03-09T08:00", "today().plusDays(-9)", "2018-02-28"),
        ("2018-03-09T08:00", "today().minusDays(-1)", "2018-03-10"),
        ("2018-03-09T08:00", "now().plusDays(1)", "2018-03-10 08:00:00"),
        ("2018-03-09T08:00", "'23:59:30'.plusSeconds(31)", "00:00:01"),
        ("2018-03-09T08:00", "'00:00:00'.minusSeconds(1)", "23:59:59"),
        ("2018-03-09T08:00", "'10:00'.plusMinutes(75)", "11:15:00"),
        (
            "2018-01-19T16:30:37",
            "new Date(new Date().getTime() + (7 * (24*60*60*1000L)))",
            "Fri Jan 26 16:30:37 UTC 2018",
        ),
        (
            "2018-01-19T16:30:37",
            "new Date(new Date().getTime() + (7 * (24*60*60*1000L))).format('yyyy-MM-dd')",
            "2018-01-26",
        ),
        (
            "2018-01-19T16:30",
            "new Date(new Date().getTime() + (3 * (60*60*1000L)) - (5 * (60*60*1000L))).format('h:mm a')",
            "2:30 PM",
        ),
        ("2018-01-19T16:30", "new java.text.SimpleDateFormat('dd.MM.yyyy').format(new java.util.Date())", "19.01.2018"),
        ("2018-01-19T16:30", "now('Europe/Berlin')", "2018-01-19 17:30:00 GMT+01:00"),
        ("2018-01-19T16:30", "now('$myzone')", "2018-01-20 03:30:00 GMT+11:00"),
    ],
)
def test_a_calculation_has_its_result(now: str, text: str, result: str) -> None:
    assert str(compiled(text).value(at(now, myzone="Australia/Sydney"))) == result


@pytest.mark.parametrize(
    ("pattern", "result"),
    [
        ("MM/dd/yyyy", "12/31/2016"),
        ("h a", "10 PM"),
        ("EEEE", "Saturday"),
        ("E", "Sat"),
        ("u", "6"),
        ("y yy yyy yyyy", "2016 16 2016 2016"),
        ("Y", "2016"),
        ("M MMM MMMM", "12 Dec December"),
        ("d/D", "31/366"),
        ("H HH k K hh", "22 22 22 10 10"),
        ("mm:ss.SSS", "05:09.000"),
        ("EEEE, MMMM d 'at' h 'o''clock'", "Saturday, December 31 at 10 o'clock"),
        ("w W F", "53 5 5"),
        ("yyyy-MM-dd'T'HH:mm:ssX z Z", "2016-12-31T22:05:09Z GMT +0000"),
    ],
)
def test_a_format_has_javas_letters(pattern: str, result: str) -> None:
    quoted = pattern.replace("'", "''")
    assert compiled(f"'2016-12-31 22:05:09'.reformatDateTime('{quoted}')").value(scope()) == result


def test_the_week_year_is_the_next_year_in_the_week_of_its_first_day() -> None:
    assert compiled("'2026-12-27'.reformatDateTime('Y ww')").value(scope()) == "2027 01"
    assert compiled("'2026-12-26'.reformatDateTime('Y ww')").value(scope()) == "2026 52"


def test_a_time_alone_has_the_date_of_1970() -> None:
    assert compiled("'10:00:00'.reformatDateTime('yyyy-MM-dd')").value(scope()) == "1970-01-01"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("'11:00:00'.before('12:00:00')", True),
        ("'2016-11-20'.before('2016-11-21')", True),
        ("now().before('12:00:00')", True),
        ("now().after('2026-11-21') && now().before('2026-12-24')", True),
        ("now().sameOrAfter('10:00:00')", True),
        ("'2026-11-22'.sameMoment(today())", True),
        ("'2026-11-22'.sameOrBefore(today())", True),
    ],
)
def test_a_comparison_of_like_with_like_holds(text: str, result: bool) -> None:
    here = scope()
    assert compiled(text).value(here) is result
    assert here.problems == []


@pytest.mark.parametrize(
    "text",
    [
        "'2016-11-21'.before('12:00:00')",
        "'12:00:00'.before('2016-11-21')",
        "'12:00:00'.after(now())",
        "'soon'.before(now())",
    ],
)
def test_a_comparison_of_unlike_moments_is_false_and_noted(text: str) -> None:
    here = scope()
    assert compiled(text).value(here) is False
    assert len(here.problems) == 1
