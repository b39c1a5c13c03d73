"""While the phone rings, a start wakes what the call needs next, and nothing of the start depends on it."""

from __future__ import annotations

import threading

import pytest

from handover.core.call.events import EventKind
from handover.core.desk import config
from handover.usecases.start_call import start_call
from handover.usecases.wake import waking
from tests.fakes.wake_ups import RecordedWakeUps
from tests.handover.rig import DESK, OTHER, Rig, call_request
from tests.handover.twilio_stub import refuses

WOKEN = ["https://handover.example.org/twiml?step=wake", "https://handover.example.org/status?kind=wake"]


def test_a_start_wakes_what_the_call_needs_next(rig: Rig) -> None:
    assert start_call(rig.ctx(), call_request()).status == "dialing"
    assert rig.wake_ups.urls == WOKEN


def test_it_wakes_nothing_when_the_operator_does_not_want_it(rig: Rig) -> None:
    rig.desk(warm_up=False)
    assert start_call(rig.ctx(), call_request()).status == "dialing"
    assert rig.wake_ups.urls == []


def test_it_wakes_nothing_without_a_new_call(rig: Rig) -> None:
    rig.twilio.mishaps.append(refuses(400, 21211))
    assert start_call(rig.ctx(), call_request()).reason == "invalid_number"
    assert rig.wake_ups.urls == []
    start_call(rig.ctx(), call_request(number=OTHER))
    start_call(rig.ctx(), call_request(number=OTHER))
    assert rig.wake_ups.urls == WOKEN


def test_the_phone_rings_before_anything_is_woken(rig: Rig) -> None:
    dialled: list[list[str]] = []

    class Watching(RecordedWakeUps):
        def send(self, url: str, seconds: float) -> threading.Event:
            dialled.append(rig.twilio.dialled)
            return super().send(url, seconds)

    rig.wake_ups = Watching()
    reply = start_call(rig.ctx(), call_request())
    assert [len(calls) for calls in dialled] == [1, 1]
    assert rig.twilio.dialled == dialled[0]
    assert EventKind.PLACED in rig.storage.handovers.events_of(reply.handover_id, EventKind.PLACED)


def test_a_request_that_cannot_be_sent_holds_nobody(rig: Rig) -> None:
    rig.wake_ups = RecordedWakeUps(on_their_way=False)
    reply = start_call(rig.ctx(), call_request())
    assert (reply.ok, reply.status) == (True, "dialing")
    assert rig.log.warnings == []
    assert rig.handover(reply.handover_id).state == "dialing"


def test_a_system_without_threads_left_loses_nothing_of_the_call(rig: Rig) -> None:
    class NoThreads(RecordedWakeUps):
        def send(self, url: str, seconds: float) -> threading.Event:
            raise RuntimeError("can't start new thread")

    rig.wake_ups = NoThreads()
    reply = start_call(rig.ctx(), call_request())
    assert reply.status == "dialing"
    assert EventKind.PLACED in rig.storage.handovers.events_of(reply.handover_id, EventKind.PLACED)


@pytest.mark.parametrize(("seconds", "woken"), [(0.0, []), (0.4, []), (1.0, WOKEN)])
def test_with_too_little_time_it_wakes_nothing(rig: Rig, seconds: float, woken: list[str]) -> None:
    with waking(rig.ctx(seconds=seconds), config.read(DESK)):
        pass
    assert rig.wake_ups.urls == woken


def test_an_error_beside_it_passes(rig: Rig) -> None:
    with pytest.raises(KeyError), waking(rig.ctx(), config.read(DESK)):
        raise KeyError
    assert rig.wake_ups.urls == WOKEN


def test_the_addresses_have_no_ids_and_no_numbers(rig: Rig) -> None:
    start_call(rig.ctx(), call_request())
    assert not any(digit.isdecimal() for url in rig.wake_ups.urls for digit in url)
