"""`openapi.json`, the one description of `webhook`: its parts, and whether a reply is as it says.

The file leaves room for fields of later versions. Tests do not: in `STRICT` a reply has no field that is not described.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from sandbox.host import Activation

FILE = Path(__file__).parents[1] / "openapi.json"
DOCUMENT: Mapping[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
PATH = "/webhook"
OPERATION: Mapping[str, Any] = DOCUMENT["paths"][PATH]["post"]
SCHEMAS: Mapping[str, Any] = DOCUMENT["components"]["schemas"]
#: The properties of a request and of a reply, by name.
PARAMETERS: Mapping[str, Any] = SCHEMAS["Command"]["properties"]
FIELDS: Mapping[str, Any] = SCHEMAS["Reply"]["properties"]
COMMANDS: tuple[str, ...] = tuple(PARAMETERS["action"]["enum"])


def strict() -> dict[str, Any]:
    """Returns a copy of the document in which replies and problems have no other fields."""
    document = copy.deepcopy(dict(DOCUMENT))
    schemas = document["components"]["schemas"]
    for closed in (schemas["Reply"], schemas["Problem"], schemas["Reply"]["properties"]["options"]["items"]):
        closed["additionalProperties"] = False
    return document


def users_of(parameter: str) -> dict[str, bool]:
    """Returns the commands that use a parameter, as its description says, and whether they require it."""
    words = PARAMETERS[parameter]["description"].partition(". ")[0].split(", ")
    return {word.removesuffix(" (required)"): word.endswith(" (required)") for word in words}


def faults_of(status: int, body: Any) -> list[str]:
    """Returns what in an answer of `webhook` is not as described, as sentences."""
    described = OPERATION["responses"].get(str(status))
    if described is None:
        return [f"The status {status} is not described."]
    name = described["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return [f"{error.message} in {body}" for error in _validator(name).iter_errors(body)]


@cache
def _validator(schema: str) -> Any:
    document = strict()
    rooted = {"$ref": f"#/components/schemas/{schema}", "components": document["components"]}
    return jsonschema_rs.Draft7Validator(rooted, validate_formats=True)


#: What was not as described in the answers that `compare` has seen since the test began. A test that leaves any here fails.
undescribed: list[str] = []


def compare(activation: Activation) -> None:
    """Compares the answer of a run of `webhook` with the description: watch a function host with it."""
    result = activation.run.result
    if activation.action == "webhook" and activation.method != "OPTIONS" and isinstance(result, dict):
        undescribed.extend(faults_of(result.get("statusCode", 0), result.get("body")))
