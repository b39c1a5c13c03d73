"""Storage in memory over HTTP, for functions in processes of their own: what the SDK's client sends, and no more."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import unquote
from xml.sax.saxutils import escape

from ibm_botocore.exceptions import ClientError

from handover.clock import Clock
from tests.fakes.bucket import MemoryBucket
from tests.handover.stub import Reply, Stub, StubRequest

_XML = {"Content-Type": "application/xml"}


class Front:
    """Serves a bucket in memory. It checks no signature, and lists one page."""

    def __init__(self, memory: MemoryBucket, clock: Clock) -> None:
        self._memory, self._clock = memory, clock

    def server(self) -> Stub:
        """Returns the server, which is a context manager."""
        return Stub(self._answer)

    def _answer(self, request: StubRequest) -> Reply:
        name, _, key = unquote(request.path).lstrip("/").partition("/")
        try:
            return self._done(request, name, key)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
            return Reply(error.response["ResponseMetadata"]["HTTPStatusCode"], body, _XML)

    def _done(self, request: StubRequest, name: str, key: str) -> Reply:
        if request.method == "PUT":
            only_if_absent = request.headers.get("If-None-Match") == "*"
            etag = self._memory.write(name, key, request.body, only_if_absent, self._clock.now())
            return Reply(200, b"", {"ETag": etag})
        if request.method == "DELETE":
            self._memory.remove(name, key)
            return Reply(204)
        if key:
            found = self._memory.read(name, key)
            return Reply(200, found.body, {"ETag": found.etag})
        query = {word: values[0] for word, values in request.query.items()}
        prefix, after, delimiter = (query.get(word, "") for word in ("prefix", "start-after", "delimiter"))
        page = self._memory.names_after(name, prefix, after, delimiter)
        entries = "".join(_entry(each["Key"], each["LastModified"], each["ETag"]) for each in page.get("Contents", ()))
        return Reply(
            200, f"<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>".encode(), _XML
        )


def _entry(key: str, modified: datetime, etag: str) -> str:
    at = f"{modified:%Y-%m-%dT%H:%M:%S}.000Z"
    return f"<Contents><Key>{escape(key)}</Key><LastModified>{at}</LastModified><ETag>{escape(etag)}</ETag></Contents>"
