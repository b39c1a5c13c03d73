"""The dashboard's pages while more and more handovers are stored: the requests and the time must stay the same.

A day has 100 handovers at every size; with more handovers there are more days. Beside each page its listings alone are
requested and read, so that the speed of the storage server can be subtracted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench import stored
from bench.full_desk import NOW, PAGES, FullDesk
from bench.interleave import FEWEST, Sample, Thunk, interleave
from bench.report import Cell, Plot, Section, Table, verdict
from bench.run import Run
from bench.s3 import S3
from handover.services.storage.client import lazy_client
from handover.settings import read
from sandbox.world import Parts, World

SIZES, QUICK_SIZES = (100, 10_000, 100_000), (100, 1000)
PER_DAY = 100
#: The most time of a page without its listings, of that with the fewest stored handovers.
TARGET = 1.15
_COLUMNS = ("page", "stored", "requests", "ms", "LIST alone, ms", "ms without it", "of the fewest", "target")
_INTRO = (
    f"So many complete handovers are stored, {PER_DAY} on each working day. A new container that remembers nothing opens "
    "each page. Its listings alone are requested beside it, and their time is subtracted: how quickly a service lists among "
    "so many names is not the page's doing."
)


@dataclass(frozen=True)
class _Measured:
    """A page at a size: its number of storage requests, its time, and that of its listings alone."""

    requests: int
    whole: Sample
    listings: Sample

    @property
    def net(self) -> Sample:
        return self.whole.less(self.listings)


def section(run: Run) -> Section:
    """Returns the comparison."""
    sizes = QUICK_SIZES if run.quick else SIZES
    measured = _measure(sizes, run.times(3 * FEWEST, 3))
    table = Table(_COLUMNS, [row for page in PAGES for row in _rows(page, sizes, measured)], digits=1)
    return Section("The dashboard as storage fills", _INTRO, [table, _plot(sizes, measured)])


def _measure(sizes: Sequence[int], times: int) -> Mapping[tuple[str, int], _Measured]:
    pattern = stored.played()
    thunks: dict[str, Thunk] = {}
    requests: dict[tuple[str, int], int] = {}
    with ExitStack() as stack:
        for size in sizes:
            desk, found = stack.enter_context(_full_desk(pattern, size))
            for page, lines in found.items():
                listed = [line.removeprefix("LIST ") for line in lines if line.startswith("LIST ")]
                requests[page, size] = len(lines)
                thunks[f"{page} {size}"] = _timed(partial(desk.open, page))
                thunks[f"{page} {size} LIST"] = _timed(partial(desk.list, listed))
        samples = interleave(thunks, times)
    return {
        (page, size): _Measured(requests[page, size], samples[f"{page} {size}"], samples[f"{page} {size} LIST"])
        for page in PAGES
        for size in sizes
    }


@contextmanager
def _full_desk(pattern: stored.Pattern, size: int) -> Iterator[tuple[FullDesk, Mapping[str, list[str]]]]:
    """Yields a desk with so many handovers, and the storage requests of its pages."""
    with (
        S3(stored.copies(pattern, size, PER_DAY)) as bucket,
        World("openwhisk", Parts(bucket=bucket, start=NOW, timer=False)) as world,
    ):
        client = _Recording(lazy_client(read(world.settings, {}), world.agenda)())
        desk = FullDesk(world, lambda: client, PER_DAY)
        yield desk, desk.requests(client.take)


class _Recording:
    """A storage client that notes its requests."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._lines: list[str] = []

    def take(self) -> list[str]:
        """Returns the requests since this was last called."""
        taken, self._lines = self._lines, []
        return taken

    def get_object(self, *, Bucket: str, Key: str) -> Any:
        self._lines.append(f"GET {Key}")
        return self._client.get_object(Bucket=Bucket, Key=Key)

    def put_object(self, *, Bucket: str, Key: str, **more: Any) -> Any:
        self._lines.append(f"PUT {Key}")
        return self._client.put_object(Bucket=Bucket, Key=Key, **more)

    def list_objects_v2(self, *, Bucket: str, Prefix: str, **more: Any) -> Any:
        self._lines.append(f"LIST {Prefix}")
        return self._client.list_objects_v2(Bucket=Bucket, Prefix=Prefix, **more)


def _timed(work: Callable[[], object]) -> Thunk:
    """Returns a measurement of the whole call."""

    def thunk() -> None:
        work()

    return thunk


def _rows(page: str, sizes: Sequence[int], measured: Mapping[tuple[str, int], _Measured]) -> Iterator[list[Cell]]:
    fewest = measured[page, sizes[0]]
    for size in sizes:
        found = measured[page, size]
        ratio = found.net.over(fewest.net)
        worst = ratio.median if found.requests == fewest.requests else float("inf")
        times = [sample.scaled(1000) for sample in (found.whole, found.listings, found.net)]
        target = "" if size == sizes[0] else f"≤ {TARGET:.2f}, same requests: {verdict(worst, TARGET)}"
        yield [page, size, found.requests, *times, ratio.text(2), target]


def _plot(sizes: Sequence[int], measured: Mapping[tuple[str, int], _Measured]) -> Plot:
    series = {page: [measured[page, size].net.scaled(1000) for size in sizes] for page in PAGES}
    ends = ", ".join(
        f"{page} from {values[0].median:.0f} to {values[-1].median:.0f} ms" for page, values in series.items()
    )
    return Plot(
        "dashboard",
        "A page without its listings, by stored handovers",
        f"Lines of the time of each page without its listings, with {sizes[0]:,} to {sizes[-1]:,} stored handovers: {ends}.",
        [*sizes],
        series,
        "ms",
        "stored handovers",
        kind="lines",
        logarithmic=True,
    )
