"""desk.json is read with safe defaults, or refused with the field and the rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.desk.config import Agent, Desk, DeskError, read
from handover.core.desk.dispositions import DEFAULT_DISPOSITIONS, Disposition, FollowUp
from handover.core.desk.limits import Limits
from handover.core.desk.schema import SCHEMA

EXAMPLE = Path(__file__).parents[4] / "desk.example.json"
ANNA = {"id": "anna", "name": "Anna", "phone": "+493012345671"}
BEN = {"id": "ben", "name": "Ben", "phone": "+493012345672"}
MINIMAL: dict[str, Any] = {"agents": [ANNA], "countries": ["DE", "US"], "time_zone": "Europe/Berlin"}


def problem(document: Any) -> str:
    with pytest.raises(DeskError) as caught:
        read(document)
    return str(caught.value)


def test_a_minimal_desk_has_safe_defaults() -> None:
    assert read(MINIMAL) == Desk(
        agents=(Agent("anna", "Anna", "+493012345671", "en", "agent", "Europe/Berlin"),),
        countries=("DE", "US"),
        time_zone="Europe/Berlin",
        name="",
        language="en",
        paused=False,
        hours=None,
        closed_on=frozenset(),
        limits=Limits(2, 6, 200, 60, 40, 20),
    )


def test_the_example_that_operators_copy_can_be_used() -> None:
    desk = read(json.loads(EXAMPLE.read_text(encoding="utf-8")))
    assert [agent.name for agent in desk.agents] == ["Anna", "Ben"]
    assert desk.hours
    assert desk.hours["saturday"] == ("09:00-12:00", "13:00-16:00")
    assert "2026-12-25" in desk.closed_on


def test_every_field_is_read() -> None:
    desk = read(
        {
            "$schema": "desk.schema.json",
            "name": "Claims",
            "agents": [{**ANNA, "language": "de-AT", "role": "lead"}, BEN],
            "countries": ["AT"],
            "time_zone": "Europe/Vienna",
            "language": "de",
            "paused": True,
            "hours": {"friday": ["22:00-24:00"], "saturday": ["00:00-06:00"]},
            "closed_on": ["2028-02-29"],
            "limits": {"call_minutes": 30},
        }
    )
    assert (desk.name, desk.language, desk.paused) == ("Claims", "de", True)
    assert [(agent.language, agent.role) for agent in desk.agents] == [("de", "lead"), ("de", "agent")]
    assert desk.hours == {"friday": ("22:00-24:00",), "saturday": ("00:00-06:00",)}
    assert desk.closed_on == {"2028-02-29"}
    assert desk.limits == Limits(call_minutes=30)


def test_an_agents_language_without_texts_is_the_desks() -> None:
    desk = read({**MINIMAL, "agents": [{**ANNA, "language": "fr"}], "language": "de"})
    assert desk.agents[0].language == "de"


def test_a_whole_number_written_with_a_point_is_a_whole_number() -> None:
    limit = read({**MINIMAL, "limits": {"calls_per_day": 50.0}}).limits.calls_per_day
    assert (limit, type(limit)) == (50, int)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"agents": None}, "agents: must be array"),
        (
            {"agents": []},
            "agents: there is nobody to ring; name one agent at least, or write paused: true to stop all calls",
        ),
        ({"agents": [{"id": "anna", "name": "Anna"}]}, "agents[0]: must contain ['phone'] properties"),
        ({"agents": [ANNA, {**BEN, "id": "B e n"}]}, "agents[1].id: must match pattern ^[a-z0-9_-]{1,40}$"),
        ({"agents": [{**ANNA, "id": "anna\n"}]}, "agents[0].id: must match pattern ^[a-z0-9_-]{1,40}$"),
        ({"agents": [{**ANNA, "phone": "030 12345671"}]}, "agents[0].phone: must match pattern ^\\+[1-9][0-9]{6,14}$"),
        ({"agents": [{**ANNA, "mood": "good"}]}, "agents[0]: must not contain {'mood'} properties"),
        ({"agents": [{**ANNA, "role": "boss"}]}, "agents[0].role: must be one of ['agent', 'lead']"),
        ({"agents": [{**ANNA, "name": ""}]}, "agents[0].name: must be longer than or equal to 1 characters"),
        ({"agents": [ANNA] * 101}, "agents: must contain less than or equal to 100 items"),
        ({"agents": [BEN, {**ANNA, "phone": "+491234567"}]}, "agents[1].phone: that is not a valid phone number"),
        (
            {"agents": [ANNA, {**BEN, "id": "anna"}]},
            "agents[1].id: agents[0] has that id too; each agent needs an id of their own",
        ),
        (
            {"agents": [ANNA, {**BEN, "phone": ANNA["phone"]}]},
            "agents[1].phone: agents[0] has that number too; each agent needs a number of their own, or an extension behind"
            " a shared one",
        ),
        (
            {"agents": [ANNA, {**BEN, "name": "  "}]},
            "agents[1].name: write the name that customers and colleagues hear",
        ),
        ({"countries": []}, "countries: must contain at least 1 items"),
        ({"countries": ["de"]}, "countries[0]: must match pattern ^[A-Z]{2}$"),
        ({"countries": ["DE", "UK"]}, "countries: UK is not a country with phone numbers"),
        ({"time_zone": ""}, "time_zone: must be longer than or equal to 1 characters"),
        ({"time_zone": "Berlin"}, "time_zone: no such zone; use an IANA name such as Europe/Berlin"),
        ({"time_zone": "../etc/passwd"}, "time_zone: no such zone; use an IANA name such as Europe/Berlin"),
        ({"language": "fr"}, "language: no texts in that language; use one of de, en"),
        ({"language": "english!"}, "language: must match pattern ^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$"),
        ({"paused": "no"}, "paused: must be boolean"),
        ({"hours": {"montag": []}}, "hours: must not contain {'montag'} properties"),
        (
            {"hours": {"monday": ["8-17"]}},
            "hours.monday[0]: must match pattern ^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
        ),
        (
            {"hours": {"monday": ["08:00-12:00", "22:00-06:00"]}},
            "hours.monday[1]: a span must end after it begins; for hours over midnight use two spans, the first until 24:00",
        ),
        (
            {"hours": {"monday": ["08:00-08:00"]}},
            "hours.monday[0]: a span must end after it begins; for hours over midnight use two spans, the first until 24:00",
        ),
        ({"closed_on": ["25.12.2026"]}, "closed_on[0]: must match pattern ^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
        (
            {"closed_on": ["2026-12-25", "2026-02-30"]},
            "closed_on[1]: there is no such day; use a date such as 2026-12-25",
        ),
        ({"limits": {"calls": 1}}, "limits: must not contain {'calls'} properties"),
        ({"limits": {"call_minutes": 1}}, "limits.call_minutes: must be bigger than or equal to 2"),
        ({"limits": {"call_minutes": 241}}, "limits.call_minutes: must be smaller than or equal to 240"),
        ({"limits": {"call_minutes": True}}, "limits.call_minutes: must be integer"),
        ({"limits": {"calls_per_day": 1.5}}, "limits.calls_per_day: must be integer"),
        (
            {"dispositions": [{"id": "paid", "label": "Paid", "follow_up": "maybe"}]},
            "dispositions[0].follow_up: must be one of ['yes', 'no', 'required']",
        ),
        (
            {"dispositions": [{"id": "paid", "label": "Paid", "customer_text": 7}]},
            "dispositions[0].customer_text: must be string or object",
        ),
        (
            {"dispositions": [{"id": "paid", "label": "Paid", "customer_text": {"en": "Paid.", "de": " "}}]},
            "dispositions[0].customer_text: write a sentence for the customer, or leave it out",
        ),
        (
            {"dispositions": [{"id": "paid", "label": "Paid", "customer_text": {"german": "Bezahlt."}}]},
            "dispositions[0].customer_text: must not contain {'german'} properties",
        ),
        ({"open": True}, "the document: must not contain {'open'} properties"),
    ],
)
def test_an_error_names_the_field_and_the_rule(change: dict[str, Any], message: str) -> None:
    assert problem({**MINIMAL, **change}) == f"desk.json: {message}."


@pytest.mark.parametrize("name", MINIMAL)
def test_an_error_names_the_missing_field(name: str) -> None:
    document = {key: value for key, value in MINIMAL.items() if key != name}
    assert name in problem(document)


@pytest.mark.parametrize("document", [None, [], "desk", 7, True])
def test_a_document_that_is_not_an_object_is_refused(document: Any) -> None:
    assert problem(document) == "desk.json: the document: must be object."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["24:00-24:00", "DE", "+1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.just("monday"), inner, max_size=3),
    max_leaves=6,
)
NAMES = json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(sorted(NAMES)), JSON, max_size=2))
def test_any_document_becomes_a_desk_or_is_refused(change: dict[str, Any]) -> None:
    try:
        desk = read({**MINIMAL, **change})
    except DeskError as error:
        assert str(error).startswith("desk.json: ")  # noqa: PT017 (either is right)
    else:
        assert hash(desk.countries)


def test_an_agents_zone_is_the_desks_by_default() -> None:
    desk = read({**MINIMAL, "agents": [ANNA, {**BEN, "time_zone": "Asia/Kolkata"}]})
    assert [agent.time_zone for agent in desk.agents] == ["Europe/Berlin", "Asia/Kolkata"]
    assert "agents[0].time_zone: no such zone" in problem({**MINIMAL, "agents": [{**ANNA, "time_zone": "Mars/Base"}]})


def test_a_desk_has_its_own_dispositions_or_the_default_ones() -> None:
    own = [{"id": "paid", "label": "Paid out"}]
    assert read({**MINIMAL, "dispositions": own}).dispositions == (Disposition("paid", "Paid out"),)
    assert read(MINIMAL).dispositions == DEFAULT_DISPOSITIONS
    assert "two dispositions have the same id" in problem({**MINIMAL, "dispositions": own * 2})
    assert "dispositions" in problem({**MINIMAL, "dispositions": []})


def test_a_disposition_has_a_text_for_customers_and_a_rule_for_the_date() -> None:
    told = {"en": "Your claim is paid.", "de": "Ihr Schaden ist bezahlt."}
    own = [
        {"id": "paid", "label": "Paid out", "customer_text": told, "follow_up": "no"},
        {"id": "open", "label": "Open", "customer_text": "We are on it.", "follow_up": "required"},
        {"id": "old", "label": "Old"},
    ]
    assert read({**MINIMAL, "dispositions": own}).dispositions == (
        Disposition("paid", "Paid out", told, FollowUp.NO),
        Disposition("open", "Open", "We are on it.", FollowUp.REQUIRED),
        Disposition("old", "Old", "", FollowUp.YES),
    )


def _fields(schema: Any, place: str) -> list[tuple[str, Any]]:
    """Returns every schema of a value in the schema, with its place."""
    inner = {**schema.get("properties", {}), **schema.get("patternProperties", {})}
    if "items" in schema:
        inner["[]"] = schema["items"]
    return [(place, schema), *[found for name, each in inner.items() for found in _fields(each, f"{place}.{name}")]]


def test_every_field_of_the_schema_is_described() -> None:
    fields = _fields(json.loads(SCHEMA.read_text(encoding="utf-8")), "desk.json")
    assert len(fields) > 40
    assert [place for place, schema in fields if not schema.get("description", "").endswith((".", ".)"))] == []


def test_an_agent_is_found_by_id() -> None:
    desk = read({**MINIMAL, "agents": [ANNA, BEN]})
    found = desk.agent("ben")
    assert found is not None
    assert found.name == "Ben"
    assert desk.agent("carla") is None
