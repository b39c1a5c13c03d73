"""Twilio's SDK reads settings from the environment; tests must not depend on those of their machine."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Removes the settings that the SDK would read from this machine's environment."""
    for name in ("TWILIO_EDGE", "TWILIO_REGION", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
