"""Text messages use as few parts as their words allow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.services.telephony.gsm7 import as_gsm7, parts
from sandbox.twilio.segments import segments


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Prüfen Sie Ihre Größe: 5 € [ok]", "Prüfen Sie Ihre Größe: 5 € [ok]"),
        ("Versicherung – “Beispiel”… ‚heute‘", "Versicherung - \"Beispiel\"... 'heute'"),
        ("Garçon, naïve, Łódź, œuvre", "Garcon, naive, Lodz, oeuvre"),
        ("STRAẞE a\u0308 \u00a0x", "STRASSE ä  x"),
    ],
)
def test_a_character_is_replaced_by_one_that_looks_the_same(written: str, sent: str) -> None:
    assert as_gsm7(written) == sent
    assert segments(sent + "x" * (150 - len(sent))) == 1


@pytest.mark.parametrize("name", ["東京", "Касса", "🙂"])
def test_a_character_without_a_replacement_stays(name: str) -> None:
    assert as_gsm7(name) == name


@given(st.text())
def test_nothing_vanishes_and_doing_it_twice_changes_nothing(text: str) -> None:
    once = as_gsm7(text)
    assert as_gsm7(once) == once
    assert bool(once) == bool(text)


@given(st.text(st.sampled_from("aä€[東🙂")))
def test_parts_are_counted_as_the_network_counts_them(text: str) -> None:
    for written in (text, text * 40):
        assert parts(written) == segments(written)
