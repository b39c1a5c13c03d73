"""The values of system entities, phrase by phrase."""

from __future__ import annotations

import pytest

from sandbox.watson.understanding import EntityFinder
from sandbox.watson.understanding.entities import SYSTEM_ENTITIES
from tests.sandbox.watson.understanding.system.phrases import DATES, NOW, NUMBERS, TIMES

FINDERS = {
    language: EntityFinder([{"entity": name} for name in SYSTEM_ENTITIES], language) for language in ("en", "de")
}


def found(language: str, text: str, entity: str) -> list[object]:
    return [mention.value for mention in FINDERS[language].find(text, NOW).of(entity) or []]


@pytest.mark.parametrize(("language", "text", "values"), NUMBERS)
def test_numbers(language: str, text: str, values: list[float]) -> None:
    assert found(language, text, "sys-number") == values


@pytest.mark.parametrize(("language", "text", "values"), DATES)
def test_dates(language: str, text: str, values: list[str]) -> None:
    assert found(language, text, "sys-date") == values


@pytest.mark.parametrize(("language", "text", "values"), TIMES)
def test_times(language: str, text: str, values: list[str]) -> None:
    assert found(language, text, "sys-time") == values


@pytest.mark.parametrize(
    ("language", "text", "value", "unit"),
    [
        ("en", "20 cents", 0.2, "USD"),
        ("en", "Five dollars", 5, "USD"),
        ("en", "$10", 10, "USD"),
        ("en", "$1,234.56", 1234.56, "USD"),
        ("en", "€1.234,56", 1234.56, "EUR"),
        ("en", "twenty dollars", 20, "USD"),
        ("en", "minus five pounds", -5, "GBP"),
        ("en", "CHF 20", 20, "CHF"),
        ("de", "zwanzig Euro", 20, "EUR"),
        ("de", "1.234,56 €", 1234.56, "EUR"),
        ("de", "50 Cent", 0.5, "EUR"),
        ("de", "10.000 Franken", 10000, "CHF"),
    ],
)
def test_amounts_of_money(language: str, text: str, value: float, unit: str) -> None:
    (mention,) = FINDERS[language].find(text, NOW).of("sys-currency") or []
    assert (mention.value, mention.literal) == (value, text)
    assert mention.interpretation == {"numeric_value": value, "unit": unit}


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "15%", [15]),
        ("en", "10 percent", [10]),
        ("en", "1,234.56%", [1234.56]),
        ("en", "1-2%", [1, 2]),
        ("en", "from 2 to 3 percent", [2, 3]),
        ("de", "sieben Prozent", [7]),
        ("de", "2,5 %", [2.5]),
        ("de", "von 2 bis 3 Prozent", [2, 3]),
    ],
)
def test_percentages(language: str, text: str, values: list[float]) -> None:
    assert found(language, text, "sys-percentage") == values


def test_only_declared_system_entities_are_found() -> None:
    finder = EntityFinder([{"entity": "sys-time", "values": []}])
    assert {mention.entity for mention in finder.find("tomorrow at 5pm for 20 dollars", NOW)} == {"sys-time"}
    assert EntityFinder([{"entity": "sys-unheard"}]).find("tomorrow at 5", NOW) == []
