"""Link previews: phones and messaging apps open the links in a text message before its reader does.

They look like a browser, keep no cookie and follow redirects. A link that is used up by being opened no longer works for
the reader.
"""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import urljoin

from sandbox.net import HttpRequest, Web, respond_or_none
from sandbox.twilio.flow import Outside, Steps

#: As Google's messaging app names itself.
AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/49.0.2623.75 Safari/537.36 "
    "GoogleMessages/20.1"
)
_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
_MOST_REDIRECTS = 5


def open_links(web: Web, text: str) -> Steps[None]:
    """Fetches every link in a message: first its headers, then the page."""
    for url in _LINK.findall(text):
        for method in ("HEAD", "GET"):
            yield Outside(partial(_fetch, web, method, url))


def _fetch(web: Web, method: str, url: str) -> None:
    for _ in range(_MOST_REDIRECTS + 1):
        response = respond_or_none(web, HttpRequest(method, url, {"User-Agent": AGENT, "Accept": "text/html,image/*"}))
        target = response.headers.get("location") if response and 300 <= response.status < 400 else None
        if not target:
            return
        url = urljoin(url, target)
