"""The S3 client of one container: the four operations that the bundle uses, with the SDK's names and errors.

The SDK's own client reads a description of S3, resolves endpoints and runs some thirty hooks for each request: a third of a
cold start, and most of a request's CPU time. So a request is made of the SDK's parts here: its signer, or a token of IAM
(authorize.py), urllib3, which it sends with, for connections and repetition, and a reader of listings
(read_listing.py). docs/decisions/0054 has the measurements.

- Short time limits and one repetition: a request has six seconds in all. A write that is repeated keeps its condition.
- Connections keep the request's deadline (timed_http.py). When it is over nothing is sent again.
- The address has the bucket in its path, and redirections are not followed: each bucket is at the endpoint of its region.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from handover.clock import Clock, workers
from handover.settings import Settings

if TYPE_CHECKING:
    from handover.services.storage.authorize import Authorize

_CONNECT_SECONDS, _READ_SECONDS = 1.5, 2.5
#: How often a request is sent again after one of these answers, or none.
_REPEATED = 1
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
    """Requests to object storage. Every method raises the SDK's ClientError when the service reports an error, urllib3's
    HTTPError when there was no answer, TokenError, and DeadlineError."""

    def __init__(self, settings: Settings, clock: Clock, authorize: Authorize | None = None) -> None:
        from handover.services.storage.authorize import authorization
        from handover.services.storage.read_listing import read_listing

        self._read_listing = read_listing
        endpoint = urlsplit(settings.cos_endpoint)
        self._origin, self._base = f"{endpoint.scheme}://{endpoint.netloc}", endpoint.path.rstrip("/")
        self._authorize = authorize or authorization(settings, clock)
        self._pool = _pool(endpoint)

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
        from urllib3.exceptions import MaxRetryError

        target = f"{self._base}/{quote(path, safe='/~')}"
        if query:
            target += f"?{urlencode(sorted(query.items()), quote_via=quote, safe='~')}"
        signed = self._authorize(method, self._origin + target, headers or {}, body)
        try:
            answer = self._pool.urlopen(method, target, body=body or None, headers=signed, redirect=False)
        except MaxRetryError as error:
            raise (error.reason or error) from None
        if answer.status >= 300:
            raise _error(operation, answer.status, answer.data)
        return bytes(answer.data)


def _pool(endpoint: SplitResult) -> Any:
    """Returns the connections to the endpoint."""
    import certifi
    from urllib3 import Retry, Timeout

    from handover.services.timed_http import TimedPool, TimedTlsPool

    options: dict[str, Any] = {
        "maxsize": workers(),
        "timeout": Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
        "retries": Retry(
            total=_REPEATED,
            allowed_methods=None,
            status_forcelist=_TRANSIENT,
            raise_on_status=False,
            respect_retry_after_header=False,
        ),
    }
    if endpoint.scheme == "https":
        return TimedTlsPool(endpoint.hostname or "", endpoint.port, ca_certs=certifi.where(), **options)
    return TimedPool(endpoint.hostname or "", endpoint.port, **options)


def _error(operation: str, status: int, body: bytes) -> Exception:
    """Returns the SDK's error for an answer. Its code is the service's, or the status if the answer names none."""
    from ibm_botocore.exceptions import ClientError

    text = body.decode(errors="replace")
    code = text.partition("<Code>")[2].partition("</Code>")[0] or str(status)
    response = {"Error": {"Code": code[:60]}, "ResponseMetadata": {"HTTPStatusCode": status}}
    error: Exception = ClientError(response, operation)
    return error
