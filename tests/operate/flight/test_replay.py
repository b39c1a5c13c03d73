"""A replay tells what the stored events say, with the bundle's own states, from the bucket or from an export."""

from __future__ import annotations

from pathlib import Path

import pytest

from handover.core.call.events import Event, EventKind
from handover.usecases.cancel_call import cancel_call
from handover.usecases.start_call import start_call
from operate import export
from operate.errors import OperatorError
from operate.flight.history import from_bucket, from_export
from operate.flight.replay import Flight, tell, verdict
from tests.handover.rig import ANNA, CUSTOMER, MONDAY, Rig, call_request
from tests.handover.twilio_stub import CUT_BEFORE, refuses
from tests.operate.people import ADA, FakeRecords, called, whose

AGENTS = [{"id": "anna", "name": "Anna", "phone": ANNA, "language": "de"}]


def told(rig: Rig, handover_id: str) -> list[str]:
    return tell(from_bucket(rig.storage, handover_id), rig.clock.now())


def test_a_call_is_told_event_by_event_with_its_states(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request(name="Ada")).handover_id
    for kind, facts, attempt in (
        (EventKind.ANSWERED, {}, 0),
        (EventKind.HUNT, {"agents": AGENTS}, 0),
        (EventKind.ACCEPTED, {}, 1),
        (EventKind.ENDED, {"status": "completed"}, 0),
    ):
        rig.clock.step(5)
        rig.storage.handovers.add(handover_id, kind, rig.clock.now(), facts, attempt)
    lines = told(rig, handover_id)
    assert any("requested  [none → requested]  the permit was claimed" in line for line in lines)
    assert any("answered  [dialing → greeted]" in line for line in lines)
    assert any("hunt  [greeted → hunting]" in line and "Anna" in line for line in lines)
    assert any("accepted.1  [hunting → connected]  agent 1 pressed 1" in line for line in lines)
    assert any("ended  [connected → completed]" in line for line in lines)
    assert lines[-1].endswith("was placed once. Anna took it.")
    assert len([line for line in lines if line.startswith("Claimed: ")]) >= 2
    assert CUSTOMER not in "\n".join(lines)


def test_a_refused_request_says_why_no_call_was_placed(rig: Rig) -> None:
    reply = start_call(rig.ctx(), call_request(number="+33 1 42 68 53 00"))
    lines = told(rig, reply.handover_id)
    assert any("[none → refused]  no call was placed: country_not_allowed" in line for line in lines)
    assert lines[-1] == "Verdict: No call: country_not_allowed."


def test_a_call_that_twilio_refused_says_so(rig: Rig) -> None:
    rig.twilio.mishaps.append(refuses(400, 21215))
    lines = told(rig, start_call(rig.ctx(), call_request()).handover_id)
    assert lines[-1] == "Verdict: No call: country_not_allowed."


def test_a_lost_answer_stays_unknown(rig: Rig) -> None:
    rig.twilio.mishaps.append(CUT_BEFORE)
    lines = told(rig, start_call(rig.ctx(), call_request()).handover_id)
    assert lines[-1] == "Verdict: It is not known whether a call was placed; it is never placed again."


def test_a_cancelled_call_says_so(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    cancel_call(rig.ctx(), "session-1", "en")
    assert any("canceled  [dialing → canceled]" in line for line in told(rig, handover_id))


def test_reports_of_legs_stand_in_between(rig: Rig) -> None:
    handover_id = called(rig, "adas-chat", ADA)
    assert any("report  the customer's leg: customer-ringing" in line for line in told(rig, handover_id))


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_has_a_meaning_even_without_facts(kind: EventKind) -> None:
    lines = tell(Flight("20261123-x-1", [Event(kind, MONDAY)]), MONDAY)
    assert not any("an event of the kind" in line or "{" in line for line in lines)


def test_an_export_is_replayed_offline_with_the_same_story(rig: Rig, tmp_path: Path) -> None:
    handover_id = called(rig, "adas-chat", ADA)
    export.run(rig.storage, FakeRecords(), whose(ADA), tmp_path, "en", rig.clock, lambda _: None)
    offline = tell(from_export(tmp_path / "person.json", handover_id), rig.clock.now())
    assert offline == [line for line in told(rig, handover_id) if not line.startswith("Claimed: ")]


def test_what_is_not_there_is_a_sentence(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="There are no events of 20261123-none-1"):
        from_bucket(rig.storage, "20261123-none-1")
    (tmp_path / "person.json").write_text('{"handovers": [{"id": "a"}]}')
    with pytest.raises(OperatorError, match="it has: a"):
        from_export(tmp_path / "person.json", "b")
    (tmp_path / "person.json").write_text("[]")
    with pytest.raises(OperatorError, match=r"is not a person.json"):
        from_export(tmp_path / "person.json", "b")


def test_without_a_permit_nothing_was_dialled() -> None:
    assert verdict([], None) == "There is no permit on record, so nothing was dialled."
    assert verdict([Event(EventKind.VOID, MONDAY)], None) == "No call: the permit was void."
