"""The machine's clock knows its time zone."""

from __future__ import annotations

from datetime import UTC, datetime

from handover.clock import SystemClock


def test_the_systems_clock_is_aware_and_in_utc() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert abs((datetime.now(UTC) - clock.now()).total_seconds()) < 5
    assert clock.monotonic() <= clock.monotonic()
