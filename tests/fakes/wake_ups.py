"""Wake-up requests that are only recorded."""

from __future__ import annotations

import threading


class RecordedWakeUps:
    """`urls`: the addresses, in order. `on_their_way`: whether they are sent at once, or never."""

    def __init__(self, on_their_way: bool = True) -> None:
        self.urls: list[str] = []
        self._on_their_way = on_their_way

    def send(self, url: str, seconds: float) -> threading.Event:
        self.urls.append(url)
        sent = threading.Event()
        if self._on_their_way:
            sent.set()
        return sent
