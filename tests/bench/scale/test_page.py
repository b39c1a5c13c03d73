"""docs/scale.md is what `make scale` would write: its cheap parts are made again and looked for in the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.scale import arrivals, costs, counted, page, tables, texts
from bench.scale.assumptions import Assumptions
from bench.scale.model import Line
from bench.scale.played import in_the_model, in_the_sandbox
from bench.scale.study import percentile, play
from bench.scale.tables import Study
from sandbox.play.runner import make_world
from sandbox.play.runner import play as play_story
from sandbox.play.scenarios import STORIES
from sandbox.twilio.segments import segments
from tests.fakes.worlds import in_memory

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
ASSUMED = Assumptions()
STALE = "docs/scale.md is out of date: run `make scale`"
#: Storage requests of a run may differ so much from those in the file before it must be written anew.
_DRIFT = 0.1


@pytest.mark.parametrize("size", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_the_rows_of_small_desks_come_out_again(size: int) -> None:
    results = {line: [play(page.size_of(size, line), ASSUMED)] for line in Line}
    study = Study(ASSUMED, counted.read(), results)
    for table in (tables.waiting(study), tables.load(study), tables.money(study), tables.storage(study)):
        assert table.markdown().splitlines()[-1] in PAGE, STALE


def test_the_page_has_the_assumptions_and_the_prices_of_the_code() -> None:
    for table in (tables.assumptions(ASSUMED), tables.price_list(), tables.counted(counted.read())):
        assert table.markdown() in PAGE, STALE


def test_the_page_has_the_paragraphs_of_the_code() -> None:
    for paragraph in (texts.INTRO, texts.WAITING, texts.TWILIO, texts.LOAD, texts.MONEY, texts.STORAGE, texts.ERLANG):
        assert paragraph in PAGE, STALE


def test_every_plot_of_the_page_is_there() -> None:
    plots = re.findall(r"\((images/scale/[a-z-]+\.svg)\)", PAGE)

    assert plots
    assert all((ROOT / "docs" / plot).read_text(encoding="utf-8").lstrip().startswith("<") for plot in plots)


def test_the_simulation_plays_people_as_the_sandbox_does() -> None:
    callers = arrivals.people(1_500, ASSUMED, 7)[:12]
    real = in_the_sandbox(callers, 3, ASSUMED)
    model = in_the_model(callers, 3, ASSUMED, dict(counted.read()))

    assert model.ends == real.ends
    assert model.accepted == pytest.approx(real.accepted, abs=1.0)
    assert percentile(real.accepted, 0.95) > percentile(real.accepted, 0.05)  # somebody waited for agents who talk
    assert sum(model.runs.values()) == pytest.approx(sum(real.runs.values()), rel=0.05)


@pytest.mark.slow
def test_the_text_with_the_link_has_as_many_segments_as_are_paid() -> None:
    story = STORIES["second-agent"]
    with make_world(story, "code-engine", in_memory()) as world:
        play_story(story, world)
        sent = [segments(message.body) for message in world.network.messages]

    assert sent == [costs.LINK_SEGMENTS] * 2


@pytest.mark.slow
def test_the_counts_of_storage_requests_are_those_of_the_code() -> None:
    known, now = counted.read(), counted.count()

    assert set(known) == set(now), STALE
    for run, requests in now.items():
        assert known[run].a == pytest.approx(requests.a, rel=_DRIFT, abs=0.5), f"{run}: {STALE}"
        assert known[run].b == pytest.approx(requests.b, rel=_DRIFT, abs=1.0), f"{run}: {STALE}"
