"""Every mistake of a desk.json in words: the place, what is wrong there, and what would be right. Pure.

The bundle needs the first mistake only, and names it in the words of its schema's library. The operator who writes the file
wants all of them at once. So the schema is walked beside the document: each value is checked by itself, by the same library,
and then what it holds. The rules that no schema can express are the bundle's own.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import fastjsonschema

from handover.core.desk import config

Schema = Mapping[str, Any]

#: In place of a field that has mistakes, so that the rules about the others can be checked.
_STAND_IN: Mapping[str, Any] = {
    "agents": [{"id": "stand-in", "name": "-", "phone": "+12015550123"}],
    "countries": ["DE"],
    "time_zone": "UTC",
}
_TYPES = {
    "string": "a text in quotation marks",
    "integer": "a whole number",
    "array": "a list in square brackets",
    "object": "an object in braces",
    "boolean": "true or false",
    "null": "null",
}
_ORIGIN = r"^(https://[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?)$"
#: What a pattern stands for.
_FORMS = {
    "^[a-z0-9_-]{1,40}$": "use small letters, digits, - and _ only, 40 at most",
    r"^\+[1-9][0-9]{6,14}$": "write the number with its country code and without spaces, such as +493012345671",
    "^[A-Z]{2}$": "write the country's code in two capitals, such as DE",
    "^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$": "write a language such as en or de-AT",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "write a date such as 2026-12-25",
    "^([01][0-9]|2[0-3]):[0-5][0-9]$": "write a time of 24 hours, such as 08:00",
    "^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$": "write a span such as 08:00-17:00",
    "^(monday|tuesday|wednesday|thursday|friday|saturday|sunday)$": "write a day in English, such as monday",
    "^[a-z]{2,3}$": "write a language such as en or de",
    _ORIGIN: "write an origin such as https://www.example.com: small letters, no path, no slash at the end, no *",
    "^(any_key|digit|none)$": "use any_key, digit or none, or an object with default, unreached and abroad",
}


def mistakes(schema: Schema, document: Any) -> list[str]:
    """Returns each mistake as `place: what is wrong; what would be right`, in the order of the document; none if the bundle
    can use it."""
    of_shape = list(_shape("", schema, document))
    return [f"{place or 'the file'}: {words}" for place, words in of_shape] + _rules(document, of_shape)


def _rules(document: Any, of_shape: list[tuple[str, str]]) -> list[str]:
    """Returns the broken rules about the fields whose shape is right."""
    if not isinstance(document, Mapping):
        return []
    wrong = {re.split(r"[.\[]", place)[0] for place, _ in of_shape}
    sound = {name: value for name, value in document.items() if name not in wrong}
    missing = {name: value for name, value in _STAND_IN.items() if name not in sound}
    return config.mistakes({**sound, **missing})


def _shape(place: str, schema: Schema, value: Any) -> Iterator[tuple[str, str]]:
    """Yields the mistakes of a value's shape, then of what it holds."""
    wrong = _wrong(schema, value)
    if wrong:
        yield place, wrong
        return
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _shape(f"{place}[{index}]", schema["items"], item)
    if isinstance(value, dict):
        yield from _fields(place, schema, value)


def _fields(place: str, schema: Schema, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield _join(place, name), f"it is missing. {known[name]['description']}"
    for name, inner in value.items():
        found = known.get(name) or _by_pattern(schema, name)
        if found is None:
            yield _join(place, name), _unknown(schema, name)
        else:
            yield from _shape(_join(place, name), found, inner)


def _wrong(schema: Schema, value: Any) -> str:
    """Returns what is wrong with the value itself, whatever it holds, or `""`."""
    inner = ("properties", "patternProperties", "additionalProperties", "required", "items")
    try:
        fastjsonschema.compile({name: rule for name, rule in schema.items() if name not in inner})(value)
    except fastjsonschema.JsonSchemaValueException as error:
        words = _words(error.rule or "", schema, value)
        return f"{words}. {schema['description']}"
    return ""


def _words(rule: str, schema: Schema, value: Any) -> str:
    most, least = f"max{rule[3:]}", f"min{rule[3:]}"
    if rule == "type":
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return f"write {' or '.join(_TYPES[kind] for kind in kinds)}"
    if rule == "enum":
        return f"{_said(value)} is not known here; use {_either(schema['enum'])}{_near(value, schema['enum'])}"
    if rule == "pattern":
        return _FORMS.get(schema["pattern"], f"it must look like {schema['pattern']}")
    if rule == "uniqueItems":
        return "the same word is there twice; write each once"
    if rule in ("minimum", "maximum"):
        return f"{_said(value)} is out of range; write a number {_range(schema.get('minimum'), schema.get('maximum'))}"
    counted = {"Length": "characters", "Items": "elements", "Properties": "fields"}[rule[3:]]
    return f"it has {len(value)} {counted}; there may be {_range(schema.get(least), schema.get(most))}"


def _range(least: int | None, most: int | None) -> str:
    if least is None or most is None:
        return f"{most} at most" if least is None else f"{least} at least"
    return f"from {least} to {most}"


def _unknown(schema: Schema, name: str) -> str:
    known = [each for each in schema.get("properties", {}) if not each.startswith("$")]
    patterns = list(schema.get("patternProperties", {}))
    if patterns and not known:
        return f"there is no such field; {_FORMS.get(patterns[0], f'a name looks like {patterns[0]}')}"
    return f"there is no such field{_near(name, known) or f'; there are {_either(known)}'}"


def _by_pattern(schema: Schema, name: str) -> Schema | None:
    found = [part for pattern, part in schema.get("patternProperties", {}).items() if re.search(pattern, name)]
    return found[0] if found else None


def _near(name: Any, known: list[str]) -> str:
    near = difflib.get_close_matches(str(name), known, n=1)
    return f"; perhaps {near[0]}" if near else ""


def _either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _said(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else "that"


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
