"""The addresses that Twilio calls back: a door, a step or kind, the handover, the attempt. Ids and words only, never
personal data: addresses end up in other people's logs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

#: Twilio repeats a status callback twice when we are down, slow or unreachable. The fragment is neither sent nor signed.
_RETRY = "#rc=2&rp=5xx,ct,rt"

_ID = re.compile(r"[0-9]{8}-[a-z0-9-]{1,80}")


@dataclass(frozen=True)
class CallbackUrls:
    """`twiml` and `status` are the public addresses of the two doors."""

    twiml: str
    status: str

    def step(self, step: str, handover_id: str = "", attempt: int = 0, language: str = "") -> str:
        """The address of a step; `language` only where the step cannot look it up."""
        return f"{self.twiml}?{_query(step=step, h=handover_id, a=attempt, l=language)}"

    def callback(self, kind: str, handover_id: str, attempt: int = 0) -> str:
        """The address of a status callback, with the retries we ask for."""
        return f"{self.status}?{_query(kind=kind, h=handover_id, a=attempt)}{_RETRY}"


def is_handover_id(text: str) -> bool:
    """Whether it can be a handover's id: its day, then what tells it apart."""
    return _ID.fullmatch(text) is not None


def _query(**values: str | int) -> str:
    return urlencode({name: value for name, value in values.items() if value})
