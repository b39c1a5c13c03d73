"""A browser without scripts and styles. It keeps cookies, follows redirects and fills in forms.

browser = Browser(world.web)
browser.open(link)
browser.submit(number="+49 30 12345671")
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

from sandbox.net import HttpRequest, HttpResponse, Web

_FORM = "application/x-www-form-urlencoded"
_MOST_REDIRECTS = 10
_CHOSEN_ONLY_IF_MARKED = ("checkbox", "radio", "submit", "button")


class BrowserError(Exception):
    """The page has no such form or field, or it redirects in a circle."""


@dataclass
class Form:
    """`names`: the names of all its controls. `fields`: the values that are sent if the user changes nothing."""

    method: str
    action: str
    names: set[str] = field(default_factory=set)
    fields: dict[str, str] = field(default_factory=dict)


class Browser:
    """`address` and `shown`: the open page. `cookie`: the Cookie header of the next request; it is for one server only."""

    def __init__(self, web: Web, language: str = "en") -> None:
        self.address = ""
        self.shown = HttpResponse(0)
        self.cookie = ""
        self.language = language
        self._web = web

    @property
    def text(self) -> str:
        """Returns the page's HTML."""
        return self.shown.body.decode()

    @property
    def words(self) -> str:
        """Returns the page's visible text: without tags, entities resolved, spaces joined."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.text)).split())

    def open(self, address: str, headers: Mapping[str, str] | None = None, follow: bool = True) -> None:
        """Opens an address, relative to the open page. `headers` (lower-case names) are added to the usual ones."""
        self._send("GET", urljoin(self.address, address), b"", headers or {}, follow)

    def submit(self, **chosen: str) -> None:
        """Submits the first form that has all these controls, with these values. Raises BrowserError."""
        form = self._form(*chosen)
        self._send(form.method, urljoin(self.address, form.action), _encoded({**form.fields, **chosen}), {})

    def send_form(
        self, address: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None, follow: bool = True
    ) -> None:
        """Posts exactly these fields to an address, regardless of the page's forms."""
        self._send("POST", urljoin(self.address, address), _encoded(fields), headers or {}, follow)

    def value(self, name: str) -> str:
        """Returns the present value of that field in the first form that has it. Raises BrowserError."""
        return self._form(name).fields.get(name, "")

    def _form(self, *names: str) -> Form:
        for form in _forms(self.text):
            if form.names.issuperset(names):
                return form
        raise BrowserError(f"No form on {self.address} has {', '.join(names)}: “{self.words[:200]}”")

    def _send(self, method: str, address: str, body: bytes, headers: Mapping[str, str], follow: bool = True) -> None:
        for _ in range(_MOST_REDIRECTS):
            sent = {"accept-language": self.language, "sec-fetch-site": "same-origin", **headers}
            if method == "POST":
                sent["content-type"] = _FORM
            if self.cookie:
                sent["cookie"] = self.cookie
            self.address, self.shown = address, self._web(HttpRequest(method, address, sent, body))
            self._keep_cookie(self.shown.headers.get("set-cookie", ""))
            if self.shown.status != 303 or not follow:
                return
            method, address, body, headers = "GET", urljoin(address, self.shown.headers["location"]), b"", {}
        raise BrowserError(f"{address} redirects more than {_MOST_REDIRECTS} times.")

    def _keep_cookie(self, given: str) -> None:
        if given:
            pair = given.partition(";")[0]
            kept = [cookie for cookie in self.cookie.split("; ") if cookie.partition("=")[0] != pair.partition("=")[0]]
            self.cookie = "; ".join([cookie for cookie in kept if cookie] + [pair])


def _encoded(fields: Mapping[str, str]) -> bytes:
    return urlencode(fields).encode()


def _forms(page: str) -> list[Form]:
    reader = _Reader()
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    """Collects the forms of a page with their values."""

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
