"""A browser as far as HTTP goes: it keeps its cookies, follows redirects, fills in the forms of the page it shows.

    browser = Browser(world.web)
    browser.open(link)
    browser.submit(number="+49 30 12345671")

No scripts, no styles: what a person can do on a page without them. What a form holds (its token, say) is sent as it stands.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin

from sandbox.net import HttpRequest, HttpResponse, Web

_FORM = "application/x-www-form-urlencoded"
_MOST_REDIRECTS = 10
_CHOSEN_ONLY_IF_MARKED = ("checkbox", "radio", "submit", "button")


class BrowserError(Exception):
    """What was to be done cannot be done on the page that is shown."""


@dataclass
class Form:
    """`names`: of all its controls. `fields`: what is sent when nobody touches it."""

    method: str
    action: str
    names: set[str] = field(default_factory=set)
    fields: dict[str, str] = field(default_factory=dict)


class Browser:
    """`address` and `shown`: the page that is open. Cookies are kept for the one server that it visits."""

    def __init__(self, web: Web, language: str = "en") -> None:
        self.address = ""
        self.shown = HttpResponse(0)
        self._web, self._language = web, language
        self._cookies: SimpleCookie = SimpleCookie()

    @property
    def page(self) -> str:
        """The page's HTML."""
        return self.shown.body.decode()

    @property
    def words(self) -> str:
        """What is read on it: without tags, spaces joined."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.page)).split())

    def open(self, address: str) -> None:
        """Go to an address, relative to the page that is shown."""
        self._send("GET", urljoin(self.address, address), b"")

    def submit(self, **chosen: str) -> None:
        """Send the first form that has all these controls, filled in so; a button counts as one. Raises BrowserError."""
        forms = _forms(self.page)
        form = next((form for form in forms if form.names >= chosen.keys()), None)
        if form is None:
            raise BrowserError(f"No form on {self.address} has {', '.join(chosen)}: “{self.words[:200]}”")
        body = urlencode({**form.fields, **chosen}).encode()
        self._send(form.method, urljoin(self.address, form.action), body)

    def _send(self, method: str, address: str, body: bytes) -> None:
        for _ in range(_MOST_REDIRECTS):
            headers = {"Accept-Language": self._language, "Sec-Fetch-Site": "same-origin"}
            if body:
                headers["Content-Type"] = _FORM
            if self._cookies:
                headers["Cookie"] = "; ".join(f"{name}={kept.value}" for name, kept in self._cookies.items())
            self.address, self.shown = address, self._web(HttpRequest(method, address, headers, body))
            self._cookies.load(self.shown.headers.get("set-cookie", ""))
            if self.shown.status != 303:
                return
            method, address, body = "GET", urljoin(address, self.shown.headers["location"]), b""
        raise BrowserError(f"{address} leads from one address to the next without an end.")


def _forms(page: str) -> list[Form]:
    reader = _Reader()
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    """Collects the forms of a page with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._text = ""  # the name of the text area that is being read
        self._choice = ""  # the name of the list that is being read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("method", "get").upper(), given.get("action", "")))
        elif self.forms and tag in ("input", "button", "textarea", "select"):
            self._control(tag, given)
        elif tag == "option" and self._choice and ("selected" in given or self._choice not in self.forms[-1].fields):
            self.forms[-1].fields[self._choice] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        elif tag == "select":
            self._choice = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.forms[-1].fields[self._text] += data

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        if not name:
            return
        form.names.add(name)
        if tag == "textarea":
            self._text = name
            form.fields[name] = ""
        elif tag == "select":
            self._choice = name
        elif tag == "input" and (given.get("type") not in _CHOSEN_ONLY_IF_MARKED or "checked" in given):
            form.fields[name] = given.get("value", "on" if "checked" in given else "")
