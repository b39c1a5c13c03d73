"""The names of what a person agreed to, took back or had erased, by the keyed hash of their number."""

from __future__ import annotations

from handover.services.storage.keys import RECEIPTS_DUE


def consents(person: str) -> str:
    """Returns the prefix of a number's consent receipts, by `Keys.person`."""
    return f"v1/consent/{person}/"


def withdrawals(person: str) -> str:
    """Returns the prefix of a number's entries on the do-not-call list, by `Keys.person`."""
    return f"v1/do-not-call/{person}/"


def no_text(person: str) -> str:
    """Returns the name of the note that a number takes no text messages from us, by `Keys.person`."""
    return f"v1/no-text/{person}"


def receipt_due(person: str, kind: str, subject: str) -> str:
    return f"{RECEIPTS_DUE}{person}.{kind}.{subject}"


def erased(day: str, mark: str) -> str:
    """Returns the name of the receipt of an erasure; `mark` is random."""
    return f"v1/erased/{day}-{mark}"
