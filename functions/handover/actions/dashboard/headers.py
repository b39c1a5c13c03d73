"""The headers around pages: what a browser may do with them, and what it said about its reader."""

from __future__ import annotations

from collections.abc import Mapping

from handover.web import Request

#: On everything but files: personal data is kept nowhere, framed nowhere, and its address is told to nobody.
COMMON: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}

_MOST_LANGUAGES = 20


def page(nonce: str) -> dict[str, str]:
    """A page's headers. Styles and scripts run only if they carry this answer's nonce: on OpenWhisk hosts other people's
    actions have the same origin."""
    policy = (
        "default-src 'none'",
        f"script-src 'nonce-{nonce}'",
        f"style-src 'nonce-{nonce}'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return {**COMMON, "Content-Security-Policy": "; ".join(policy)}


def languages(request: Request) -> list[str]:
    """The reader's languages as BCP 47 tags, most wanted first; what is refused (`q=0`) is left out."""
    wished: list[tuple[float, int, str]] = []
    for place, part in enumerate(request.header("accept-language").split(",")[:_MOST_LANGUAGES]):
        tag, _, quality = part.strip().partition(";")
        weight = _weight(quality)
        if tag and weight > 0:
            wished.append((-weight, place, tag.strip()))
    return [tag for _, _, tag in sorted(wished)]


def _weight(quality: str) -> float:
    name, _, value = quality.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
