"""The section `web` of desk.json: which web pages may reach Handover from a customer's browser."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Web:
    """`origins` are the pages' origins as browsers send them: `https://www.example.com`. None are allowed by default.
    `button`: pages without a chat may ask for a call by a form."""

    origins: tuple[str, ...] = ()
    button: bool = False

    def allows(self, origin: str) -> bool:
        """Returns whether a page of that origin may read answers. No origin is none of these."""
        return origin in self.origins
