"""The phone alphabet (GSM-7): a text message of it has 160 characters; one sign outside halves that and more.

German and most Western European letters are in it; typographic quotes, dashes and many accents are not. `as_gsm7` puts
what a reader takes for the same in their place. What has no such likeness (a name in another script, an emoji) stays: a
longer message is better than one that cannot be read.
"""

from __future__ import annotations

import unicodedata

#: The basic alphabet, and what is in it at the price of two.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
    "^{}\\[~]|€\f"
)

#: Signs that do not come apart into a letter and its accent.
_ALIKE = {
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("‘’‚‛`´′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("·•", "."),
    **{"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "œ": "oe", "Œ": "OE", "ẞ": "SS", "\t": " "},
}


def as_gsm7(text: str) -> str:
    """The text in the phone alphabet, as far as it can be written in it."""
    return "".join(_like(character) for character in unicodedata.normalize("NFC", text))


def _like(character: str) -> str:
    if character in _ALPHABET:
        return character
    plain = _ALIKE.get(character) or "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    return plain if plain and set(plain) <= _ALPHABET else character
