"""A webhook's address and method, and the connection overrides in its fragment: Twilio's timeouts and retries.

The fragment is neither sent nor signed. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

_REASONS = frozenset({"4xx", "5xx", "ct", "rt", "all"})
_EDGES = frozenset({"ashburn", "dublin", "frankfurt", "sao-paulo", "singapore", "sydney", "tokyo", "umatilla"})
_BOUNDS = {"ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000), "rc": (0, 5)}

#: Seconds after which a request of a call is over, whatever the overrides are.
HARD_CAP = 15.0


@dataclass(frozen=True)
class Webhook:
    """`url` may carry a fragment of overrides; `method` is GET or POST."""

    url: str
    method: str = "POST"

    def joined(self, base: str | None) -> Webhook:
        """Returns the same webhook with an absolute address. `base`: the address of its document."""
        return replace(self, url=urljoin(base, self.url)) if base else self


@dataclass(frozen=True)
class Overrides:
    """Seconds for the connection, the response and the whole; the number of retries, and the errors that cause one."""

    connect: float = 5.0
    read: float = HARD_CAP
    total: float = HARD_CAP
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})

    def repeats(self, outcome: str) -> bool:
        """Returns whether a request is retried after `outcome` (ct, rt, 4xx, 5xx)."""
        return outcome in self.retry_on or ("all" in self.retry_on and outcome in _REASONS)


@dataclass(frozen=True)
class BadOverride:
    code: int
    text: str


def read_overrides(url: str) -> tuple[Overrides, list[BadOverride]]:
    """Returns the overrides in the fragment of `url`. An invalid one keeps its default and is in the second list."""
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
    """Returns whether it is a complete http or https address."""
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
