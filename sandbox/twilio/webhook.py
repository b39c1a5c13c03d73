"""A webhook's address and method, and the connection overrides in its fragment: how often and how long Twilio tries.

The fragment is neither sent nor signed. Pure: nothing is requested here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

_REASONS = frozenset({"4xx", "5xx", "ct", "rt", "all"})
_EDGES = frozenset({"ashburn", "dublin", "frankfurt", "sao-paulo", "singapore", "sydney", "tokyo", "umatilla"})
_BOUNDS = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}

#: Whatever an override says, a request of a call is over after this many seconds.
HARD_CAP = 15.0


@dataclass(frozen=True)
class Webhook:
    """`url` may carry a fragment of overrides; `method` is GET or POST."""

    url: str
    method: str = "POST"

    def joined(self, base: str | None) -> Webhook:
        """The same with an absolute address, seen from the document at `base`."""
        return replace(self, url=urljoin(base, self.url)) if base else self


@dataclass(frozen=True)
class Overrides:
    """Seconds to connect, to wait for an answer and in all; how often to repeat, and after what."""

    connect: float = 5.0
    read: float = HARD_CAP
    total: float = HARD_CAP
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})

    def repeats(self, outcome: str) -> bool:
        """Whether `outcome` (ct, rt, 4xx, 5xx) is tried again."""
        return outcome in self.retry_on or ("all" in self.retry_on and outcome in _REASONS)


@dataclass(frozen=True)
class BadOverride:
    code: int
    text: str


def read_overrides(url: str) -> tuple[Overrides, list[BadOverride]]:
    """What the fragment of `url` asks for; what cannot be read keeps its default and is named."""
    values: dict[str, str] = dict(parse_qsl(urldefrag(url).fragment))
    bad: list[BadOverride] = []
    numbers = {name: _number(name, values[name], bad) for name in _BOUNDS if name in values}
    reasons = frozenset(values["rp"].split(",")) if "rp" in values else Overrides.retry_on
    if not reasons <= _REASONS:
        bad.append(
            BadOverride(11243, f"The retry policy rp={values['rp']} is not a list of {', '.join(sorted(_REASONS))}.")
        )
        reasons = Overrides.retry_on
    if not set(values.get("e", "ashburn").split(",")) <= _EDGES:
        bad.append(BadOverride(11240, f"The edge e={values['e']} does not exist."))
    overrides = Overrides(
        connect=_seconds(numbers.get("ct"), Overrides.connect),
        read=_seconds(numbers.get("rt"), Overrides.read),
        total=min(_seconds(numbers.get("tt"), Overrides.total), HARD_CAP),
        retries=Overrides.retries if (count := numbers.get("rc")) is None else count,
        retry_on=reasons,
    )
    return overrides, bad


def is_absolute(url: str) -> bool:
    """Whether it is a web address that can be requested as it stands."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _number(name: str, text: str, bad: list[BadOverride]) -> int | None:
    low, high = _BOUNDS[name]
    if text.isascii() and text.isdigit() and low <= int(text) <= high:
        return int(text)
    bad.append(BadOverride(11241, f"The override {name}={text} is not a number from {low} to {high}."))
    return None


def _seconds(milliseconds: int | None, default: float) -> float:
    return default if milliseconds is None else milliseconds / 1000
