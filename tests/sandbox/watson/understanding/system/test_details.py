"""The details of system entities: places, alternatives, ranges, links (IBM's page system-entities)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.watson.expressions import Mention, compiled, plain
from sandbox.watson.understanding import EntityFinder
from sandbox.watson.understanding.entities import SYSTEM_ENTITIES
from tests.sandbox.watson.expressions.world import scope
from tests.sandbox.watson.understanding.system.phrases import NOW

FINDER = EntityFinder([{"entity": name, "values": []} for name in SYSTEM_ENTITIES])


def mentions(text: str, entity: str, now: datetime = NOW) -> list[Mention]:
    return list(FINDER.find(text, now).of(entity) or [])


def fields(mention: Mention) -> dict[str, Any]:
    return dict(mention.interpretation or {})


def value(text: str, said: str) -> Any:
    return compiled(text).value(scope(entities=FINDER.find(said, NOW), input={"text": said}))


@pytest.mark.parametrize(
    ("said", "literal", "location"),
    [
        ("I plan to leave on Saturday.", "on Saturday", (16, 27)),
        ("My vacation starts tomorrow.", "tomorrow", (19, 27)),
        ("in TWO weeks", "in TWO weeks", (0, 12)),
    ],
)
def test_a_date_has_its_place_in_the_input(said: str, literal: str, location: tuple[int, int]) -> None:
    (date,) = mentions(said, "sys-date")
    assert (date.literal, date.location) == (literal, location)


@pytest.mark.parametrize(("said", "numbers"), [("May 2", []), ("4 of us in 3 days", [4]), ("20% at 8", [20, 8])])
def test_a_number_inside_a_date_is_the_dates_alone(said: str, numbers: list[int]) -> None:
    assert [mention.value for mention in mentions(said, "sys-number")] == numbers


def test_a_time_has_its_place_in_the_input() -> None:
    (time,) = mentions("The store closes at 8PM", "sys-time")
    assert (time.literal, time.location) == ("at 8PM", (17, 23))


@pytest.mark.parametrize(
    ("said", "entity", "alternatives"),
    [
        ("at 5", "sys-time", ("17:00:00",)),
        ("5pm", "sys-time", ()),
        ("17:30", "sys-time", ()),
        ("Are you open Wednesday?", "sys-date", ("2026-11-18",)),
        ("next Wednesday", "sys-date", ()),
        ("on March 1", "sys-date", ("2026-03-01",)),
        ("on December 1", "sys-date", ()),
        ("March 1, 2027", "sys-date", ()),
    ],
)
def test_what_is_open_to_interpretation_has_alternatives(said: str, entity: str, alternatives: tuple[str, ...]) -> None:
    assert mentions(said, entity)[0].alternatives == alternatives


def test_a_range_of_dates_links_them() -> None:
    first, second = mentions("I will travel from March 15 to March 22", "sys-date")
    assert (first.role, second.role) == ("date_from", "date_to")
    assert first.location == second.location == (14, 39)
    assert fields(first)["range_link"] == "date_range_14_39"


def test_a_range_of_numbers_links_them() -> None:
    first, second = mentions("I'm interested in 5 to 7.", "sys-number")
    assert (first.value, first.role, second.value, second.role) == (5, "number_from", 7, "number_to")
    assert fields(second)["range_link"] == "number_range_18_24"


def test_one_end_of_a_range_has_its_role() -> None:
    (until,) = mentions("Are you open until 9PM?", "sys-time")
    assert (until.role, fields(until)["range_modifier"]) == ("time_to", "until")
    (since,) = mentions("Have you been open since yesterday", "sys-date")
    assert since.role == "date_from"


def test_a_date_and_a_time_together_are_linked() -> None:
    date, time = FINDER.find("Are you open today at 5?", NOW)[:2]
    assert (date.location, time.location) == ((13, 18), (19, 23))
    assert fields(date)["datetime_link"] == fields(time)["datetime_link"] == "datetime_link_13_23"


@pytest.mark.parametrize(
    ("text", "said", "result"),
    [
        ("@sys-number", "twenty", 20),
        ("@sys-number > 3 && @sys-number < 30", "twenty", True),
        ("@sys-number.numeric_value + 1", "1,234.56", 1235.56),
        ("@sys-number.literal", "twenty please", "twenty"),
        ("@sys-number OR @sys-number == 0", "0", True),
        ("@sys-number ? true : false", "0", False),
        ("(@sys-number OR @sys-number == 0) AND @sys-number < 4", "hello", False),
        ("entities['sys-date'][0].value", "tomorrow", "2026-11-23"),
        ("@sys-date.reformatDateTime('EEEE')", "tomorrow", "Monday"),
        ("@sys-date.after(today())", "tomorrow", True),
        ("@sys-date.year + '/' + @sys-date.month + '/' + @sys-date.day", "13 May 2020", "2020/5/13"),
        ("@sys-date.day_of_week", "13 May 2020", "wednesday"),
        ("@sys-date.calendar_type", "tomorrow", "GREGORIAN"),
        ("@sys-date.granularity", "next year", "year"),
        ("@sys-date.festival == 'thanksgiving'", "on Thanksgiving", True),
        ("@sys-date.relative_week", "two weeks ago", -2),
        ("@sys-date.specific_day_of_week == 'monday' && @sys-date.alternative", "on Monday", True),
        ("@sys-date.alternative", "on Monday", "2026-11-16"),
        ("@sys-date.interpretation.timezone", "tomorrow", "Europe/Berlin"),
        ("@sys-time.hour * 60 + @sys-time.minute", "5:30:10 PM", 1050),
        ("@sys-time.part_of_day == 'night'", "at night", True),
        ("@sys-time.granularity", "now", "instant"),
        ("@sys-time.relative_hour", "5 hours ago", -5),
        ("@sys-time.role?.type == 'time_to'", "until 9PM", True),
        ("@sys-time.plusHours(12)", "at 8", "20:00:00"),
        ("@sys-currency.unit", "$5", "USD"),
        ("entities['sys-number'][0].metadata.numeric_value", "five", 5),
        ("@sys-date.unheard_of", "tomorrow", None),
    ],
)
def test_an_expression_reads_its_fields(text: str, said: str, result: Any) -> None:
    assert value(text, said) == result


def test_the_payload_has_watsons_form() -> None:
    (number, *_) = FINDER.find("twenty", NOW)
    assert plain(number) == {
        "entity": "sys-number",
        "location": [0, 6],
        "value": "20",
        "confidence": 1.0,
        "interpretation": {"numeric_value": 20},
    }
    (until,) = mentions("until Wednesday", "sys-date")
    assert plain(until) == {
        "entity": "sys-date",
        "location": [6, 15],
        "value": "2026-11-25",
        "confidence": 1.0,
        "interpretation": {
            "timezone": "Europe/Berlin",
            "calendar_type": "GREGORIAN",
            "granularity": "day",
            "specific_day_of_week": "wednesday",
            "range_modifier": "until",
        },
        "alternatives": [{"value": "2026-11-18", "confidence": 1.0}],
        "role": {"type": "date_to"},
    }


def test_tomorrow_is_that_of_the_conversations_time_zone() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=ZoneInfo("UTC"))
    assert mentions("tomorrow", "sys-date", late)[0].value == "2026-11-23"
    assert mentions("tomorrow", "sys-date", late.astimezone(ZoneInfo("Europe/Berlin")))[0].value == "2026-11-24"


@pytest.mark.parametrize(
    "said", ["", "€", "%", "'" * 500, "1." * 400, "one " * 400, "İstanbul at five", "9" * 400, "-" * 90]
)
def test_odd_inputs_have_no_bad_places(said: str) -> None:
    for mention in FINDER.find(said, NOW):
        assert 0 <= mention.location[0] < mention.location[1] <= len(said)
        assert mention.literal == said[slice(*mention.location)]
