"""The alphabet of text messages, GSM-7: a message in it holds 160 characters. One character outside it leaves 70.

German and most Western European letters are in it; typographic quotes, dashes and many accents are not. `as_gsm7` replaces
those by characters that read the same. A character without such a replacement (another script, an emoji) stays: a longer
message is better than one that cannot be read.
"""

from __future__ import annotations

import unicodedata

#: The basic alphabet, and on the last line the characters that count as two.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
    "^{}\\[~]|€\f"
)

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


def _closest(character: str) -> str:
    if character in _ALPHABET:
        return character
    plain = _ALIKE.get(character) or "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    return plain if plain and set(plain) <= _ALPHABET else character
