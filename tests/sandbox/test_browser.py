"""The sandbox's browser on pages made for it: forms, cookies and redirects."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest

from sandbox.browser import Browser, BrowserError
from sandbox.net import HttpRequest, HttpResponse

HOME = "https://desk.test/dashboard"


class Site:
    """Serves one page, and records the requests."""

    def __init__(self, page: str, answer: Callable[[HttpRequest], HttpResponse] | None = None) -> None:
        self.page, self.answer = page, answer
        self.asked: list[HttpRequest] = []

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request)
        return self.answer(request) if self.answer else HttpResponse(200, {}, self.page.encode())

    @property
    def sent(self) -> dict[str, list[str]]:
        """Returns the fields of the latest form."""
        return parse_qs(self.asked[-1].body.decode(), keep_blank_values=True)


def opened(site: Site) -> Browser:
    browser = Browser(site)
    browser.open(HOME)
    return browser


def test_a_form_is_sent_with_all_that_stands_in_it() -> None:
    site = Site(
        """<form method="post" action="?view=x"><input type="hidden" name="token" value="a&amp;b"><input name="city">
        <textarea name="notes">so far &lt;b&gt;</textarea>
        <select name="day"><option value="1">1<option value="2" selected>2</select>
        <select name="hour"><option value="8">8<option value="9">9</select>
        <input type="checkbox" name="call"><input type="checkbox" name="mail" checked>
        <input type="radio" name="how" value="a"><input type="radio" name="how" value="b" checked>
        <button name="do" value="save">Save</button><input type="submit" name="go" value="1"></form>"""
    )
    opened(site).submit(city="Karlsruhe", do="save")
    assert (site.asked[-1].method, site.asked[-1].url) == ("POST", f"{HOME}?view=x")
    assert site.sent == {
        "token": ["a&b"],
        "city": ["Karlsruhe"],
        "notes": ["so far <b>"],
        "day": ["2"],
        "hour": ["8"],
        "mail": ["on"],
        "how": ["b"],
        "do": ["save"],
    }


def test_of_several_forms_the_one_that_has_the_controls_is_sent() -> None:
    site = Site(
        '<form method="post" action="?a"><input name="x"></form><form method="post" action="?b"><input name="y"></form>'
    )
    opened(site).submit(y="1")
    assert site.asked[-1].url == f"{HOME}?b"


def test_a_form_that_is_not_there_is_an_error_that_names_it() -> None:
    with pytest.raises(BrowserError, match=r"has notes: “Nothing here”"):
        opened(Site("<h1>Nothing</h1> <p>here</p>")).submit(notes="x")


def test_cookies_come_back_and_redirects_are_followed_relatively() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            return HttpResponse(303, {"location": "?view=now", "set-cookie": "seat=new; Path=/dashboard; HttpOnly"})
        page = f'<form method="post"><input name="a"></form>{request.headers.get("cookie", "")}'
        return HttpResponse(200, {"set-cookie": "seat=old; HttpOnly"} if "?" not in request.url else {}, page.encode())

    browser = opened(Site("", answer))
    browser.submit(a="1")
    assert (browser.address, browser.words) == (f"{HOME}?view=now", "seat=new")


def test_redirects_without_an_end_are_an_error() -> None:
    with pytest.raises(BrowserError, match="redirects more than 10 times"):
        opened(Site("", lambda _: HttpResponse(303, {"location": "?again"})))


def test_a_form_can_be_sent_that_no_page_has_and_a_redirect_left_alone() -> None:
    site = Site("", lambda _: HttpResponse(303, {"location": "?view=now"}))
    browser = Browser(site)
    browser.send_form(HOME, {"a": "1"}, follow=False)
    assert (browser.shown.status, site.sent, len(site.asked)) == (303, {"a": ["1"]}, 1)


def test_a_cookie_replaces_the_one_of_the_same_name_only() -> None:
    browser = Browser(Site("", lambda _: HttpResponse(200, {"set-cookie": "seat=new; Path=/"})))
    browser.cookie = "seat=old; theme=dark"
    browser.open(HOME)
    assert browser.cookie == "theme=dark; seat=new"
