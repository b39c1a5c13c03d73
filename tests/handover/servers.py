"""Two servers of object storage for the tests: moto behind the sandbox's lock, and ministack in a process of its own."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ibm_boto3

from handover.clock import SystemClock
from handover.services.storage.client import lazy_client
from sandbox.bucket import Bucket
from sandbox.bucket.faults import StorageFaults
from tests.handover.rig import STORAGE_KEY, STORAGE_SECRET, settings
from tests.handover.stub import refusing_url

MINISTACK = Path(__file__).parents[2] / ".venv-ministack" / "bin" / "ministack"
#: Real seconds for a process to start, and to end: more than a busy machine needs.
_PATIENCE = 60.0


class Moto:
    """The sandbox's bucket server."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self._short: dict[str, str] = {}

    @property
    def endpoint(self) -> str:
        return self.bucket.endpoint

    @property
    def faults(self) -> StorageFaults:
        return self.bucket.faults

    def create(self, name: str) -> str:
        self.bucket.create(name)
        full = self.bucket.settings(name)["COS_BUCKET"]
        self._short[full] = name
        return full

    def objects(self, name: str) -> dict[str, bytes]:
        return self.bucket.objects(self._short[name])

    def put(self, name: str, key: str, body: bytes) -> None:
        self.bucket.put(self._short[name], key, body)


class Ministack:
    """An S3 server that makes conditional writes atomic by itself, used over the wire only."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        keys = {"aws_access_key_id": STORAGE_KEY, "aws_secret_access_key": STORAGE_SECRET}
        self._client = ibm_boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)

    def create(self, name: str) -> str:
        self._client.create_bucket(Bucket=name)
        return name

    def objects(self, name: str) -> dict[str, bytes]:
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=name)
        keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
        return {key: self._client.get_object(Bucket=name, Key=key)["Body"].read() for key in sorted(keys)}

    def put(self, name: str, key: str, body: bytes) -> None:
        self._client.put_object(Bucket=name, Key=key, Body=body)


@contextmanager
def ministack(folder: Path) -> Iterator[Ministack]:
    """Start it on a free port of this machine, and end it."""
    endpoint = refusing_url()
    environ = {
        "GATEWAY_PORT": endpoint.rpartition(":")[2],
        "BIND_HOST": "127.0.0.1",
        "PATH": os.environ.get("PATH", ""),
        "TMPDIR": str(folder),
        "HOME": str(folder),
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([MINISTACK], env=environ, stdout=log, stderr=log, cwd=folder)
    try:
        _wait_for(endpoint, process)
        yield Ministack(endpoint)
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _wait_for(endpoint: str, process: subprocess.Popen[bytes]) -> None:
    import requests

    give_up = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < give_up:
        try:
            requests.get(f"{endpoint}/health", timeout=1)
        except (requests.ConnectionError, requests.Timeout):  # it is not there yet, or too busy with its start
            process_gone = _gone_within(process, 0.02)
            if process_gone:
                break
        else:
            return
    raise RuntimeError("ministack did not start")


def _gone_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait at most so long for a process to end. Returns whether it did."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def client_for(endpoint: str, **changes: str) -> Any:
    """Returns a function that returns the bundle's own client for that server."""
    return lazy_client(settings(COS_ENDPOINT=endpoint, **changes), SystemClock())
