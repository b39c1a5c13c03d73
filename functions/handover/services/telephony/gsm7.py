"""The alphabet of text messages, GSM-7: a message in it holds 160 characters. One character outside it leaves 70.

German and most Western European letters are in it; typographic quotes, dashes and many accents are not. `as_gsm7` replaces
those by characters that read the same. A character without such a replacement (another script, an emoji) stays: a longer
message is better than one that cannot be read.
"""

from __future__ import annotations

import unicodedata

#: Characters that count as two.
_DOUBLE = frozenset("^{}\\[~]|€\f")
_ALPHABET = _DOUBLE | frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: What one message holds, and each part of a longer one: characters of the alphabet, and UTF-16 units of any other text.
_ALONE, _IN_PARTS = (160, 70), (153, 67)

#: Characters that Unicode does not decompose into a letter and an accent.
_ALIKE = {
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("‘’‚‛`´′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("·•", "."),
    **{"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE", "ẞ": "SS", "\t": " "},
}


def as_gsm7(text: str) -> str:
    """Returns the text with every character replaced that has a replacement in GSM-7."""
    return "".join(_closest(character) for character in unicodedata.normalize("NFC", text))


def parts(text: str) -> int:
    """Returns how many messages the text is sent and billed as, at least 1."""
    plain = set(text) <= _ALPHABET
    units = len(text) + sum(sign in _DOUBLE for sign in text) if plain else len(text.encode("utf-16-le")) // 2
    return 1 if units <= _ALONE[not plain] else -(-units // _IN_PARTS[not plain])


def _closest(character: str) -> str:
    if character in _ALPHABET:
        return character
    plain = _ALIKE.get(character) or "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    return plain if plain and set(plain) <= _ALPHABET else character
