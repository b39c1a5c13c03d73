"""The section `waiting` of desk.json: how long a customer waits on the phone for an agent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """`patience_seconds` is the time for all attempts to reach an agent together, from the customer's key on."""

    patience_seconds: int = 90
