"""What a visitor of the demo cannot do now."""

from __future__ import annotations


class RefusedError(Exception):
    """The act makes no sense now; the message is one sentence for the visitor."""
