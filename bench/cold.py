"""Cold starts: from the start of a process to the first answer, at three sizes of a container."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.cases import CASES
from bench.container import Cold, Launch, program
from bench.deployed import Deployed, s3_server
from bench.interleave import Sample, Thunk, interleave
from bench.naive import program_in
from bench.report import Cell, Part, Plot, Section, Table, verdict
from bench.run import Run
from bench.throttle import cpu_share
from tests.handover.deployment import Deployment
from tests.handover.twilio_stub import TwilioStub

_BARE, _NAIVE = "bare Python", "naive twin"
_SHARES = {1.0: "one CPU", 0.5: "half a CPU", 0.25: "a quarter of a CPU"}
#: Seconds, at the most: a customer has picked up, on the smallest container that deploy.sh makes.
_GREETING, _GREETING_SHARE = 1.0, 0.25

_INTRO = """From the start of a process to the first answer, with the interpreter, the imports and the requests to storage
and Twilio (both on this machine, so without a network's round trips). Each value is of a fresh process on the built bundle,
which can import nothing else. What the platform does before (fetch and unpack the bundle) is not in it."""


@dataclass
class _Size:
    """What was measured at one size. `wrong`: how many answers were not the right ones, by name."""

    samples: Mapping[str, Sample] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)


def section(run: Run) -> Section:
    measured: dict[float, _Size] = {}
    how = ""
    with s3_server(run.folder) as server, TwilioStub() as twilio:
        for share in (_GREETING_SHARE,) if run.quick else tuple(_SHARES):
            deployed = Deployed(server, twilio)
            with cpu_share(share) as cpu:
                how = how if share == 1 else cpu.how
                measured[share] = _measure(run, deployed, cpu.command if share < 1 else list)
    parts: list[Part] = [f"Less than one CPU is enforced by {how}."]
    for share, size in measured.items():
        parts += [_table(share, size.samples), *_wrong(size.wrong)]
    return Section("Cold starts", _INTRO, [*parts, _greeting(measured), _plot(measured)])


def _measure(run: Run, deployed: Deployed, launch: Launch) -> _Size:
    cold, size = Cold(run.bundle, launch), _Size()
    on, naive = deployed.on(cold), program_in(run.unpruned)
    thunks: dict[str, Thunk] = {_BARE: lambda: program("", launch), _NAIVE: lambda: program(naive, launch)}
    thunks |= {name: _thunk(name, deployed, on, cold, size.wrong) for name in CASES}
    size.samples = interleave(thunks, run.times(quick=1), unmeasured=0 if run.quick else 1)
    return size


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
    return Table(columns, rows, f"{_SHARES[share].capitalize()}")


def _row(name: str, sample: Sample, naive: Sample) -> tuple[Cell, ...]:
    ratio = sample.over(naive)
    target = CASES[name].cold if name in CASES else None
    shown = ("–", "") if target is None else (f"≤ {target:.2f}", verdict(ratio.median, target))
    return name, sample.scaled(1000), ratio.text(2), *shown


def _greeting(measured: Mapping[float, _Size]) -> Part:
    took = measured[_GREETING_SHARE].samples["twiml greet"]
    return (
        f"The greeting at {_SHARES[_GREETING_SHARE]}: {took.text(2)} s, target ≤ {_GREETING:.1f} s, "
        f"{verdict(took.median, _GREETING)}."
    )


def _plot(measured: Mapping[float, _Size]) -> Plot:
    names = next(iter(measured.values())).samples
    series = {
        _SHARES[share]: [sample.scaled(1000) for sample in size.samples.values()] for share, size in measured.items()
    }
    return Plot(
        "cold",
        "From the start of a process to the first answer",
        "Bars: milliseconds to the first answer of each action at one, a half and a quarter CPU, beside bare Python and the"
        " naive twin. The figures are in the tables above.",
        list(names),
        series,
        unit="ms",
    )
