"""Sessions of the library `requests` whose connections keep the deadline (timed_http.py): for the sound of recordings, which
is large and may be at another address."""

from __future__ import annotations

from typing import Any

from requests import Response, Session
from requests.adapters import HTTPAdapter

from handover.services.timed_http import TimedPool, TimedTlsPool


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": TimedPool, "https": TimedTlsPool}


def session() -> Session:
    """Returns a session of `requests` that keeps the deadline."""
    made = Session()
    made.hooks["response"].append(_as_utf8)
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Adapter())
    return made


def _as_utf8(answer: Response, **_: Any) -> None:
    """Take an answer that names no encoding as UTF-8, as JSON is. The library would guess it from the text, which takes
    longer than the request, and needs a package that the bundle does not have."""
    answer.encoding = answer.encoding or "utf-8"
