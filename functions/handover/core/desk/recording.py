"""The section `recording` of desk.json: the recording of conversations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RecordingRules:
    enabled: bool = False
