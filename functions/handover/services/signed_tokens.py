"""Values that a browser or a text message carries for us, sealed: readable by anyone, changeable by nobody.

Each purpose has seals of its own, so that a link is never taken for a session. DASHBOARD_SECRET seals; its predecessor is
still believed while it is being rotated. How long a seal is good is the value's own matter: it holds its time.
"""

from __future__ import annotations

from typing import Any, Literal

from handover.settings import Settings

Purpose = Literal["visitor", "link", "form"]

_LONGEST = 1000


def sign(settings: Settings, purpose: Purpose, value: Any) -> str:
    """The value as URL-safe text with its seal."""
    return str(_serializer(settings, purpose).dumps(value))


def verify(settings: Settings, purpose: Purpose, text: str) -> Any:
    """The value; None for what was never sealed by us for this purpose."""
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

    oldest_first = list(reversed(settings.accepted("DASHBOARD_SECRET")))
    keyed = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(oldest_first, salt=f"handover.{purpose}", signer_kwargs=keyed)
