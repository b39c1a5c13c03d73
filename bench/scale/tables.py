"""The tables of the page, each made from results. A row depends on its own size only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.report import Cell, Table
from bench.scale import costs, prices
from bench.scale.assumptions import Assumptions
from bench.scale.check import Checked
from bench.scale.counted import Requests
from bench.scale.model import Line
from bench.scale.played import Played
from bench.scale.study import Result, percentile
from handover.core.call.state import State

_HOUR = 3600
#: Columns that only some lines have: customers of a queue wait until they leave.
_MORE = {Line.HUNT: ("nobody",), Line.LINE: ("nobody", "called back"), Line.QUEUE: ()}


class Words(Table):
    """A table whose columns are all words."""

    def markdown(self) -> str:
        return super().markdown().replace(" ---: |", " --- |")


@dataclass(frozen=True)
class Study:
    """The results of each line, from small sizes to large. A size that a line cannot have is missing there."""

    assumed: Assumptions
    counts: Mapping[str, Requests]
    results: Mapping[Line, Sequence[Result]]

    def of(self, line: Line, handovers: int) -> Result | None:
        return next((each for each in self.results[line] if each.size.handovers == handovers), None)

    @property
    def sizes(self) -> list[int]:
        return [each.size.handovers for each in self.results[Line.QUEUE]]


def waiting(study: Study) -> Table:
    columns = ["handovers a day", "agents at the peak"]
    for line in Line:
        columns += [f"{line}: p50, p95", "in 20 s", "left", *_MORE[line]]
    return Table(columns, [_waiting(study, size) for size in study.sizes])


def _waiting(study: Study, size: int) -> list[Cell]:
    queue = study.of(Line.QUEUE, size)
    cells: list[Cell] = [f"{size:,}", max(queue.staff) if queue else "–"]
    for line in Line:
        result = study.of(line, size)
        if result is None:
            cells += ["–"] * (3 + len(_MORE[line]))
            continue
        waits = f"{percentile(result.waited, 0.5):.0f} s, {percentile(result.waited, 0.95):.0f} s"
        cells += [waits, _percent(result.within(20)), _percent(result.share(State.ABANDONED))]
        more = (_percent(result.share(State.NO_AGENT)), _percent(result.called_back))
        cells += more[: len(_MORE[line])]
    return cells


def load(study: Study) -> Table:
    """What runs at the peak, with the line."""
    columns = [
        *("handovers a day", "calls a second in the busiest hour", "calls at once, both legs"),
        *("containers at once", "runs in the busiest minute", "runs that start cold", "storage requests a second"),
    ]
    return Table(columns, [_load(study, result) for result in study.results[Line.LINE]])


def _load(study: Study, result: Result) -> list[Cell]:
    peak = max(study.assumed.hours) / _HOUR
    requests = costs.storage(result, study.counts)
    runs = sum(result.runs.values())
    return [
        f"{result.size.handovers:,}",
        f"{result.size.handovers * peak:.3f}",
        result.legs,
        result.most,
        result.minute,
        _percent(result.cold / runs),
        f"{(requests.a + requests.b) * peak:,.1f}",
    ]


def money(study: Study) -> Table:
    columns = [
        *("handovers a day", "phone", "texts", "compute", "storage", "page Now", "each"),
        *("a month", "each, hunt", "completed, hunt"),
    ]
    return Table(columns, [_money(study, size) for size in study.sizes])


def _money(study: Study, size: int) -> list[Cell]:
    line, hunt = study.of(Line.LINE, size), study.of(Line.HUNT, size)
    assert line is not None
    cost = costs.of(line, study.assumed, study.counts)
    parts = (cost.phone, cost.texts, cost.compute, cost.storage, cost.now)
    cells: list[Cell] = [f"{size:,}", *(f"${part / size:.4f}" for part in parts)]
    cells += [f"${cost.total / size:.2f}", f"${cost.total * study.assumed.days:,.0f}"]
    if hunt is None:
        return [*cells, "–", "–"]
    as_it_is = costs.of(hunt, study.assumed, study.counts).total / size
    return [*cells, f"${as_it_is:.2f}", _percent(hunt.ends[State.COMPLETED] / hunt.handovers)]


def storage(study: Study) -> Table:
    columns = ["handovers a day", "class A each", "class B each", "page Now: class A a day", "page Now: class B a day"]
    rows: list[list[Cell]] = []
    for result in study.results[Line.LINE]:
        requests, size = costs.storage(result, study.counts), result.size.handovers
        _, polled = costs.now_page(result, study.assumed)
        rows.append(
            [f"{size:,}", f"{requests.a / size:.0f}", f"{requests.b / size:.0f}", round(polled.a), round(polled.b)]
        )
    return Table(columns, rows)


def counted(counts: Mapping[str, Requests]) -> Table:
    rows = [[f"`{name}`", f"{each.a:g}", f"{each.b:g}"] for name, each in counts.items()]
    return Table(["run", "class A", "class B"], rows)


def erlang(checked: Sequence[Checked]) -> Table:
    columns = [
        "erlangs",
        "agents",
        "in 20 s: Erlang C",
        "in 20 s: simulated",
        "mean wait: Erlang C",
        "mean wait: simulated",
    ]
    rows: list[list[Cell]] = [
        [
            f"{each.load:g}",
            each.agents,
            f"{each.formula:.1%}",
            f"{each.simulated:.1%}",
            f"{each.mean_by_formula:.1f} s",
            f"{each.mean_simulated:.1f} s",
        ]
        for each in checked
    ]
    return Table(columns, rows)


def sandbox(real: Played, model: Played) -> Table:
    rows: list[list[Cell]] = [
        [f"ended as `{end}`", real.ends[end], model.ends[end]] for end in sorted({*real.ends, *model.ends})
    ]
    for share in (0.5, 0.95):
        waits = [f"{percentile(each.accepted, share):.1f} s" for each in (real, model)]
        rows.append([f"from key to key, {share:.0%}", *waits])
    rows += [[f"`{run}`", real.runs[run], model.runs[run]] for run in sorted({*real.runs, *model.runs})]
    rows.append(["storage, class A", round(real.storage.a), round(model.storage.a)])
    rows.append(["storage, class B", round(real.storage.b), round(model.storage.b)])
    return Table(["", "sandbox", "simulation"], rows)


def assumptions(assumed: Assumptions) -> Table:
    return Words(["what", "value", "source"], list(assumed.rows()))


def price_list() -> Table:
    rows = [[each.unit, f"${each.usd:.8f}".rstrip("0"), each.source] for each in prices.ALL]
    return Words(["for each", "US dollars", "source"], rows)


def _percent(share: float) -> str:
    return f"{share:.1%}"
