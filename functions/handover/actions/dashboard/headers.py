"""Headers of pages: what a browser may do with them, and the languages that it prefers."""

from __future__ import annotations

from collections.abc import Mapping

from handover.web import Request

#: On everything but files. Personal data is neither cached nor framed, and no other site learns its address.
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
    """Returns a page's headers. Styles and scripts run only with this response's nonce: on a shared OpenWhisk host other
    people's actions have the same origin. Only our scripts can start a worker, and a nonce cannot allow one."""
    policy = (
        "default-src 'none'",
        f"script-src 'nonce-{nonce}'",
        f"style-src 'nonce-{nonce}'",
        "worker-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return {**COMMON, "Content-Security-Policy": "; ".join(policy)}


def languages(request: Request) -> list[str]:
    """Returns the browser's languages as BCP 47 tags, the preferred one first, without those it refuses (`q=0`)."""
    accepted: list[tuple[float, int, str]] = []
    for place, part in enumerate(request.header("accept-language").split(",")[:_MOST_LANGUAGES]):
        tag, _, quality = part.strip().partition(";")
        weight = _weight(quality)
        if tag and weight > 0:
            accepted.append((-weight, place, tag.strip()))
    return [tag for _, _, tag in sorted(accepted)]


def _weight(quality: str) -> float:
    name, _, value = quality.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
