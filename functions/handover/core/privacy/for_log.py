"""The mask for the log. Most of what is logged is a word or an id, for which the masks need not be loaded: they take 5 ms
of a cold start."""

from __future__ import annotations

import re

from handover.core.privacy.stems import STEMS

#: Ids of ours and of Twilio: a handover's, a keyed hash, a day in an object's name, a call's SID. They are no phone numbers.
_ID = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:[0-9]{8}-)?(?=[2-7]{0,23}[a-z])[a-z2-7]{24}(?:-[a-z0-9]{1,24})?|[A-Z]{2}[0-9a-f]{32})(?![0-9A-Za-z])"
    r"|(?<=/)[0-9]{8}(?=/)"
)

#: The user in a SIP address: often a name, or a number. The host is the company's.
_SIP = re.compile(r"(?i)(\bsips?(?::|%3a))[^\s@<>\"']{1,200}?(@|%40)")

#: A phone number as `masked` shows it (numbers.py).
_LAST_DIGITS = re.compile(r"…[0-9]{0,2}")

#: A text of these signs has no number or secret in another script, or escaped.
_PLAIN = re.compile(r"[A-Za-z0-9 _.,;!?'()/-]*")
#: In every line of that platform, and the word `code` makes it look like a secret.
_PLATFORM = "code-engine"
#: Fewer digits are in no phone number, card number or IBAN.
_FEWEST_DIGITS = 5


def for_log(text: str) -> str:
    """Returns a text for the log: without any phone number, any person in a SIP address, and any secret. Ids of handovers,
    sessions and calls stay."""
    return text if _is_plain(text) else _masked(text)


def _is_plain(text: str) -> bool:
    """Returns whether the text surely has nothing to mask."""
    if text == _PLATFORM or _ID.fullmatch(text) or _LAST_DIGITS.fullmatch(text):
        return True
    if not _PLAIN.fullmatch(text) or sum(sign.isdigit() for sign in text) >= _FEWEST_DIGITS:
        return False
    lower = text.lower()
    return not any(stem in lower for stem in STEMS)


def _masked(text: str) -> str:
    from handover.core.privacy.mask import Mask

    text = _SIP.sub(r"\1…\2", text)
    pieces, last = [], 0
    for match in _ID.finditer(text):
        pieces += [Mask().text(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join((*pieces, Mask().text(text[last:])))
