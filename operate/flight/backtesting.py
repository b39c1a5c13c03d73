"""What another desk.json would have decided about the call requests of the last days. Pure.

The checks are the bundle's own: numbers, opening hours, the order of agents. Limits are counted over the calls that this
desk would have allowed. What no desk.json decides is left as it was: whether a call was under way, a pause by a lead, agents
who were away, storage and telephone that failed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handover.core import phone_numbers
from handover.core.call import hunting
from handover.core.desk import hours
from handover.core.desk.config import Agent, Desk
from handover.core.phone_numbers import PhoneNumber, PhoneNumberError

#: Refusals that follow from desk.json alone.
_JUDGED = (
    *("", "closed", "country_not_allowed", "number_type_not_allowed", "invalid_number", "ambiguous_number"),
    *("extension_not_supported", "limit_reached", "no_agents", "desk_paused"),
)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Happened:
    """A call request and what became of it: `typed` is its number, `reason` why it was refused (`""`: it was not), `rung`
    how many agents were rung."""

    handover_id: str
    session: str
    at: datetime
    typed: str
    reason: str = ""
    rung: int = 0


@dataclass(frozen=True)
class Change:
    """A request that the desk would decide otherwise. A reason is `""` for a call."""

    happened: Happened
    reason: str


@dataclass
class Result:
    """`not_judged` are requests that were refused for a reason that no desk.json decides."""

    requests: int = 0
    called: int = 0
    refused_now: list[Change] = field(default_factory=list)
    called_now: list[Change] = field(default_factory=list)
    other_reason: list[Change] = field(default_factory=list)
    never_rung: tuple[Agent, ...] = ()
    not_judged: int = 0


@dataclass(frozen=True)
class _Call:
    """A call that the desk would have allowed."""

    at: datetime
    number: str
    country: str
    session: str


def backtest(happened: Sequence[Happened], desk: Desk) -> Result:
    """Returns what `desk` would have changed. `happened` is in order of time."""
    result, calls = Result(requests=len(happened)), list[_Call]()
    rung: Counter[str] = Counter()
    for request in happened:
        result.called += not request.reason
        if request.reason not in _JUDGED:
            result.not_judged += 1
            continue
        reason, number = _decide(desk, request, calls)
        if not reason and number:
            calls.append(_Call(request.at, number.e164, number.country, request.session))
            # A call that was not there before is taken by the first agent, as most are.
            order = hunting.order(desk, number.e164)[: request.rung if not request.reason else 1]
            rung.update(target.id for target in order)
        _note(result, Change(request, reason))
    result.never_rung = tuple(agent for agent in desk.agents if not rung[agent.id])
    return result


def _note(result: Result, change: Change) -> None:
    before, after = change.happened.reason, change.reason
    if before == after:
        return
    kind = result.refused_now if not before else result.called_now if not after else result.other_reason
    kind.append(change)


def _decide(desk: Desk, request: Happened, calls: Sequence[_Call]) -> tuple[str, PhoneNumber | None]:
    """Returns the reason for which the desk refuses the request, `""` for a call, and the number that was read."""
    try:
        number = phone_numbers.read(request.typed, desk.countries)
    except PhoneNumberError as error:
        return error.reason, None
    refusals: dict[str, Callable[[], bool]] = {
        "desk_paused": lambda: desk.paused,
        "no_agents": lambda: not hunting.order(desk, number.e164),
        "closed": lambda: not hours.is_open(desk, request.at),
        "limit_reached": lambda: _limit_reached(desk, request, number, calls),
    }
    return next((reason for reason, refuses in refusals.items() if refuses()), ""), number


def _limit_reached(desk: Desk, request: Happened, number: PhoneNumber, calls: Sequence[_Call]) -> bool:
    """Returns whether one more call is too many. A limit of 0, or one that this version does not have, is none."""
    day = hours.local_day(desk, request.at)
    to_number = [call.at for call in calls if call.number == number.e164]
    of_chat = [call for call in calls if call.session == request.session]
    to_country = [call.at for call in calls if call.country == number.country]
    counts = {
        "calls_per_number_per_hour": _since(to_number, request.at - _HOUR),
        "calls_per_number_per_day": _since(to_number, request.at - _DAY),
        "calls_per_day": sum(hours.local_day(desk, call.at) == day for call in calls),
        "numbers_per_chat": len({call.number for call in of_chat} - {number.e164}),
        "calls_per_chat_per_hour": _since((call.at for call in of_chat), request.at - _HOUR),
        "calls_per_chat_per_day": _since((call.at for call in of_chat), request.at - _DAY),
        "calls_per_country_per_hour": _since(to_country, request.at - _HOUR),
    }
    limits = {name: getattr(desk.limits, name, 0) for name in counts}
    return any(limits[name] and count >= limits[name] for name, count in counts.items())


def _since(times: Iterable[datetime], begin: datetime) -> int:
    return sum(at > begin for at in times)
