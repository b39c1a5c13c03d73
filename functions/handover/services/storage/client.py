"""The S3 client of one container: the four operations that the bundle uses, with the SDK's names and errors.

The SDK's own client reads a description of S3, resolves endpoints and runs some thirty hooks for each request: a third of a
cold start, and most of a request's CPU time. So a request is made here of the SDK's signer, or a token of IAM
(authorize.py), of the standard library's connections (services/connections.py), and of a reader of listings
(read_listing.py). docs/decisions/0054 and 0070 have the measurements.

- Short time limits and one repetition: a request has six seconds in all. A write that is repeated keeps its condition.
- Connections keep the request's deadline. When it is over nothing is sent again.
- The address has the bucket in its path, and redirections are not followed: each bucket is at the endpoint of its region.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from handover.clock import Clock, workers
from handover.settings import Settings

if TYPE_CHECKING:
    from handover.services.connections import Answer
    from handover.services.storage.authorize import Authorize

_CONNECT_SECONDS, _READ_SECONDS = 1.5, 2.5
#: After one of these answers, or none, a request is sent once more.
_TRANSIENT = (429, 500, 502, 503, 504)


def lazy_client(settings: Settings, clock: Clock, authorize: Authorize | None = None) -> Callable[[], Any]:
    """Returns a function that returns the one client, and makes it at its first call, which loads the libraries.
    `authorize` is used instead of the credentials of the settings."""
    lock = threading.Lock()
    made: list[Client] = []

    def client() -> Client:
        with lock:
            if not made:
                made.append(Client(settings, clock, authorize))
        return made[0]

    return client


class Client:
    """Requests to object storage. Every method raises the SDK's ClientError when the service reports an error,
    connections.FAILURES when there was no answer, TokenError, and DeadlineError."""

    def __init__(self, settings: Settings, clock: Clock, authorize: Authorize | None = None) -> None:
        from handover.services.connections import FAILURES, Connections
        from handover.services.storage.authorize import authorization
        from handover.services.storage.read_listing import read_listing

        self._read_listing = read_listing
        endpoint = urlsplit(settings.cos_endpoint)
        self._origin, self._base = f"{endpoint.scheme}://{endpoint.netloc}", endpoint.path.rstrip("/")
        self._authorize = authorize or authorization(settings, clock)
        self._connections = Connections(endpoint, _CONNECT_SECONDS, _READ_SECONDS, workers())
        self._failures = FAILURES

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        """Returns `Body`, a file of the object's bytes."""
        return {"Body": io.BytesIO(self._send("GetObject", "GET", f"{Bucket}/{Key}"))}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, OnlyIfAbsent: bool = False) -> None:
        """Writes an object; `OnlyIfAbsent`: unless there is one, which is the error PreconditionFailed."""
        condition = {"If-None-Match": "*"} if OnlyIfAbsent else {}
        self._send("PutObject", "PUT", f"{Bucket}/{Key}", headers=condition, body=Body)

    def delete_object(self, *, Bucket: str, Key: str) -> None:
        """Deletes an object, if there is one."""
        self._send("DeleteObject", "DELETE", f"{Bucket}/{Key}")

    def list_objects_v2(
        self, *, Bucket: str, Prefix: str, StartAfter: str = "", ContinuationToken: str = "", Delimiter: str = ""
    ) -> dict[str, Any]:
        """Returns a page of a listing: see read_listing."""
        options = {"continuation-token": ContinuationToken, "start-after": StartAfter, "delimiter": Delimiter}
        query = {"list-type": "2", "prefix": Prefix} | {name: value for name, value in options.items() if value}
        return self._read_listing(self._send("ListObjectsV2", "GET", Bucket, query=query))

    def _send(
        self,
        operation: str,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> bytes:
        """Returns the body of the answer."""
        target = f"{self._base}/{quote(path, safe='/~')}"
        if query:
            target += f"?{urlencode(sorted(query.items()), quote_via=quote, safe='~')}"
        signed = self._authorize(method, self._origin + target, headers or {}, body)
        answer = self._exchange(method, target, signed, body)
        if answer.status >= 300:
            raise _error(operation, answer.status, answer.body)
        return answer.body

    def _exchange(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Returns the answer, of a second request if the first one had none, or a passing error."""
        with suppress(*self._failures):
            answer = self._connections.send(method, target, headers, body).answer()
            if answer.status not in _TRANSIENT:
                return answer
        return self._connections.send(method, target, headers, body).answer()


def _error(operation: str, status: int, body: bytes) -> Exception:
    """Returns the SDK's error for an answer. Its code is the service's, or the status if the answer names none."""
    from ibm_botocore.exceptions import ClientError

    text = body.decode(errors="replace")
    code = text.partition("<Code>")[2].partition("</Code>")[0] or str(status)
    response = {"Error": {"Code": code[:60]}, "ResponseMetadata": {"HTTPStatusCode": status}}
    error: Exception = ClientError(response, operation)
    return error
