"""Parts of the English and German words for passwords and codes: a text without any of them has no word of vocabulary.py."""

from __future__ import annotations

_STEMS = "pass|pw|kenn|log|pin|puk|tan|cvv|cvc|otp|code|geheim|prüf|sicherheit|einmal"
STEMS = tuple(_STEMS.split("|"))
