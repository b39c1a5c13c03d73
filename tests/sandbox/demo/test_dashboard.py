"""The dashboard under the demo's path: only the cookie and the framing rules change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from handover.pages import assets
from sandbox.demo import dashboard
from sandbox.demo.demo import Demo
from sandbox.host import PlatformName
from sandbox.net import HttpRequest, HttpResponse
from sandbox.world import World
from tests.fakes.worlds import in_memory

from .conftest import at_once

FONTS = sorted(Path(assets.__file__).with_name("static").glob("*.woff2"))
#: Said anew by the platform for each run.
OF_THE_RUN = ("x-openwhisk-activation-id", "x-request-id", "x-faas-activation-id")


@pytest.fixture(params=["openwhisk", "code-engine"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """A demo's world, as each platform has it."""
    platform: PlatformName = request.param
    demo = Demo(platform, at_once, in_memory())
    yield demo.world
    demo.world.close()


def ask(
    world: World, query: str = "", method: str = "GET", body: bytes = b"", headers: dict[str, str] | None = None
) -> HttpResponse:
    sent = HttpRequest(method, "http://127.0.0.1:8080/desk/anna", headers or {}, body)
    return dashboard.deliver(world, "anna", query, sent, "en")


def directly(world: World, query: str) -> HttpResponse:
    return world.web(HttpRequest("GET", f"{world.host.url('dashboard')}?{query}"))


def lasting(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in OF_THE_RUN}


def test_the_cookie_is_the_agents_alone_and_plain_http_keeps_it(world: World) -> None:
    cookie = ask(world, "view=signin").headers["set-cookie"]
    value, *rules = cookie.split("; ")
    assert value.startswith("handover=")
    assert sorted(rules) == ["HttpOnly", "Max-Age=43200", "Path=/desk/anna", "SameSite=Lax"]


def test_the_demos_page_may_frame_it_and_nobody_else(world: World) -> None:
    answer = ask(world, "view=signin")
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["content-security-policy"].endswith("; frame-ancestors 'self'")


def test_nothing_else_of_a_page_is_changed(world: World) -> None:
    def without_nonce(headers: dict[str, str]) -> dict[str, str]:
        return {name: re.sub(r"'nonce-[^']+'", "'nonce'", value) for name, value in lasting(headers).items()}

    here = without_nonce(dict(ask(world, "view=signin").headers))
    there = without_nonce(dict(directly(world, "view=signin").headers))
    assert here.keys() == there.keys()
    changed = {name for name in here if here[name] != there[name]}
    assert changed == {"content-security-policy", "x-frame-options", "set-cookie"}
    assert here["content-security-policy"] == there["content-security-policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )


@pytest.mark.parametrize("name", ["desk.css", "desk.js"])
def test_files_come_as_they_are(world: World, name: str) -> None:
    query = assets.address(name).lstrip("?")
    here, there = ask(world, query), directly(world, query)
    assert (here.status, here.body, lasting(dict(here.headers))) == (200, there.body, lasting(dict(there.headers)))


@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.name)
def test_fonts_come_byte_for_byte(world: World, font: Path) -> None:
    answer = ask(world, assets.address(font.name).lstrip("?"))
    assert (answer.status, answer.headers["content-type"], answer.body) == (200, "font/woff2", font.read_bytes())


def test_who_is_not_signed_in_is_led_on_relatively(world: World) -> None:
    answer = ask(world, "view=day")
    assert (answer.status, answer.headers["location"]) == (303, "?view=signin&back=day")


def test_a_form_reaches_the_action_with_its_cookie_and_where_it_comes_from(world: World) -> None:
    page = ask(world, "view=signin")
    token = re.search(r'name="token" value="([^"]+)"', page.body.decode())
    assert token
    headers = {
        "Cookie": page.headers["set-cookie"].partition(";")[0],
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": "1",  # the connection's matter: a wrong one must not reach the action
        "Sec-Fetch-Site": "same-origin",
    }
    body = urlencode({"token": token[1], "number": "+49 30 99999999"}).encode()
    assert ask(world, "view=signin", "POST", body, headers).status == 303
    assert ask(world, "view=signin", "POST", body, {**headers, "Sec-Fetch-Site": "cross-site"}).status == 403
    assert ask(world, "view=signin", "POST", body, {**headers, "Cookie": ""}).status == 403


def test_a_head_request_is_one(world: World) -> None:
    answer = ask(world, "view=signin", "HEAD")
    assert (answer.status, answer.body) == (200, b"")


def test_links_to_the_dashboard_open_in_the_agents_browser_and_no_others_do(world: World) -> None:
    action = world.host.url("dashboard")
    assert dashboard.inside(world, "ben", f"{action}?view=link&t=a.b-c") == "/desk/ben?view=link&t=a.b-c"
    assert dashboard.inside(world, "ben", action) == "/desk/ben"
    for other in (world.host.url("webhook"), f"{action.rstrip('/')}-2?view=link", "https://example.org/?view=link"):
        assert dashboard.inside(world, "ben", other) == ""


def test_an_agents_browser_speaks_the_demos_language(world: World) -> None:
    sent = HttpRequest("GET", "http://127.0.0.1:8080/desk/anna", {"Accept-Language": "en-US"}, b"")
    page = dashboard.deliver(world, "anna", "view=signin", sent, "de").body.decode()
    assert '<html lang="de"' in page
