"""A world: its clock triggers the scheduler, and the account has the desk's numbers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sandbox.host import Activation
from sandbox.world import DESK, Parts, World
from tests.fakes.worlds import in_memory


@pytest.mark.parametrize(
    "start", [datetime(2026, 11, 23, 9, 0, 20, tzinfo=UTC), datetime(2026, 11, 23, 9, 0, tzinfo=UTC)]
)
def test_the_scheduler_runs_at_every_full_minute(start: datetime) -> None:
    ran: list[Activation] = []
    with World("openwhisk", in_memory(Parts(start=start, watch=ran.append))) as world:
        world.agenda.advance(150)
    assert [(run.action, f"{run.at:%H:%M:%S}") for run in ran] == [("scheduler", "09:01:00"), ("scheduler", "09:02:00")]


def test_the_account_has_the_desks_numbers_and_each_answers() -> None:
    desk = {**DESK, "numbers": {"US": "+14155550132"}}
    with World("openwhisk", in_memory(Parts(desk=desk))) as world:
        world.customer.dial("+14155550132")
        world.agenda.advance(60)
        assert world.account.numbers["+14155550132"].voice_url == world.account.numbers[world.account.number].voice_url
        assert "Example Insurance" in world.customer.words()
