"""The section `call_back` of desk.json: a later call that the customer books by a key when nobody takes the call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CallBack:
    """`minutes` is how much later the customer is called; when the desk opens next if it is closed then."""

    enabled: bool = True
    minutes: int = 15
