"""Checks whether a text is a phone number that can exist."""

from __future__ import annotations

import re

import phonenumbers


def is_number(text: str) -> bool:
    """E.164, and of a length that its country has."""
    if not re.fullmatch(r"\+[1-9]\d{6,14}", text, re.ASCII):
        return False
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(text)))
    except phonenumbers.NumberParseException:
        return False
