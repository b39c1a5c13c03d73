"""The names of the codes with which agents sign in."""

from __future__ import annotations


def code(challenge: str, fact: str) -> str:
    return f"v1/code/{challenge}/{fact}"


def codes_of_hour(kind: str, hour: str) -> str:
    """Returns the prefix of an hour's claims (yyyymmddhh, UTC): `total` for requests of codes, `sent` for codes sent."""
    return f"v1/ask/{kind}/{hour}/"
