"""Checks whether a text is a possible phone number, or a SIP address."""

from __future__ import annotations

import re

import phonenumbers

#: The longest SIP address, and its form: `sip:user@host`, with a port and parameters.
_MOST = 255
_SIP = re.compile(r"sips?:[^\s@:;<>]+@[A-Za-z0-9.-]+(?::\d{1,5})?(?:;[\w.=-]+)*(?:\?\S+)?", re.ASCII | re.IGNORECASE)


def is_sip_address(text: str) -> bool:
    return len(text) < _MOST and _SIP.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Returns whether `text` is E.164 and has a length that its country uses."""
    if not re.fullmatch(r"\+[1-9]\d{6,14}", text, re.ASCII):
        return False
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(text)))
    except phonenumbers.NumberParseException:
        return False
