"""IBANs in a text, in any grouping: found by country, length and check digits (ISO 13616).

The check is ten lines, so it needs no library. The lengths are those of the SWIFT registry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from handover.core.privacy.digits import Span, meaning

#: Countries, and how long their IBANs are.
_REGISTRY = """
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29
    ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20
    LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29
    PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
    YE30
"""
_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _REGISTRY.split()}

_LIKE_IBAN = re.compile("[A-Z]{2}[0-9]{2}[0-9A-Z]{11}")

#: Words can look like an IBAN ("at 12 …") but do not have so many digits.
_FEWEST_DIGITS = 8


def ibans(text: str) -> Iterator[Span]:
    """Yields the span of each IBAN, in order."""
    signs = {character: _sign(character) for character in set(text)}
    line = "".join(map(signs.__getitem__, text))
    if not _LIKE_IBAN.search(line):
        return
    places = [at for at, character in enumerate(text) if signs[character]]
    at = 0
    while at < len(line) - 14:
        length = _LENGTHS.get(line[at : at + 2], 0)
        if length and line[at + 2 : at + 4].isdigit() and _is_iban(line[at : at + length], length):
            yield places[at], places[at + length - 1] + 1
            at += length
        else:
            at += 1


def _is_iban(written: str, length: int) -> bool:
    if len(written) != length or "?" in written or sum(map(str.isdigit, written)) < _FEWEST_DIGITS + 2:
        return False
    return int("".join(str(int(sign, 36)) for sign in written[4:] + written[:4])) % 97 == 1


@lru_cache(maxsize=1024)
def _sign(character: str) -> str:
    """Returns a letter or digit as an IBAN has it, `?` for one that no IBAN has, or `""` for a separator."""
    digits = meaning(character)
    if not digits or (len(digits) == 1 and digits.isdigit()):
        return digits
    form = unicodedata.normalize("NFKC", character).upper()
    return form if len(form) == 1 and form.isascii() and form.isalpha() else "?"
