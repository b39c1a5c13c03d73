"""Best-effort work may fail without an effect, and nothing is made before it is used."""

from __future__ import annotations

import pytest

from handover.services.storage import StorageError
from handover.services.telephony import TelephoneError, UnconfirmedError
from handover.usecases.start_call import start_call
from tests.handover.rig import Rig, call_request


@pytest.mark.parametrize("error", [StorageError("Storage is down."), TelephoneError("Twilio is down.")])
def test_a_best_effort_that_fails_is_a_warning(rig: Rig, error: Exception) -> None:
    with rig.ctx().best_effort("Writing the marker"):
        raise error
    assert rig.log.warnings == [f"Writing the marker failed: {error}"]


@pytest.mark.parametrize("error", [UnconfirmedError("A phone may ring."), ValueError("a defect")])
def test_other_errors_pass(rig: Rig, error: Exception) -> None:
    with pytest.raises(type(error)), rig.ctx().best_effort("Placing the call"):
        raise error
    assert rig.log.warnings == []


def test_a_best_effort_that_works_leaves_no_trace(rig: Rig) -> None:
    with rig.ctx().best_effort("Writing the marker"):
        pass
    assert rig.log.warnings == []


def test_storage_and_telephone_are_made_once_when_they_are_used(rig: Rig) -> None:
    ctx = rig.ctx()
    assert not {"storage", "telephone"} & vars(ctx).keys()
    assert ctx.storage is ctx.storage
    assert ctx.telephone is ctx.telephone


def test_a_start_makes_only_the_stores_that_it_uses(rig: Rig) -> None:
    ctx = rig.ctx()
    assert start_call(ctx, call_request()).ok
    made = {name for name in vars(ctx.storage) if not name.startswith("_")} - {"bucket", "keys"}
    assert made <= {"availability", "do_not_call", "handovers", "quotas", "sessions"}


def test_a_context_that_leaves_time_has_the_same_request_and_an_earlier_deadline(rig: Rig) -> None:
    ctx = rig.ctx(seconds=6.0)
    leaving = ctx.leaving(2.5)
    assert (leaving.app, leaving.log) == (ctx.app, ctx.log)
    rig.clock.step(3.0)
    assert (ctx.deadline.left(), leaving.deadline.left()) == (3.0, 0.5)
    rig.clock.step(0.5)
    with pytest.raises(StorageError, match="in time"):
        leaving.storage.last_sweep()
    assert ctx.storage.last_sweep() is None
