"""Which limit is reached at which size, and what an operator raises then.

A limit is reached where the load, between two sizes that were simulated, crosses it (straight lines over the logarithm of
the size).
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

_PEOPLE = 0.8  # of the customers, in 20 s
_LATE = 0.01  # of the calls


@dataclass(frozen=True)
class Limit:
    """`load` of a result is compared with `value`; the limit is reached when it is as large."""

    name: str
    value: float
    load: Callable[[Result], float]
    then: str
    what: str


def of_hunt(assumed: Assumptions) -> list[Limit]:
    """Returns the limits that the product meets as it is."""
    peak = max(assumed.hours) / 3600
    return [
        Limit(
            "Twilio, an account without an approved customer profile: 2 calls at once, which is one handover",
            3,
            lambda result: result.legs,
            "the second customer's call fails, or no agent can be rung",
            "Twilio Console, Trust Hub, Customer Profiles: have a Business profile approved (no limit then)",
        ),
        Limit(
            f"`limits.calls_per_day`: {Limits.calls_per_day} unless set",
            Limits.calls_per_day,
            lambda result: result.size.handovers,
            "`limit_reached`: no more calls on that day",
            "`limits.calls_per_day` in `desk.json`, at most 900",
        ),
        Limit(
            "`limits.calls_per_day`: 900 is the most that can be set",
            900,
            lambda result: result.size.handovers,
            "`limit_reached`",
            "a second desk (another package, bucket and number), or the schema's maximum in "
            "`functions/handover/core/desk/desk.schema.json`",
        ),
        top_of_the_list(),
        Limit(
            "OpenWhisk: 60 invocations a minute",
            60,
            lambda result: result.minute,
            "429: Twilio repeats, Watson's bot says that the service cannot be reached",
            "the host's operator raises the namespace's invocations per minute and concurrent invocations",
        ),
        Limit(
            "agents in `desk.json`: 100",
            100,
            lambda result: max(result.staff),
            "the file is refused",
            "several desks, or `maxItems` in the schema",
        ),
        Limit(
            "text messages: 10 segments a second from one number",
            10,
            lambda result: result.size.handovers * peak * result.rung / result.handovers * LINK_SEGMENTS,
            "Twilio queues them: the link comes when the agent already talks",
            "another sender: `TWILIO_SMS_FROM`",
        ),
    ]


def top_of_the_list() -> Limit:
    """Returns the limit that the order of the hunt sets."""
    return Limit(
        "the hunt begins at the top of `desk.json`, also when those agents talk",
        1 - _PEOPLE,
        lambda result: 1 - result.within(20),
        "fewer than 80 % of the customers reach an agent's phone in 20 s, although there are agents enough",
        "nothing to set today: several small desks; a queue would mend it",
    )


def of_queue() -> list[Limit]:
    """Returns the limits of the platforms, which a desk with a queue would meet too."""
    return [
        Limit(
            "Twilio: 1 new call a second (calls that agents are rung with do not count)",
            _LATE,
            lambda result: result.late_at_twilio,
            "1 % of the customers' phones ring more than 10 s late; nothing is lost",
            "Twilio Console, Voice, Settings, General: calls per second, up to 5 by yourself with a Business profile; "
            "more from Twilio's sales",
        ),
        Limit(
            f"Code Engine: {INSTANCES} instances in a project",
            INSTANCES,
            lambda result: result.most,
            "429: Twilio and the log webhook repeat, the bot says that the service cannot be reached",
            "IBM Cloud support raises a project's quota; or a project for each desk",
        ),
    ]


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
    share = (value - low[1]) / (high[1] - low[1])
    return math.exp(math.log(low[0]) + share * (math.log(high[0]) - math.log(low[0])))
