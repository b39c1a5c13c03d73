"""Retry overrides in the fragment of a webhook's address."""

from __future__ import annotations

import pytest

from sandbox.twilio.webhook import Overrides, is_absolute, read_overrides


def test_without_a_fragment_one_retry_of_a_failed_connection() -> None:
    overrides, bad = read_overrides("https://h.test/x")
    assert (overrides.retries, overrides.repeats("ct"), overrides.repeats("5xx"), overrides.total) == (
        1,
        True,
        False,
        15,
    )
    assert bad == []


def test_all_of_them_are_read() -> None:
    overrides, bad = read_overrides("https://h.test/x#ct=1000&rt=2000&tt=9000&rc=3&rp=5xx,rt&e=ashburn,dublin")
    assert overrides == Overrides(1.0, 2.0, 9.0, 3, frozenset({"5xx", "rt"}))
    assert bad == []


@pytest.mark.parametrize(
    ("fragment", "code"),
    [("rp=6xx", 11243), ("e=mars", 11240), ("rc=6", 11241), ("tt=15001", 11241), ("ct=soon", 11241)],
)
def test_what_cannot_be_read_is_named_and_keeps_its_default(fragment: str, code: int) -> None:
    overrides, bad = read_overrides(f"https://h.test/x#{fragment}")
    assert overrides == Overrides()
    assert [problem.code for problem in bad] == [code]


def test_all_means_all() -> None:
    overrides, _ = read_overrides("https://h.test/x#rp=all")
    assert all(overrides.repeats(outcome) for outcome in ("ct", "rt", "4xx", "5xx"))
    assert not overrides.repeats("ok")


@pytest.mark.parametrize("url", ["/x", "ftp://h.test", "https://", "h.test/x", "http://h.test:99999/", ""])
def test_only_web_addresses_are_absolute(url: str) -> None:
    assert not is_absolute(url)
