"""The section `transfer` of desk.json: whether an agent may bring a colleague into a running call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Transfer:
    """`enabled`: every accepted call goes on in a conference, where the agent's key `*` is heard. Off: calls are joined as
    before, at no cost besides."""

    enabled: bool = False
