"""A Twilio on a port of this machine: what the HTTP library does belongs to these tests. And no settings of the machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.handover.twilio_stub import TwilioStub


@pytest.fixture
def twilio() -> Iterator[TwilioStub]:
    with TwilioStub() as stub:
        yield stub


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Removes the settings that the SDK would read from this machine's environment."""
    for name in ("TWILIO_EDGE", "TWILIO_REGION", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
