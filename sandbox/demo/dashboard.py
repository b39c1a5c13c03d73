"""The dashboard in the agents' browsers: its door, under a path of the demo's own server.

Every agent has a path and with it a cookie of their own, so `/desk/anna` and `/desk/ben` are two browsers. What a browser
sends reaches the door through the function host, as from the internet, and the answer comes back as the door made it, but
for what depends on where it is served: the cookie, and who may frame a page.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from sandbox.net import HttpRequest, HttpResponse
from sandbox.world import World

#: These are between a browser and the server that it talks to; the platform has its own.
_OF_THE_CONNECTION = frozenset({"connection", "content-length", "host", "keep-alive", "transfer-encoding", "upgrade"})


def path_of(agent_id: str) -> str:
    """Where an agent's browser finds the dashboard on the demo's server."""
    return f"/desk/{agent_id}"


def inside(world: World, agent_id: str, link: str) -> str:
    """The public address of a page of the dashboard as the agent's browser finds it here; empty for other addresses."""
    asked, door = urlsplit(link), urlsplit(world.host.url("dashboard"))
    if (asked.scheme, asked.netloc, asked.path.rstrip("/")) != (door.scheme, door.netloc, door.path.rstrip("/")):
        return ""
    return f"{path_of(agent_id)}?{asked.query}" if asked.query else path_of(agent_id)


def deliver(world: World, agent_id: str, query: str, sent: HttpRequest) -> HttpResponse:
    """One request of that agent's browser; `sent.url` is the demo's and does not matter."""
    headers = {name: value for name, value in sent.headers.items() if name.lower() not in _OF_THE_CONNECTION}
    door = world.host.url("dashboard")
    answer = world.web(HttpRequest(sent.method, f"{door}?{query}" if query else door, headers, sent.body))
    return HttpResponse(answer.status, _served_here(answer.headers, path_of(agent_id)), answer.body)


def _served_here(headers: Mapping[str, str], path: str) -> dict[str, str]:
    """The door forbids everybody to frame its pages, since a page around them could guide an agent's clicks. The demo's
    page is the one exception that the demo makes, and it is of the same origin; all other rules stay as they are sent."""
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
    """The same cookie for this path. Not `Secure`: the demo speaks plain HTTP, and while Chromium and Firefox keep such a
    cookie from their own machine all the same, Safari does not."""
    value, *rules = (part.strip() for part in cookie.split(";"))
    kept = [rule for rule in rules if rule.partition("=")[0].lower() not in ("path", "secure")]
    return "; ".join([value, f"Path={path}", *kept])
