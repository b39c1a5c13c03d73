"""`make check-desk` says in words what is wrong in a desk.json: each mistake with its place, and what would be right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.desk.config import DeskError, read
from handover.core.desk.schema import SCHEMA
from operate.__main__ import main
from operate.bundle.build import ROOT
from operate.desk_explained import mistakes

LEAST: dict[str, Any] = {
    "agents": [{"id": "anna", "name": "Anna", "phone": "+493012345671"}],
    "countries": ["DE"],
    "time_zone": "Europe/Berlin",
}
DOCUMENT = json.loads(SCHEMA.read_text(encoding="utf-8"))


def found(**changes: Any) -> list[str]:
    return mistakes(DOCUMENT, {**LEAST, **changes})


def test_a_good_file_is_reported_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check_desk", str(ROOT / "desk.example.json")]) == 0
    assert "can be used" in capsys.readouterr().out


def test_an_agent_who_cannot_sign_in_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, anna = tmp_path / "desk.json", LEAST["agents"][0]
    file.write_text(json.dumps({**LEAST, "agents": [{**anna, "extension": "123"}]}))
    assert main(["check_desk", str(file)]) == 0
    assert "agents[0] (Anna) cannot sign in" in capsys.readouterr().out
    file.write_text(json.dumps({**LEAST, "agents": [{**anna, "sip": "sip:anna@pbx.example.com"}]}))
    assert main(["check_desk", str(file)]) == 0
    assert "cannot sign in" not in capsys.readouterr().out, "phone is an own phone beside a SIP address"


def test_all_mistakes_are_reported_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "desk.json"
    changes = {"time_zone": "Berlin", "quiet_hours": {"from": "21"}, "retries": {"on": ["bussy"]}, "colour": "red"}
    file.write_text(json.dumps({**LEAST, **changes}))
    assert main(["check_desk", str(file)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 5
    places = ["quiet_hours.to", "quiet_hours.from", "retries.on[0]", "colour", "time_zone"]
    assert [line.partition(f"{file}: ")[2].partition(": ")[0] for line in lines] == places


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quiet_hour": {}}, "quiet_hour: there is no such field; perhaps quiet_hours"),
        ({"retries": {"on": ["bussy"]}}, "retries.on[0]: bussy is not known here; use busy, no_answer or no_human"),
        ({"retries": {"after_minutes": 2}}, "retries.after_minutes: write a list in square brackets"),
        (
            {"retries": {"after_minutes": [0]}},
            "retries.after_minutes[0]: 0 is out of range; write a number from 1 to 1440",
        ),
        ({"retries": {"after_minutes": [9] * 6}}, "retries.after_minutes: it has 6 elements; there may be 5 at most"),
        ({"retries": {"after_minutes": [2, 2]}}, "retries.after_minutes: 3 calls in all are more than limits."),
        ({"hours": {"montag": []}}, "hours.montag: there is no such field; write a day in English, such as monday"),
        ({"hours": {"monday": ["8-17"]}}, "hours.monday[0]: write a span such as 08:00-17:00"),
        ({"hours": {}}, "hours: the desk would never open; give one weekday a span such as 08:00-17:00"),
        (
            {"numbers": {"de": "+493012345678"}},
            "numbers.de: there is no such field; write the country's code in two capitals",
        ),
        ({"numbers": {"DE": "030"}}, "numbers.DE: write the number with its country code"),
        ({"proof": "pin"}, "proof: use any_key, digit or none"),
        ({"quiet_hours": 21}, "quiet_hours: write an object in braces or null"),
        ({"voicemail": {"seconds": 300}}, "voicemail.seconds: 300 is out of range; write a number from 10 to 120"),
        ({"call_reason": "x" * 51}, "call_reason: it has 51 characters; there may be from 1 to 50"),
        ({"messages": {"on": ["missed", "missed"]}}, "messages.on: the same word is there twice"),
        ({"bookings": {"enabled": "yes"}}, "bookings.enabled: write true or false"),
        ({"agents": [{"id": "anna", "name": "Anna"}]}, "agents[0].phone: it is missing"),
    ],
)
def test_a_mistake_is_explained(changes: dict[str, Any], words: str) -> None:
    assert [mistake[: len(words)] for mistake in found(**changes)] == [words]


@pytest.mark.parametrize("document", [None, [], "desk", 7])
def test_what_is_no_object_is_one_mistake(document: Any) -> None:
    assert [mistake.partition(":")[0] for mistake in mistakes(DOCUMENT, document)] == ["the file"]


def test_a_missing_file_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check_desk", str(tmp_path / "desk.json")]) == 2
    assert "copy desk.example.json" in capsys.readouterr().err


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["24:00-24:00", "DE", "+1", "digit"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text() | st.sampled_from(["monday", "from"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(DOCUMENT["properties"])), JSON, max_size=2))
def test_a_file_has_mistakes_exactly_if_the_bundle_refuses_it(changes: dict[str, Any]) -> None:
    try:
        read({**LEAST, **changes})
    except DeskError:
        assert found(**changes)
    else:
        assert found(**changes) == []
