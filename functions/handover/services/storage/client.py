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
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from handover import worker_threads
from handover.clock import Clock
from handover.deadline import DeadlineError
from handover.services.storage.read_listing import read_listing
from handover.settings import Settings

if TYPE_CHECKING:
    from handover.services.connections import Answer, Exchange
    from handover.services.storage.authorize import Authorize

#: Does work elsewhere, and returns its result or raises.
Elsewhere = Callable[[Callable[[], Any]], Any]

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


@dataclass(frozen=True)
class _Request:
    """One request: the operation's name at S3, and the address without the endpoint. `result` makes the method's result of
    the answer's body, if it has one."""

    operation: str
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    result: Callable[[bytes], Any] | None = None


class Client:
    """Requests to object storage. Every method raises the SDK's ClientError when the service reports an error,
    connections.FAILURES when there was no answer, TokenError, and DeadlineError."""

    def __init__(self, settings: Settings, clock: Clock, authorize: Authorize | None = None) -> None:
        from handover.services.connections import FAILURES, Connections
        from handover.services.storage.authorize import authorization

        endpoint = urlsplit(settings.cos_endpoint)
        self._origin, self._base = f"{endpoint.scheme}://{endpoint.netloc}", endpoint.path.rstrip("/")
        self._authorize = authorize or authorization(settings, clock)
        self._connections = Connections(endpoint, _CONNECT_SECONDS, _READ_SECONDS, worker_threads.most())
        self._failures = FAILURES

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        """Returns `Body`, a file of the object's bytes."""
        found: dict[str, Any] = self._carry_out(_get_object(Bucket, Key))
        return found

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, OnlyIfAbsent: bool = False) -> None:
        """Writes an object; `OnlyIfAbsent`: unless there is one, which is the error PreconditionFailed."""
        self._carry_out(_put_object(Bucket, Key, Body, OnlyIfAbsent))

    def delete_object(self, *, Bucket: str, Key: str) -> None:
        """Deletes an object, if there is one."""
        self._carry_out(_delete_object(Bucket, Key))

    def list_objects_v2(
        self, *, Bucket: str, Prefix: str, StartAfter: str = "", ContinuationToken: str = "", Delimiter: str = ""
    ) -> dict[str, Any]:
        """Returns a page of a listing: see read_listing."""
        page: dict[str, Any] = self._carry_out(
            _list_objects_v2(Bucket, Prefix, StartAfter, ContinuationToken, Delimiter)
        )
        return page

    def begin(self, operation: str, parameters: Mapping[str, Any], elsewhere: Elsewhere) -> BegunRequest | None:
        """Sends the request of one of these methods, by its name. Returns what waits for its result, or None if it was not
        sent: there is no open connection, or no token. A request that has to be sent again is sent by `elsewhere`, because
        that may take a new connection."""
        request = _BY_NAME[operation](**parameters)
        target = self._target(request)
        headers = self._authorize.at_once(request.method, self._origin + target, request.headers, request.body)
        if headers is None:
            return None
        with suppress(*self._failures):
            exchange = self._connections.send_at_once(request.method, target, headers, request.body)
            return BegunRequest(self, request, exchange, elsewhere) if exchange else None
        return None

    def answer(self, exchange: Exchange) -> Answer | None:
        """Waits for the answer and returns it, or None if there is none. Raises DeadlineError."""
        with suppress(*self._failures):
            return exchange.answer()
        return None

    def result(self, request: _Request, answer: Answer | None, elsewhere: Elsewhere) -> Any:
        """Returns the result of a request, of a second one after no answer, or a passing error.

        After no answer the second one goes over a new connection: of a container that was frozen all may be dead."""
        if answer is None or answer.status in _TRANSIENT:
            return elsewhere(lambda: _result(request, self._send(request, anew=answer is None).answer()))
        return _result(request, answer)

    def _carry_out(self, request: _Request) -> Any:
        try:
            exchange = self._send(request)
        except self._failures:
            return _result(request, self._send(request, anew=True).answer())
        return self.result(request, self.answer(exchange), lambda work: work())

    def _send(self, request: _Request, anew: bool = False) -> Exchange:
        target = self._target(request)
        headers = self._authorize(request.method, self._origin + target, request.headers, request.body)
        return self._connections.send(request.method, target, headers, request.body, anew)

    def _target(self, request: _Request) -> str:
        """Returns the request's address without the host."""
        target = f"{self._base}/{quote(request.path, safe='/~')}"
        if request.query:
            target += f"?{urlencode(sorted(request.query.items()), quote_via=quote, safe='~')}"
        return target


class BegunRequest:
    """A request that was sent; see deadline.Begun."""

    def __init__(self, client: Client, request: _Request, exchange: Exchange, elsewhere: Elsewhere) -> None:
        self._client = client
        self._request = request
        self._exchange = exchange
        self._elsewhere = elsewhere
        self._was_read = False
        self._answer: Answer | None = None

    def __call__(self) -> Any:
        if not self._was_read:
            self._answer = self._client.answer(self._exchange)
        return self._client.result(self._request, self._answer, self._elsewhere)

    def arrived(self) -> bool:
        self._was_read = True
        with suppress(DeadlineError):  # then it is as good as none
            self._answer = self._client.answer(self._exchange)
        return self._answer is not None and (self._answer.status < 300 or self._answer.status == 404)

    def fileno(self) -> int:
        return self._exchange.fileno()


# As the SDK names operations and parameters.


def _get_object(Bucket: str, Key: str) -> _Request:
    return _Request("GetObject", "GET", f"{Bucket}/{Key}", result=lambda body: {"Body": io.BytesIO(body)})


def _put_object(Bucket: str, Key: str, Body: bytes, OnlyIfAbsent: bool = False) -> _Request:
    condition = {"If-None-Match": "*"} if OnlyIfAbsent else {}
    return _Request("PutObject", "PUT", f"{Bucket}/{Key}", headers=condition, body=Body)


def _delete_object(Bucket: str, Key: str) -> _Request:
    return _Request("DeleteObject", "DELETE", f"{Bucket}/{Key}")


def _list_objects_v2(
    Bucket: str, Prefix: str, StartAfter: str = "", ContinuationToken: str = "", Delimiter: str = ""
) -> _Request:
    options = {"continuation-token": ContinuationToken, "start-after": StartAfter, "delimiter": Delimiter}
    query = {"list-type": "2", "prefix": Prefix} | {name: value for name, value in options.items() if value}
    return _Request("ListObjectsV2", "GET", Bucket, query, result=read_listing)


_BY_NAME: Mapping[str, Callable[..., _Request]] = {
    "get_object": _get_object,
    "put_object": _put_object,
    "delete_object": _delete_object,
    "list_objects_v2": _list_objects_v2,
}


def _result(request: _Request, answer: Answer) -> Any:
    """Returns what the answer means. Raises the SDK's error; its code is the service's, or the status if there is none."""
    if 200 <= answer.status < 300:
        return request.result(answer.body) if request.result else None
    from ibm_botocore.exceptions import ClientError

    text = answer.body.decode(errors="replace")
    code = text.partition("<Code>")[2].partition("</Code>")[0] or str(answer.status)
    response = {"Error": {"Code": code[:60]}, "ResponseMetadata": {"HTTPStatusCode": answer.status}}
    raise ClientError(response, request.operation)
