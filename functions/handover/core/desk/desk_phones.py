"""Agents' desk phones: SIP addresses, and extensions behind a switchboard.

A SIP address names a person, as a phone number does, so it is kept and shown as one.
"""

from __future__ import annotations

import re

#: The longest address, and the most keys, that Twilio takes.
MOST_CHARACTERS, MOST_KEYS = 255, 32

_USER = r"[A-Za-z0-9\-_.!~*'()&=+$/?%]{1,100}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_SIP = re.compile(
    rf"sips?:(?P<user>{_USER})@(?P<host>(?:{_LABEL}\.)+{_LABEL})(?::(?P<port>[0-9]{{1,5}}))?"
    r"(?P<parameters>(?:;[A-Za-z]{1,20}=[A-Za-z0-9.\-]{1,60})*)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"[0-9*#,wW]+")
_MOST_PORT = 65_535


def is_sip_address(text: str) -> bool:
    """Returns whether the text is a SIP address that Twilio can ring: a user, a host with a domain, and no password."""
    found = _SIP.fullmatch(text) if len(text) < MOST_CHARACTERS else None
    return found is not None and 0 < int(found["port"] or 1) <= _MOST_PORT


def is_extension(text: str) -> bool:
    """Returns whether the text can be sent to a switchboard: keys, at least one of them a digit, and pauses."""
    return (
        _EXTENSION.fullmatch(text) is not None and any(key in "0123456789" for key in text) and len(text) <= MOST_KEYS
    )


def number_in(sip: str) -> str:
    """Returns the number (E.164) that is the user of a SIP address, or `""`."""
    user = sip.partition(":")[2].partition("@")[0]
    return user if re.fullmatch(r"\+[1-9][0-9]{6,14}", user) else ""


def line(phone: str, sip: str, extension: str) -> tuple[str, str]:
    """Returns what tells one agent's line from another's, however it is written: the address or number, and the keys. A port
    that goes without saying, an escaped letter and `sips` make no other line."""
    if sip:
        address = sip.partition(":")[2].partition(";")[0].lower()
        return re.sub("%([0-9a-f]{2})", _character, re.sub(":506[01]$", "", address)).lower(), ""
    return phone, re.sub("[,wW]", "", extension)


def _character(escaped: re.Match[str]) -> str:
    return chr(int(escaped[1], 16))
