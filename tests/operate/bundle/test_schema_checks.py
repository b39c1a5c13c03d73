"""The checks of desk.json that the build writes as code say the same as those made from the schema."""

from __future__ import annotations

from typing import Any

import fastjsonschema
import pytest

from handover.core.desk import schema
from operate.bundle import schema_checks

_AGENT = {"id": "anna", "name": "Anna", "phone": "+493012345671"}
_DESK: dict[str, Any] = {"agents": [_AGENT], "countries": ["DE"], "time_zone": "Europe/Berlin"}


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "handover" / "core" / "desk").mkdir(parents=True)
    schema_checks.write_checks(folder)
    made: dict[str, Any] = {}
    exec((folder / "handover" / "core" / "desk" / "desk_checks.py").read_text(encoding="utf-8"), made)
    found: dict[str, Any] = made["CHECKS"]
    return found


def test_each_field_has_its_check(checks: dict[str, Any]) -> None:
    assert set(checks) == set(schema.rules())


@pytest.mark.parametrize(
    "document",
    [
        _DESK,
        {**_DESK, "limits": {"calls_per_day": 900.0}, "hours": {"monday": ["08:00-12:00"]}, "$schema": "x"},
        {},
        [],
        {**_DESK, "agent": []},
        {**_DESK, "agents": [{**_AGENT, "phone": "030"}]},
        {**_DESK, "countries": ["de\n"]},
        {**_DESK, "limits": {"calls_per_day": 901}},
        {**_DESK, "hours": {"funday": []}},
        {**_DESK, "quiet_hours": {"from": "9"}},
        {**_DESK, "$schema": 1},
        {**_DESK, "paused": "yes"},
    ],
)
def test_both_find_the_same_mistakes(checks: dict[str, Any], document: Any) -> None:
    for name, rules in schema.rules().items():
        if name != "document" and not (isinstance(document, dict) and name in document):
            continue
        found: list[str] = []
        for check in (checks[name], fastjsonschema.compile(rules)):
            try:
                check(document)
                found.append("")
            except fastjsonschema.JsonSchemaValueException as error:
                found.append(error.message)
        assert found[0] == found[1]
