"""Writes docs/scale.md and its plots.

The same code writes the same bytes: every random number has a seed, and nothing is timed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

from bench.report import Plot, Section, Table
from bench.scale import arrivals, costs, limits, tables, texts
from bench.scale.assumptions import Assumptions
from bench.scale.check import against_erlang
from bench.scale.counted import Requests
from bench.scale.model import Line
from bench.scale.played import in_the_model, in_the_sandbox
from bench.scale.study import Result, Size, percentile, play
from bench.scale.tables import Study, Words
from handover.core.call.state import State

SIZES = (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)
#: desk.json holds 100 agents; a hunt is not simulated beyond.
_MOST_FOR_A_HUNT = 10_000
#: From here on Twilio's limit is taken to be raised to 5 calls a second.
_RAISED_FROM = 30_000
_PLAYED, _PLAYED_AGENTS, _PLAYED_RATE = 40, 6, 1_500


def study(assumed: Assumptions, counts: dict[str, Requests], note: Callable[[str], None]) -> Study:
    """Plays all sizes. `note` is called with each that is done."""
    results: dict[Line, list[Result]] = {line: [] for line in Line}
    for handovers in SIZES:
        for line in Line:
            if line is not Line.HUNT or handovers <= _MOST_FOR_A_HUNT:
                results[line].append(play(size_of(handovers, line), assumed))
                note(f"{handovers:,} a day, {line}")
    return Study(assumed, counts, results)


def size_of(handovers: int, line: Line) -> Size:
    return Size(handovers, line, calls_a_second=5.0 if handovers >= _RAISED_FROM else 1.0)


def sections(found: Study) -> list[Section]:
    return [
        Section("In short", "", [_short(found)]),
        Section("Which limit is reached first", "", [_limits(found)]),
        Section("Agents and waiting", texts.WAITING, [tables.waiting(found), *_waiting_plots(found)]),
        Section("Twilio's queue", texts.TWILIO, [_twilio(found.assumed)]),
        Section("Containers and requests", texts.LOAD, [tables.load(found), _containers_plot(found)]),
        Section("Cost", texts.MONEY, [tables.money(found), _money_plot(found)]),
        Section("Storage", texts.STORAGE, [tables.storage(found)]),
        Section("Checked against Erlang C", texts.ERLANG, [_erlang()]),
        _against_the_sandbox(found),
        Section("Assumptions", "Times are in seconds.", [tables.assumptions(found.assumed)]),
        Section("Prices", "Look them up again before you plan with them.", [tables.price_list()]),
        Section("Storage requests of each run", "", [tables.counted(found.counts)]),
    ]


def _short(found: Study) -> str:
    hunt, line, queue = (found.of(each, 1_000) for each in Line)
    assert hunt is not None
    assert line is not None
    assert queue is not None
    cost = costs.of(line, found.assumed, found.counts)
    requests, (_, polled) = costs.storage(line, found.counts), costs.now_page(line, found.assumed)
    return texts.SHORT.format(
        first=_reached(limits.top_of_the_list(), found.results[Line.HUNT]),
        agents=max(hunt.staff),
        hunt_left=f"{hunt.share(State.ABANDONED):.0%}",
        line_left=f"{line.share(State.ABANDONED):.0%}",
        line_nobody=f"{line.share(State.NO_AGENT):.0%}",
        asked=f"{line.called_back:.0%}",
        talked=f"{line.talked / line.asked:.0%}" if line.asked else "none",
        queue_left=f"{queue.share(State.ABANDONED):.0%}",
        twilio=_reached(limits.calls_a_second(), _at_one_call_a_second(found)),
        containers=found.results[Line.LINE][-1].most,
        polls=f"{polled.a / requests.a:.1f}",
        phone=f"{(cost.phone + cost.texts) / cost.total:.0%}",
        each=f"${cost.total / 1_000:.2f}",
    )


def _limits(found: Study) -> Table:
    rows: list[tuple[float, list[str]]] = []
    line = found.results[Line.LINE]
    both = [(each, line) for each in (*limits.of_line(found.assumed), limits.instances())]
    both += [
        (limits.top_of_the_list(), found.results[Line.HUNT]),
        (limits.calls_a_second(), _at_one_call_a_second(found)),
    ]
    for limit, results in both:
        at = limits.reached(limit, results)
        rows.append((at or math.inf, [limit.name, _about(at, results), limit.then, limit.what, limit.source]))
    ordered = [row for _, row in sorted(rows, key=lambda pair: pair[0])]
    return Words(
        ["limit", "reached at about … handovers a day", "what happens then", "what to raise", "source"], ordered
    )


def _at_one_call_a_second(found: Study) -> Sequence[Result]:
    """Returns the waits at Twilio, with its default, of the sizes about which the limit is."""
    sizes = range(8_000, 40_000, 2_000)
    return [Result(Size(size, Line.QUEUE), [], queued=_queued(size, found.assumed, 1.0)) for size in sizes]


def _twilio(assumed: Assumptions) -> Table:
    rows = []
    for handovers in (3_000, 10_000, 30_000, 100_000):
        cells = [f"{handovers:,}"]
        for calls_a_second in (1.0, 5.0):
            waits = _queued(handovers, assumed, calls_a_second)
            late = sum(wait > 10 for wait in waits) / len(waits)
            cells += [f"{late:.1%}", _duration(percentile(waits, 0.95)), _duration(max(waits))]
        rows.append(cells)
    columns = [
        "handovers a day",
        "1 a second: later than 10 s",
        "p95",
        "longest",
        "5 a second: later than 10 s",
        "p95",
        "longest",
    ]
    return Table(columns, rows)


def _queued(handovers: int, assumed: Assumptions, calls_a_second: float) -> list[float]:
    """Returns how long each call of a day waits at Twilio."""
    waits, slot = [], 0.0
    for at in arrivals.times(handovers, assumed, Random("twilio")):
        slot = max(slot, at)
        waits.append(slot - at)
        slot += 1 / calls_a_second
    return waits


def _waiting_plots(found: Study) -> list[Plot]:
    sizes = [size for size in found.sizes if size <= _MOST_FOR_A_HUNT]

    def series(value: Callable[[Result], float]) -> dict[str, list[float | None]]:
        of = {line: [found.of(line, size) for size in sizes] for line in Line}
        return {str(line): [value(each) if each else None for each in results] for line, results in of.items()}

    lost = "hunting loses more and more customers, the line one in five at most, a queue a few in a hundred"
    return [
        Plot(
            "waiting",
            "Wait from the key to the talk, 95 in 100 wait less",
            "Lines over handovers a day: the wait with a hunt rises to minutes, in line to 100 s, with a queue below one.",
            sizes,
            series(lambda each: percentile(each.waited, 0.95)),
            unit="s",
            x_title="handovers a day",
            kind="lines",
            logarithmic=True,
        ),
        Plot(
            "lost",
            "Customers who pressed a key and talked to nobody",
            f"Lines over handovers a day: {lost}.",
            sizes,
            series(lambda each: 100 * (each.share(State.ABANDONED) + each.share(State.NO_AGENT))),
            unit="%",
            x_title="handovers a day",
            kind="lines",
            logarithmic=True,
        ),
    ]


def _containers_plot(found: Study) -> Plot:
    results = found.results[Line.LINE]
    return Plot(
        "containers",
        "Containers at once, of the 250 that a Code Engine project may have",
        "A line over handovers a day: from fewer than 20 containers at 10 a day to about 100 at 100,000 a day.",
        found.sizes,
        {"containers": [float(each.most) for each in results]},
        x_title="handovers a day",
        kind="lines",
        logarithmic=True,
    )


def _money_plot(found: Study) -> Plot:
    spent = [(costs.of(each, found.assumed, found.counts), each.size.handovers) for each in found.results[Line.LINE]]
    parts = {
        "phone": [cost.phone / size for cost, size in spent],
        "texts": [cost.texts / size for cost, size in spent],
        "compute, storage": [(cost.compute + cost.storage) / size for cost, size in spent],
        "page Now": [cost.now / size for cost, size in spent],
    }
    return Plot(
        "cost",
        "US dollars for each handover",
        "Lines over handovers a day: phone and text messages are nearly all; on larger desks texts cost more.",
        found.sizes,
        parts,
        unit="$",
        x_title="handovers a day",
        kind="lines",
        logarithmic=True,
    )


def _erlang() -> Table:
    return tables.erlang(
        [against_erlang(load, agents, 300.0, 40_000, seed=agents) for load, agents in ((1, 3), (5, 7), (20, 23))]
    )


def _against_the_sandbox(found: Study) -> Section:
    people = arrivals.people(_PLAYED_RATE, found.assumed, 7)[:_PLAYED]
    real = in_the_sandbox(people, _PLAYED_AGENTS, found.assumed)
    model = in_the_model(people, _PLAYED_AGENTS, found.assumed, dict(found.counts))
    intro = texts.SANDBOX.format(count=_PLAYED, agents=_PLAYED_AGENTS)
    return Section("Checked against the sandbox", intro, [tables.sandbox(real, model)])


def _reached(limit: limits.Limit, results: Sequence[Result]) -> str:
    return _about(limits.reached(limit, results), results)


def _about(size: float | None, results: Sequence[Result]) -> str:
    """Returns a size with two figures: more would claim too much."""
    if size is None:
        return f"not up to {results[-1].size.handovers:,}"
    return f"{float(f'{size:.2g}'):,.0f}" if size > SIZES[0] else "10 or fewer"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
