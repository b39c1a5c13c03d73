"""Cold starts: from the start of a process to the first answer, at three sizes of a container."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache

from bench.cases import CASES
from bench.container import Cold, program
from bench.deployed import Deployed, s3_server
from bench.interleave import Sample, Thunk, interleave
from bench.naive import program_in
from bench.report import Cell, Part, Plot, Section, Table, verdict
from bench.run import Run
from bench.throttle import Start, cpu_share
from tests.handover.deployment import Deployment
from tests.handover.twilio_stub import TwilioStub

_BARE, _NAIVE = "bare Python", "naive twin"
#: The sizes: shares of one CPU.
SHARES: Mapping[float, str] = {1.0: "one CPU", 0.5: "half a CPU", 0.25: "a quarter of a CPU"}
#: Seconds, at the most: a customer has picked up, on the smallest container that deploy.sh makes.
_GREETING, _GREETING_SHARE = 1.0, 0.25

_INTRO = """From the start of a process to the first answer, with the interpreter, the imports and the requests to storage
and Twilio (both on this machine, so without a network's round trips). Each value is of a fresh process on the built bundle,
which can import nothing else. What the platform does before (fetch and unpack the bundle) is not in it."""


@dataclass
class Measured:
    """Seconds at each size, by case; `how` a size is enforced. `wrong`: how many answers were not the right ones."""

    sizes: Mapping[float, Mapping[str, Sample]] = field(default_factory=dict)
    how: str = ""
    wrong: Mapping[float, Counter[str]] = field(default_factory=lambda: {share: Counter() for share in SHARES})


def section(run: Run) -> Section:
    found = measured(run)
    parts: list[Part] = [f"The CPU is limited by {found.how}."]
    for share, samples in found.sizes.items():
        parts += [_table(share, samples), *_wrong(found.wrong[share])]
    return Section("Cold starts", _INTRO, [*parts, _greeting(found), _plot(found)])


@cache
def measured(run: Run) -> Measured:
    """Measures all cases at all sizes, once in a run."""
    found = Measured()
    with ExitStack() as stack:
        server, twilio = stack.enter_context(s3_server(run.folder)), stack.enter_context(TwilioStub())
        thunks: dict[tuple[float, str], Thunk] = {}
        shares = [_GREETING_SHARE] if run.quick else list(SHARES)
        for share in shares:
            cpu = stack.enter_context(cpu_share(share))
            found.how = cpu.how
            cases = _thunks(run, Deployed(server, twilio), cpu.start, found.wrong[share])
            thunks |= {(share, name): thunk for name, thunk in cases.items()}
        samples = interleave(thunks, run.times(quick=1), unmeasured=0 if run.quick else 1)
    found.sizes = {share: {name: samples[at, name] for at, name in thunks if at == share} for share in shares}
    return found


def _thunks(run: Run, deployed: Deployed, begin: Start, wrong: Counter[str]) -> Mapping[str, Thunk]:
    cold, naive = Cold(run.bundle, begin), program_in(run.unpruned)
    on = deployed.on(cold)
    twins: dict[str, Thunk] = {_BARE: lambda: program("", begin), _NAIVE: lambda: program(naive, begin)}
    return twins | {name: _thunk(name, deployed, on, cold, wrong) for name in CASES}


def _thunk(name: str, deployed: Deployed, on: Deployment, cold: Cold, wrong: Counter[str]) -> Thunk:
    def once() -> float:
        send = CASES[name].prepare(deployed)
        try:
            send(on)
        except AssertionError:  # a time limit ran out, on a machine that is busy or small
            wrong[name] += 1
        return cold.took

    return once


def _wrong(wrong: Mapping[str, int]) -> list[Part]:
    if not wrong:
        return []
    counts = ", ".join(f"{name} {times}" for name, times in wrong.items())
    return [f"Answers that were not the right ones, because a time limit ran out: {counts}. They count all the same."]


def _table(share: float, samples: Mapping[str, Sample]) -> Table:
    rows = [_row(name, sample, samples[_NAIVE]) for name, sample in samples.items()]
    columns = ("", "ms", "of the naive twin", "target", "")
    return Table(columns, rows, f"With {SHARES[share]}")


def _row(name: str, sample: Sample, naive: Sample) -> tuple[Cell, ...]:
    ratio = sample.over(naive)
    target = CASES[name].cold if name in CASES else None
    shown = ("–", "") if target is None else (f"≤ {target:.2f}", verdict(ratio.median, target))
    return name, sample.scaled(1000), ratio.text(2), *shown


def _greeting(found: Measured) -> Part:
    took = found.sizes[_GREETING_SHARE]["twiml greet"]
    return (
        f"The greeting at {SHARES[_GREETING_SHARE]}: {took.text(2)} s, target ≤ {_GREETING:.1f} s, "
        f"{verdict(took.median, _GREETING)}."
    )


def _plot(found: Measured) -> Plot:
    names = next(iter(found.sizes.values()))
    series = {SHARES[at]: [sample.scaled(1000) for sample in samples.values()] for at, samples in found.sizes.items()}
    return Plot(
        "cold",
        "From the start of a process to the first answer",
        "Bars: milliseconds to the first answer of each action at one, a half and a quarter CPU, beside bare Python and the"
        " naive twin. The figures are in the tables above.",
        list(names),
        series,
        unit="ms",
    )
