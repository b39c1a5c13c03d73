"""What a size costs, from its result: phone, text messages, compute, storage, and the page "Now"."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bench.scale import prices
from bench.scale.arrivals import HOUR, hourly
from bench.scale.assumptions import Assumptions
from bench.scale.counted import Requests
from bench.scale.study import Result
from operate import actions

#: Segments of the text message with the link, as the sandbox's Twilio counts them.
LINK_SEGMENTS = 2
_ROUNDS_A_DAY = 1440  # of the scheduler
_MOST_READ = 100  # live handovers that the page "Now" reads
_POLL_LIVE, _POLL_IDLE = 2.0, 15.0


@dataclass(frozen=True)
class Costs:
    """US dollars a day."""

    phone: float
    texts: float
    compute: float
    storage: float
    now: float

    @property
    def total(self) -> float:
        return self.phone + self.texts + self.compute + self.storage + self.now


def storage(result: Result, costs: Mapping[str, Requests]) -> Requests:
    """Returns a day's storage requests, without those of the page "Now". The scheduler claims for a call back what a start
    claims for its call."""
    runs = {name: count / result.size.days for name, count in result.runs.items()} | {"scheduler": _ROUNDS_A_DAY}
    runs["webhook start_call"] = runs.get("webhook start_call", 0.0) + result.asked / result.size.days
    looked = result.looked / result.size.days  # a listing for each other live call
    return Requests(
        sum(costs[name].a * count for name, count in runs.items()) + looked,
        sum(costs[name].b * count for name, count in runs.items()),
    )


def now_page(result: Result, assumed: Assumptions) -> tuple[float, Requests]:
    """Returns a day's runs and storage requests of the page "Now": one listing and one read for each poll, and one more
    listing for each live handover (docs/operations.md)."""
    seconds = result.customer_seconds / result.handovers if result.handovers else 0.0
    runs = listings = 0.0
    for index, calls in enumerate(hourly(result.size.handovers, assumed)):
        viewers = max(1, math.ceil(result.staff[assumed.opens + index] * assumed.viewers))
        live = calls * seconds / HOUR
        somebody = 1 - math.exp(-live)
        polls = viewers * HOUR * (somebody / _POLL_LIVE + (1 - somebody) / _POLL_IDLE)
        runs += polls
        listings += polls * (1 + min(live, _MOST_READ))
    return runs, Requests(listings, runs)


def of(result: Result, assumed: Assumptions, counts: Mapping[str, Requests]) -> Costs:
    days = result.size.days
    minute = assumed.mobile * prices.MOBILE_MINUTE.usd + (1 - assumed.mobile) * prices.LANDLINE_MINUTE.usd
    phone = result.customer_minutes * minute + result.agent_minutes * prices.MOBILE_MINUTE.usd
    runs, polled = now_page(result, assumed)
    return Costs(
        phone=phone / days + prices.NUMBER_MONTH.usd / assumed.days,
        texts=result.rung * LINK_SEGMENTS * prices.SMS_SEGMENT.usd / days,
        compute=sum(_seconds(action, seconds) for action, seconds in result.billed.items()) / days
        + sum(result.runs.values()) / days * prices.HTTP_REQUEST.usd
        + _seconds("scheduler", _ROUNDS_A_DAY * assumed.cold),
        storage=_requests(storage(result, counts)),
        now=_requests(polled) + _seconds("dashboard", len(assumed.hours) * HOUR) + runs * prices.HTTP_REQUEST.usd,
    )


def _requests(requests: Requests) -> float:
    return requests.a * prices.CLASS_A.usd + requests.b * prices.CLASS_B.usd


def _seconds(action: str, seconds: float) -> float:
    size = actions.size(action)
    return seconds * (float(size.cpu) * prices.VCPU_SECOND.usd + float(size.memory.rstrip("G")) * prices.GB_SECOND.usd)
