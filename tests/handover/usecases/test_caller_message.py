"""For a caller no call is open: they hear who we are and the hours, and may leave a message after they agreed to it."""

from __future__ import annotations

import itertools
from functools import partial
from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.core.call.state import State
from handover.services.storage import keys
from handover.services.storage.keys import handover_keys, recording_keys
from handover.usecases.sweep import sweep
from tests.fakes.bucket import CUT_AFTER, DOWN, MemoryBucket, nth
from tests.handover.actions.test_twiml import spoken, verbs
from tests.handover.callers import CALL, STRANGER, agrees, ends, form, handover_in, leaves, rings, speaks
from tests.handover.deployment import Deployment
from tests.handover.nobody_left import RECORDING, not_taken, recording_report, voicemail_desk
from tests.handover.rig import CUSTOMER, OTHER, Rig, at_once

WITHHELD = ("anonymous", "+266696687", "", "sip:x@example.org")


@pytest.fixture
def deployment(rig: Rig) -> Deployment:
    made = Deployment(rig)
    voicemail_desk(made)
    return made


def taken(rig: Rig) -> list[str]:
    return sorted(rig.objects("v1/message/"))


def messages(rig: Rig) -> set[str]:
    """The handovers that such calls have."""
    return {handover_keys.handover_in(name) for name in rig.objects("v1/day/")}


def test_a_caller_hears_who_we_are_and_the_hours_and_is_offered_a_message(deployment: Deployment, rig: Rig) -> None:
    before = set(rig.objects())
    document = rings(deployment)
    assert verbs(document) == ["Say", "Say", "Gather", "Gather", "Say", "Hangup"]
    for said in ("service desk", "open", "press 1", "you agree", "recorded, 2 minutes at most", "30 days"):
        assert said in spoken(document)
    assert set(rig.objects()) == before, "nothing is stored before they agree"


@pytest.mark.parametrize("voicemail", [{"enabled": False}, {"enabled": True, "messages_per_day": 0}])
def test_a_desk_that_takes_no_messages_says_what_it_said_before(
    deployment: Deployment, rig: Rig, voicemail: dict[str, Any]
) -> None:
    voicemail_desk(deployment, voicemail=voicemail)
    document = rings(deployment)
    assert verbs(document) == ["Say", "Hangup"]
    assert "please ask for a call in our chat" in spoken(document)
    assert verbs(agrees(deployment)) == ["Say", "Hangup"]
    assert messages(rig) == set()


@pytest.mark.parametrize("number", [STRANGER, *WITHHELD])
def test_a_message_is_kept_by_us_alone_and_shows_as_one(deployment: Deployment, rig: Rig, number: str) -> None:
    handover = leaves(deployment, number)
    assert (handover.state, handover.message_only) == (State.VOICEMAIL, True)
    assert handover.phone == (STRANGER if number == STRANGER else "")
    assert set(rig.server.objects(rig.bucket)) >= {recording_keys.voicemail(handover.id, "mp3")}
    assert rig.twilio.recordings[RECORDING].deleted == 1
    assert not rig.objects(keys.RECORDINGS_DUE)
    assert rig.twilio.calls == {}, "nobody is called"


def test_no_name_of_an_object_shows_the_number(deployment: Deployment, rig: Rig) -> None:
    leaves(deployment)
    assert not [name for name in rig.server.objects(rig.bucket) if "8765432" in name]


@pytest.mark.parametrize("key", ["2", "*", "#"])
def test_without_the_key_nothing_is_stored_and_they_are_asked_once_more(
    deployment: Deployment, rig: Rig, key: str
) -> None:
    assert verbs(agrees(deployment, key=key)) == ["Gather", "Say", "Hangup"]
    assert verbs(agrees(deployment, key=key, asked=2)) == ["Say", "Hangup"]
    assert messages(rig) == set()


def test_who_hangs_up_without_a_word_has_left_no_message(deployment: Deployment, rig: Rig) -> None:
    handover_id = handover_in(agrees(deployment))
    ends(deployment)
    assert rig.handover(handover_id).state is State.ABANDONED


def test_a_call_of_somebody_else_or_of_ours_offers_nothing(deployment: Deployment) -> None:
    document = deployment.step("leave_message", "", 1, Digits="1", CallSid=CALL, Direction="outbound-api")
    assert "sorry" in spoken(document)


def test_a_repeated_request_takes_one_place_and_one_handover(deployment: Deployment, rig: Rig) -> None:
    first, second = agrees(deployment), agrees(deployment)
    assert handover_in(first) == handover_in(second) != ""
    assert len(taken(rig)) == 2, "one of the number, one of the day"


def test_identical_requests_at_once_take_one_place_and_one_handover(rig: Rig) -> None:
    deployments = [Deployment(rig) for _ in range(6)]
    voicemail_desk(deployments[0])
    found = at_once([partial(agrees, each) for each in deployments])
    assert len({handover_in(document) for document in found}) == 1
    assert len(taken(rig)) == 2
    assert len(messages(rig)) == 1


def test_a_number_leaves_so_many_messages_a_day(deployment: Deployment, rig: Rig) -> None:
    sids = [f"CA{n:032d}" for n in range(4)]
    documents = [agrees(deployment, sid=sid) for sid in sids]
    assert [bool("Redirect" in verbs(document)) for document in documents] == [True, True, False, False]
    assert "no more messages today" in spoken(documents[-1])
    assert "Redirect" in verbs(agrees(deployment, OTHER, "CA" + "8" * 32)), "another number still can"
    rig.clock.step(24 * 3600)
    assert "Redirect" in verbs(agrees(deployment, sid=sids[3]))


@pytest.mark.parametrize("at_the_same_moment", [False, True])
def test_all_numbers_together_leave_so_many_and_withheld_ones_half(rig: Rig, at_the_same_moment: bool) -> None:
    made = [Deployment(rig) for _ in range(9)]
    voicemail_desk(made[0], voicemail={"enabled": True, "messages_per_day": 4})
    numbers = ["anonymous"] * 4 + [f"+49309876500{n}" for n in range(5)]
    calls = [partial(agrees, made[n], number, f"CA{n:032d}") for n, number in enumerate(numbers)]
    documents = at_once(calls) if at_the_same_moment else [call() for call in calls]
    accepted = ["Redirect" in verbs(document) for document in documents]
    assert sum(accepted[:4]) <= 2
    assert sum(accepted) == 4
    assert len(messages(rig)) == 4


def test_who_has_a_call_that_was_missed_is_connected_and_not_offered_a_message(deployment: Deployment) -> None:
    handover_id = str(deployment.start()["handover_id"])
    deployment.report("customer", handover_id, CallStatus="busy")
    assert "Dial" in verbs(rings(deployment, CUSTOMER))


def test_a_message_does_not_count_as_a_call_and_does_not_hinder_one(deployment: Deployment) -> None:
    agrees(deployment, CUSTOMER)
    assert deployment.start()["ok"]


@pytest.mark.parametrize("k", range(1, 14))
@pytest.mark.parametrize("fault", [DOWN, CUT_AFTER], ids=["outage", "answer lost"])
def test_a_fault_at_any_request_records_nothing_without_a_place_and_a_handover(
    deployment: Deployment, rig: Rig, k: int, fault: Any
) -> None:
    assert isinstance(rig.server, MemoryBucket)
    count = itertools.count(1)

    def outage(*_: str) -> bool:
        return next(count) >= k

    rig.server.faults.add(fault, when=outage if fault is DOWN else nth(k), times=None)
    document = agrees(deployment)
    rig.server.faults.clear()
    if "Redirect" in verbs(document):
        handover_id = handover_in(document)
        assert rig.handover(handover_id).message_only
        assert len(taken(rig)) == 2
        speaks(deployment, handover_id)
    else:
        assert verbs(document) == ["Say", "Hangup"]
        ends(deployment)
        for minutes in (5, 15, 45):
            rig.clock.step(minutes * 60)
            sweep(rig.ctx(seconds=45))
    handovers = [rig.storage.handovers.load(one, rig.clock.now()) for one in messages(rig)]
    assert [one.state for one in handovers if one and one.live] == []
    assert len(handovers) <= 1


def test_a_recording_of_another_call_is_not_ours(deployment: Deployment, rig: Rig) -> None:
    sid = "CA" + "1" * 32
    handover_id = handover_in(agrees(deployment))
    assert recording_report(deployment, handover_id, CallSid=sid) == 400
    deployment.step("recorded", handover_id, 0, **form(sid=sid, RecordingSid=RECORDING, RecordingDuration="17"))
    assert EventKind.VOICEMAIL not in rig.storage.handovers.events_of(handover_id, EventKind.VOICEMAIL)


def test_a_recording_that_no_call_offered_is_no_message(deployment: Deployment, rig: Rig) -> None:
    voicemail_desk(deployment, voicemail={"enabled": False})
    handover_id = not_taken(deployment)
    document = deployment.step("recorded", handover_id, RecordingSid=RECORDING, RecordingDuration="17")
    assert "sorry" in spoken(document)
    assert not rig.objects(keys.RECORDINGS_DUE)
    assert EventKind.VOICEMAIL not in rig.storage.handovers.events_of(handover_id, EventKind.VOICEMAIL)
