"""The bundle's storage client with mishaps: chosen requests fail, before or after they were carried out."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from ibm_botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError


class FaultyClient:
    """`fails` says of each request, by its number from 1 and its key, whether it fails; with `after`, it is carried out
    first and only its answer is lost."""

    def __init__(self, client: Any, fails: Callable[[int, str], bool] = lambda *_: False, after: bool = False) -> None:
        self.requests = 0
        self._client, self._fails, self._after = client, fails, after
        self._lock = threading.Lock()

    def put_object(self, **asked: Any) -> Any:
        return self._do(asked["Key"], lambda: self._client.put_object(**asked))

    def get_object(self, **asked: Any) -> Any:
        return self._do(asked["Key"], lambda: self._client.get_object(**asked))

    def delete_object(self, **asked: Any) -> Any:
        return self._do(asked["Key"], lambda: self._client.delete_object(**asked))

    def get_paginator(self, operation: str) -> FaultyClient:
        self._list = self._client.get_paginator(operation)
        return self

    def paginate(self, **asked: Any) -> Any:
        return self._do(asked["Prefix"], lambda: list(self._list.paginate(**asked)))

    def _do(self, key: str, work: Callable[[], Any]) -> Any:
        with self._lock:
            self.requests += 1
            failing = self._fails(self.requests, key)
        if not failing:
            return work()
        if not self._after:
            raise EndpointConnectionError(endpoint_url="http://storage.test")
        with contextlib.suppress(ClientError):  # its answer is lost as well when it is a refusal
            done = work()
            if isinstance(done, dict) and "Body" in done:
                done["Body"].close()
        raise ReadTimeoutError(endpoint_url="http://storage.test")
