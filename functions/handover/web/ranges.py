"""The part of a file that a browser requests: one range of bytes (RFC 9110, section 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


@dataclass(frozen=True)
class Part:
    """The bytes from `begin` up to, but not including, `end`."""

    begin: int
    end: int

    @property
    def empty(self) -> bool:
        """Whether the file has nothing there."""
        return self.begin >= self.end

    def header(self, size: int) -> str:
        """Returns the header `Content-Range` for a file of that size."""
        return f"bytes {self.begin}-{self.end - 1}/{size}"


def requested_part(header: str, size: int, most: int) -> Part | None:
    """Returns the part that a header `Range` requests of a file of `size` bytes, `most` bytes at most: a browser requests
    the rest. Returns None if there is no such header, or it is none that we understand: then the whole file is right."""
    found = _RANGE.fullmatch(header.strip())
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    if not first:  # the last so many bytes
        begin, end = max(0, size - int(last)), size
    else:
        begin, end = int(first), min(size, int(last) + 1 if last else size)
        if last and int(last) < begin:
            return None
    return Part(begin, min(end, begin + most))
