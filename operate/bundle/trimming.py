"""Cuts what packages would load to what the bundle uses: the S3 SDK's data, and the services that Watson's SDK imports.

The S3 SDK reads these files whole for its first client: the description of 81 operations, and the endpoints of every service
in every region. Reading them took a third of the client's time. An operation that is missing here is missing from the
client, so tests/operate/bundle runs each one that services/storage/ calls.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

#: What services/storage/bucket.py calls. Deploy tools use the whole SDK, outside the bundle.
OPERATIONS = ("DeleteObject", "GetObject", "ListObjectsV2", "PutObject")

_WATSON = PurePosixPath("ibm_watson/__init__.py")
_OTHER_SERVICES = re.compile(rb"from \.(?!assistant_v2|common|version)")

_FOR_READERS = ("documentation", "documentationUrl")

Json = dict[str, Any]


def trimmed(path: PurePosixPath, data: bytes) -> bytes:
    """Returns what the bundle needs of a package's file; `path` is relative to where packages are installed."""
    if path == _WATSON:
        return b"\n".join(line for line in data.splitlines() if not _OTHER_SERVICES.match(line))
    for pattern, cut in _CUTS.items():
        if path.match(pattern):
            return json.dumps(cut(json.loads(data)), separators=(",", ":")).encode()
    return data


def _service(model: Json) -> Json:
    """Returns the description of S3 with our operations, the shapes that they need, and no prose."""
    operations = {name: model["operations"][name] for name in OPERATIONS}
    needed: set[str] = set()
    new = set(_shapes_in(operations))
    while new:
        needed |= new
        new = {name for known in new for name in _shapes_in(model["shapes"][known])} - needed
    shapes = {name: shape for name, shape in model["shapes"].items() if name in needed}
    cut: Json = _without_prose({**model, "operations": operations, "shapes": shapes})
    return cut


def _shapes_in(part: Any) -> Iterator[str]:
    """Returns the names of the shapes that a part of the description refers to."""
    if isinstance(part, Mapping):
        if isinstance(part.get("shape"), str):
            yield part["shape"]
        for value in part.values():
            yield from _shapes_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from _shapes_in(value)


def _without_prose(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {
            name: _without_prose(value)
            for name, value in part.items()
            if not (name in _FOR_READERS and isinstance(value, str))
        }
    return [_without_prose(value) for value in part] if isinstance(part, list) else part


def _endpoints(endpoints: Json) -> Json:
    """Returns the first partition, with the endpoints of S3: the SDK takes the default region of a signature from it."""
    first = endpoints["partitions"][0]
    return {**endpoints, "partitions": [{**first, "services": {"s3": first["services"]["s3"]}}]}


def _paginators(paginators: Json) -> Json:
    return {"pagination": {name: rule for name, rule in paginators["pagination"].items() if name in OPERATIONS}}


_CUTS: Mapping[str, Callable[[Json], Json]] = {
    "ibm_botocore/data/s3/*/service-2.json": _service,
    "ibm_botocore/data/s3/*/paginators-1.json": _paginators,
    "ibm_botocore/data/endpoints.json": _endpoints,
}
