"""The bundle's storage client, with every request noted: what a view costs is part of what it promises."""

from __future__ import annotations

from typing import Any


class CountingClient:
    """`asked` are the requests so far, as `LIST v1/live/` or `GET desk.json`, in no order."""

    def __init__(self, client: Any) -> None:
        self.asked: list[str] = []
        self._client = client

    def __call__(self) -> CountingClient:
        return self

    def take(self) -> list[str]:
        """The requests since it was last asked, sorted."""
        taken, self.asked = sorted(self.asked), []
        return taken

    def put_object(self, **asked: Any) -> Any:
        self.asked.append(f"PUT {asked['Key']}")
        return self._client.put_object(**asked)

    def get_object(self, **asked: Any) -> Any:
        self.asked.append(f"GET {asked['Key']}")
        return self._client.get_object(**asked)

    def delete_object(self, **asked: Any) -> Any:
        self.asked.append(f"DELETE {asked['Key']}")
        return self._client.delete_object(**asked)

    def get_paginator(self, operation: str) -> _CountingPages:
        return _CountingPages(self, self._client.get_paginator(operation))


class _CountingPages:
    def __init__(self, counting: CountingClient, pages: Any) -> None:
        self._counting, self._pages = counting, pages

    def paginate(self, **asked: Any) -> Any:
        for page in self._pages.paginate(**asked):
            self._counting.asked.append(f"LIST {asked['Prefix']}")
            yield page
