"""The dashboard in the demo: each agent has a path on the demo's server, and with it a browser of their own.

A cookie is for one path, so `/desk/anna` and `/desk/ben` are two browsers. A request goes to the action through the function
host, as from the internet. The response is passed on unchanged, except for what depends on the server: the cookie, and the
rules on framing.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from sandbox.net import HttpRequest, HttpResponse
from sandbox.world import World

#: Headers between a browser and its server, of which the platform sets its own; and the preference of who looks at the demo.
_OF_THE_BROWSER_AROUND = frozenset(
    {"accept-language", "connection", "content-length", "host", "keep-alive", "transfer-encoding", "upgrade"}
)


def path_of(agent_id: str) -> str:
    """Returns the path of an agent's dashboard on the demo's server."""
    return f"/desk/{agent_id}"


def inside(world: World, agent_id: str, link: str) -> str:
    """Returns the path of a dashboard page on the demo's server, by its public address; "" for other addresses."""
    asked, action = urlsplit(link), urlsplit(world.host.url("dashboard"))
    if (asked.scheme, asked.netloc, asked.path.rstrip("/")) != (action.scheme, action.netloc, action.path.rstrip("/")):
        return ""
    return f"{path_of(agent_id)}?{asked.query}" if asked.query else path_of(agent_id)


def deliver(world: World, agent_id: str, query: str, sent: HttpRequest, language: str) -> HttpResponse:
    """Sends one request of that agent's browser to the action. Returns the response. `sent.url` is not used. The browser
    asks for pages in the demo's `language`, whatever the browser around it prefers."""
    headers = {name: value for name, value in sent.headers.items() if name.lower() not in _OF_THE_BROWSER_AROUND}
    headers["accept-language"] = language
    action = world.host.url("dashboard")
    answer = world.web(HttpRequest(sent.method, f"{action}?{query}" if query else action, headers, sent.body))
    return HttpResponse(answer.status, _served_here(answer.headers, path_of(agent_id)), answer.body)


def _served_here(headers: Mapping[str, str], path: str) -> dict[str, str]:
    """Returns the headers with the demo's cookie and framing. The action forbids framing, because a page around it could
    misdirect an agent's clicks. The demo allows its own page, which has the same origin. All other rules stay."""
    served = dict(headers)
    if "x-frame-options" in served:
        served["x-frame-options"] = "SAMEORIGIN"
    if "content-security-policy" in served:
        policy = served["content-security-policy"]
        served["content-security-policy"] = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    if "set-cookie" in served:
        served["set-cookie"] = _cookie_here(served["set-cookie"], path)
    return served


def _cookie_here(cookie: str, path: str) -> str:
    """Returns the same cookie for this path, without `Secure`: the demo uses plain HTTP. Chromium and Firefox accept a
    secure cookie from their own machine all the same, Safari does not."""
    value, *rules = (part.strip() for part in cookie.split(";"))
    kept = [rule for rule in rules if rule.partition("=")[0].lower() not in ("path", "secure")]
    return "; ".join([value, f"Path={path}", *kept])
