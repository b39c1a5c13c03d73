"""A conversation is recorded only after it was announced and the customer pressed 1, and is kept in our bucket alone."""

from __future__ import annotations
