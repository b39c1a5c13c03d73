"""Which limit is reached at which size, and what an operator raises then.

A limit is reached where the load, between two sizes that were simulated, crosses it: a straight line between the logarithms
of both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.scale.assumptions import Assumptions
from bench.scale.containers import INSTANCES
from bench.scale.costs import LINK_SEGMENTS
from bench.scale.study import Result
from handover.core.desk.limits import Limits

_SCHEMA = "functions/handover/core/desk/desk.schema.json"
_CONCURRENCY = "Twilio help: How Fast Can I Place or Receive Phone Calls (accounts upgraded since 3 February 2026)"
_CPS = "Twilio docs: glossary, CPS; API, Call resource"
_SMS = "Twilio help: rate limits of senders, outside the US and Canada"
_OPENWHISK = "apache/openwhisk, ansible defaults; docs/reference.md says 120"
_CODE_ENGINE = "IBM Cloud docs, codeengine/limits.md"
_SIMULATED = "this page"

_PEOPLE = 0.8  # of the customers, in 20 s
_LATE = 0.01  # of the calls
_NEXT_TO_NOTHING = 1e-6


@dataclass(frozen=True)
class Limit:
    """`load` of a result is compared with `value`; the limit is reached when it is as large."""

    name: str
    value: float
    load: Callable[[Result], float]
    then: str
    what: str
    source: str


def of_line(assumed: Assumptions) -> list[Limit]:
    """Returns the limits that the product meets, with its line."""
    peak = max(assumed.hours) / 3600
    return [
        Limit(
            "Twilio, an account without an approved customer profile: 2 calls at once, which is one handover",
            3,
            lambda result: result.legs,
            "the second customer's call fails, or no agent can be rung",
            "Twilio Console, Trust Hub, Customer Profiles: have a Business profile approved (no limit then)",
            _CONCURRENCY,
        ),
        Limit(
            f"`limits.calls_per_day`: {Limits.calls_per_day} unless set",
            Limits.calls_per_day,
            lambda result: result.size.handovers,
            "`limit_reached`: no more calls on that day",
            "`limits.calls_per_day` in `desk.json`, at most 900",
            _SCHEMA,
        ),
        Limit(
            "`limits.calls_per_day`: 900 is the most that can be set",
            900,
            lambda result: result.size.handovers,
            "`limit_reached`",
            "a second desk (another package, bucket and number), or the schema's maximum in "
            "`functions/handover/core/desk/desk.schema.json`",
            _SCHEMA,
        ),
        Limit(
            "OpenWhisk: 60 invocations a minute",
            60,
            lambda result: result.minute,
            "429: Twilio repeats, Watson's bot says that the service cannot be reached",
            "the host's operator raises the namespace's invocations per minute and concurrent invocations",
            _OPENWHISK,
        ),
        Limit(
            "agents in `desk.json`: 100",
            100,
            lambda result: max(result.staff),
            "the file is refused",
            "several desks, or `maxItems` in the schema",
            _SCHEMA,
        ),
        Limit(
            "text messages: 10 segments a second from one number",
            10,
            lambda result: result.size.handovers * peak * result.rung / result.handovers * LINK_SEGMENTS,
            "Twilio queues them: the link comes when the agent already talks",
            "another sender: `TWILIO_SMS_FROM`",
            _SMS,
        ),
    ]


def top_of_the_list() -> Limit:
    """Returns the limit that the order of the hunt set, in version 0.2.0."""
    return Limit(
        "version 0.2.0: the hunt begins at the top of `desk.json`, also when those agents talk",
        1 - _PEOPLE,
        lambda result: 1 - result.within(20),
        "fewer than 80% of the customers reach an agent's phone in 20 s, although there are agents enough",
        "mended: agents who talk are left out, and customers wait (decision 46)",
        _SIMULATED,
    )


def calls_a_second() -> Limit:
    """Returns Twilio's limit for new calls, whatever the line."""
    return Limit(
        "Twilio: 1 new call a second (calls that agents are rung with do not count)",
        _LATE,
        lambda result: result.late_at_twilio,
        "1% of the customers' phones ring more than 10 s late; nothing is lost",
        "Twilio Console, Voice, Settings, General: calls per second, up to 5 by yourself with a Business profile; "
        "more from Twilio's sales",
        _CPS,
    )


def instances() -> Limit:
    """Returns the function host's limit, whatever the line."""
    return Limit(
        f"Code Engine: {INSTANCES} instances in a project",
        INSTANCES,
        lambda result: result.most,
        "429: Twilio and the log webhook repeat, the bot says that the service cannot be reached",
        "ask IBM Cloud support for a larger quota; or take a project for each desk",
        _CODE_ENGINE,
    )


def reached(limit: Limit, results: Sequence[Result]) -> float | None:
    """Returns the handovers a day at which the limit is reached; None if at none of the sizes. `results` go from small to
    large."""
    before: tuple[float, float] | None = None
    for result in results:
        size, load = float(result.size.handovers), limit.load(result)
        if load >= limit.value:
            return size if before is None else _between(before, (size, load), limit.value)
        before = size, load
    return None


def _between(low: tuple[float, float], high: tuple[float, float], value: float) -> float:
    size_low, size_high = math.log(low[0]), math.log(high[0])
    load_low, load_high = (math.log(max(load, _NEXT_TO_NOTHING)) for load in (low[1], high[1]))
    return math.exp(size_low + (math.log(value) - load_low) / (load_high - load_low) * (size_high - size_low))
