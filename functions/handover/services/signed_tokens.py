"""Signed values that a browser or a text message carries: anyone can read them, nobody can change them.

Each purpose has its own signatures, so that a link is never accepted as a cookie. DASHBOARD_SECRET signs what agents get,
WEBHOOK_SECRET what chats get; its predecessor is still accepted while it is being rotated. A signature does not expire by
itself: the caller decides how long the value is valid.
"""

from __future__ import annotations

from typing import Any, Literal

from handover.settings import Settings

Purpose = Literal["visitor", "link", "form", "sound", "call-sound", "session", "call_form"]

#: Signed by WEBHOOK_SECRET. A desk without a dashboard has no other secret.
_OF_CHATS = frozenset({"session", "call_form"})

#: Longer text is not verified.
_LONGEST = 1000


def sign(settings: Settings, purpose: Purpose, value: Any) -> str:
    """Returns the value as signed, URL-safe text."""
    return str(_serializer(settings, purpose).dumps(value))


def verify(settings: Settings, purpose: Purpose, text: str) -> Any:
    """Returns the value, or None if the text was not signed with our secret for this purpose."""
    from itsdangerous import BadData

    if not text or len(text) > _LONGEST:
        return None
    try:
        return _serializer(settings, purpose).loads(text)
    except BadData:
        return None


def _serializer(settings: Settings, purpose: Purpose) -> Any:
    import hashlib

    from itsdangerous import URLSafeSerializer

    secrets = settings.webhook_secrets if purpose in _OF_CHATS else settings.dashboard_secrets
    oldest_first = list(reversed(secrets))
    keyed = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(oldest_first, salt=f"handover.{purpose}", signer_kwargs=keyed)
