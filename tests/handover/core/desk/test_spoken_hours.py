"""The desk's hours in a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from handover.core.desk.config import read
from handover.core.desk.spoken_hours import spoken_hours
from handover.core.i18n import catalogue
from tests.handover.rig import DESK

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "We are open right now."),
        ({"hours": {"monday": ["08:00-18:00"]}}, "We are open today until 18:00."),
        ({"hours": {"monday": ["08:00-12:00", "12:00-16:30"]}}, "We are open today until 16:30."),
        ({"hours": {"monday": ["08:00-24:00"]}}, "We are open right now."),
        ({"hours": {"monday": ["13:00-18:00"]}}, "We are open again today at 13:00."),
        ({"hours": {"wednesday": ["08:00-18:00"]}}, "We are open again Wednesday at 8:00."),
        ({"closed_on": ["2026-11-23"]}, "We are open again tomorrow at 0:00."),
    ],
)
def test_the_hours_are_said_as_people_can_use_them(changes: dict[str, Any], sentence: str) -> None:
    assert spoken_hours(read({**DESK, **changes}), MONDAY, catalogue("en")) == sentence
