"""Every country that has phone numbers has a name in every language."""

from __future__ import annotations

import phonenumbers
import pytest

from handover.core.i18n import available, catalogue


@pytest.mark.parametrize("language", available())
def test_every_country_of_libphonenumber_has_a_name(language: str) -> None:
    texts = catalogue(language)
    names = {code: texts.country(code) for code in phonenumbers.SUPPORTED_REGIONS}
    assert [code for code, name in names.items() if name == code or not name.strip()] == []
    assert len(set(names.values())) == len(names)


def test_names_are_in_their_language() -> None:
    assert [catalogue("de").country(code) for code in ("DE", "GB", "US")] == [
        "Deutschland",
        "Vereinigtes Königreich",
        "Vereinigte Staaten",
    ]
    assert [catalogue("en").country(code) for code in ("DE", "GB", "US")] == [
        "Germany",
        "United Kingdom",
        "United States",
    ]


def test_a_code_without_a_name_stays_a_code() -> None:
    assert catalogue("en").country("ZZ") == "ZZ"
