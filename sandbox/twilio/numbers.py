"""Checks whether a text is a possible phone number."""

from __future__ import annotations

import re

import phonenumbers


def is_number(text: str) -> bool:
    """Returns whether `text` is E.164 and has a length that its country uses."""
    if not re.fullmatch(r"\+[1-9]\d{6,14}", text, re.ASCII):
        return False
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(text)))
    except phonenumbers.NumberParseException:
        return False
