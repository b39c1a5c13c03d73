"""A withdrawal puts the number on the do-not-call list, cancels what is live, and is kept as a receipt."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from handover.core.call.events import EventKind
from handover.core.reply import Reply
from handover.usecases.start_call import start_call
from handover.usecases.withdraw import withdraw
from sandbox.bucket.faults import When
from tests.fakes.bucket import CUT_AFTER, CUT_BEFORE, nth
from tests.handover.rig import CUSTOMER, OTHER, Rig, call_request
from tests.handover.twilio_stub import CUT_AFTER as ANSWER_LOST

CONSENT = {"question": "We will call +49 30 12345678 now. OK?", "answer": "yes"}


def place(rig: Rig, session: str = "session-1", number: str = CUSTOMER) -> str:
    reply = start_call(rig.ctx(), call_request(session, number, consent=CONSENT))
    assert reply.ok
    return reply.handover_id


def end(rig: Rig, handover_id: str) -> None:
    rig.storage.handovers.add(handover_id, EventKind.ENDED, rig.clock.now(), {"status": "busy"})


def take_back(rig: Rig, session: str = "session-1", number: str = "", language: str = "") -> Reply:
    return withdraw(rig.ctx(), session, number, language)


def kinds(rig: Rig, number: str = CUSTOMER) -> list[str]:
    chain = rig.storage.consents.chain(rig.storage.consents.person(number))
    return [body["kind"] for _, body in chain]


def test_the_number_of_the_chats_latest_call_is_not_called_again(rig: Rig) -> None:
    end(rig, place(rig))
    reply = take_back(rig)
    assert (reply.ok, reply.status, reply.reason, reply.extra) == (True, "withdrawn", "", {})
    assert CUSTOMER[-2:] in reply.message
    for session in ("session-1", "session-2"):
        assert start_call(rig.ctx(), call_request(session, consent=CONSENT)).reason == "do_not_call"
    assert len(rig.twilio.dialled) == 1


@pytest.mark.parametrize("typed", [OTHER, "+49 (0)30 12345679", "030 12345679"])
def test_a_given_number_counts_and_is_read_as_a_start_reads_it(rig: Rig, typed: str) -> None:
    assert take_back(rig, number=typed).ok
    assert rig.storage.do_not_call.has(OTHER)
    assert start_call(rig.ctx(), call_request(number=typed)).reason == "do_not_call"
    assert rig.twilio.dialled == []


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "please don't call 030 12345679 any more",
            "bitte nicht mehr unter 030 12345679 anrufen",
            "nicht 030 12345679",
        ),
        *("030 12345679 Durchwahl 12", "+4930 12345679"),
    ],
)
def test_the_number_that_is_not_to_be_called_is_read_in_a_sentence(rig: Rig, typed: str) -> None:
    assert take_back(rig, number=typed).ok
    assert rig.storage.do_not_call.has(OTHER)


def test_which_of_two_numbers_is_asked(rig: Rig) -> None:
    reply = take_back(rig, number="030 12345679 oder 0152 28179386", language="en")
    assert (reply.ok, reply.reason, len(reply.extra["options"])) == (False, "ambiguous_number", 2)
    assert not rig.storage.do_not_call.has(OTHER)


def test_a_number_that_may_be_called_is_not_put_on_the_list_in_place_of_the_other(rig: Rig) -> None:
    reply = take_back(rig, number="don't call 030 23125123, call 0152 28179386")
    assert (reply.ok, reply.reason, len(reply.extra["options"])) == (False, "ambiguous_number", 2)
    assert kinds(rig, "+4915228179386") == []


def test_a_number_of_a_country_that_is_not_called_is_noted_too(rig: Rig) -> None:
    assert take_back(rig, number="+33 1 42 68 53 00").ok
    assert rig.storage.do_not_call.has("+33142685300")


def test_a_withdrawal_needs_a_chat_and_a_number(rig: Rig) -> None:
    assert take_back(rig, session="", number=OTHER).reason == "missing_session"
    assert take_back(rig).reason == "missing_number"
    assert take_back(rig, number="never again").reason == "invalid_number"
    assert rig.objects("v1/do-not-call/") == {}


def test_without_a_desk_a_number_with_its_country_code_is_noted(rig: Rig) -> None:
    rig.server.put(rig.bucket, "desk.json", b"{}")
    rig.storage.bucket.delete("v1/desk/last-good.json")
    app = rig.app()
    assert withdraw(rig.ctx(app), "session-1", "+49 30 12345679", "").ok
    assert withdraw(rig.ctx(app), "session-1", "030 12345679", "").reason == "invalid_number"


def test_a_call_under_way_is_cancelled(rig: Rig) -> None:
    handover_id = place(rig)
    reply = take_back(rig)
    assert (reply.ok, reply.handover_id) == (True, handover_id)
    assert "cancelled" in reply.message
    assert rig.twilio.ended == list(rig.twilio.calls)
    assert rig.handover(handover_id).state == "canceled"


def test_a_call_to_the_number_from_another_chat_is_cancelled_too(rig: Rig) -> None:
    ours, theirs = place(rig, "session-1", OTHER), place(rig, "session-2", CUSTOMER)
    assert take_back(rig, "session-1", CUSTOMER).ok
    assert [rig.handover(ours).state, rig.handover(theirs).state] == ["canceled", "canceled"]
    assert len(rig.twilio.ended) == 2
    assert not rig.storage.do_not_call.has(OTHER)


def test_a_call_whose_answer_was_lost_is_cancelled(rig: Rig) -> None:
    rig.twilio.mishaps.append(ANSWER_LOST)
    handover_id = place(rig)
    assert take_back(rig).ok
    assert rig.handover(handover_id).state == "canceled"
    assert rig.twilio.ended == list(rig.twilio.calls)


def test_a_conversation_goes_on_and_the_number_is_noted(rig: Rig) -> None:
    handover_id = place(rig)
    agents = [{"id": "anna", "name": "Anna", "phone": "+493012345671", "language": "en"}]
    rig.storage.handovers.add(handover_id, EventKind.HUNT, rig.clock.now(), {"agents": agents})
    rig.storage.handovers.add(handover_id, EventKind.ACCEPTED, rig.clock.now(), {"agent": "anna"}, 1)
    reply = take_back(rig)
    assert (reply.ok, rig.twilio.ended) == (True, [])
    assert "goes on" in reply.message
    assert rig.handover(handover_id).live
    assert rig.storage.do_not_call.has(CUSTOMER)


def test_a_second_withdrawal_has_the_same_result(rig: Rig) -> None:
    place(rig)
    assert take_back(rig).extra == {}
    again = take_back(rig)
    assert (again.ok, again.status, again.extra) == (True, "withdrawn", {"already": True})
    assert len(rig.twilio.ended) == 1


def test_the_reply_is_in_the_chats_language_else_the_handovers(rig: Rig) -> None:
    start_call(rig.ctx(), call_request(language="de"))
    assert "nicht mehr an" in take_back(rig).message
    assert "not call" in take_back(rig, language="en").message


def test_the_receipts_show_consent_use_and_withdrawal_in_this_order(rig: Rig) -> None:
    handover_id = place(rig)
    rig.clock.step(60)
    take_back(rig)
    chain = rig.storage.consents.chain(rig.storage.consents.person(CUSTOMER))
    given, used, withdrawn = (body for _, body in chain)
    assert [given["kind"], used["kind"], withdrawn["kind"]] == ["given", "used", "withdrawn"]
    assert (given["facts"]["question"], given["facts"]["answer"]) == (CONSENT["question"], "yes")
    assert given["subject"] == used["subject"] == handover_id
    assert given["at"] < withdrawn["at"]
    assert rig.storage.consents.broken_at(rig.storage.consents.person(CUSTOMER)) is None
    assert rig.objects("v1/receipt/due/") == {}


def from_on(k: int) -> When:
    numbers = itertools.count(1)
    return lambda *_: next(numbers) >= k


@pytest.mark.parametrize(
    ("when", "fault"),
    [(nth, CUT_BEFORE), (nth, CUT_AFTER), (from_on, CUT_BEFORE), (from_on, CUT_AFTER)],
    ids=["one request", "one answer", "all requests from then on", "all answers from then on"],
)
@pytest.mark.parametrize("k", range(1, 30))
def test_with_any_fault_what_is_said_is_so_and_a_second_try_completes_it(
    rig: Rig, k: int, when: Callable[[int], When], fault: object
) -> None:
    handover_id = place(rig)
    client = rig.client().failing(when(k), fault)  # type: ignore[arg-type]
    reply = withdraw(rig.ctx(rig.app(lambda: client)), "session-1", "", "")
    if reply.status == "withdrawn":
        assert rig.storage.do_not_call.has(CUSTOMER)
    if reply.ok:
        assert rig.handover(handover_id).state == "canceled"
        assert "withdrawn" in kinds(rig) or rig.objects("v1/receipt/due/")
    else:
        assert reply.reason == "storage_unavailable"
    assert take_back(rig).ok
    assert rig.handover(handover_id).state == "canceled"
    assert start_call(rig.ctx(), call_request(consent=CONSENT)).reason == "do_not_call"
    assert kinds(rig)[:2] == ["given", "used"]
    assert kinds(rig)[-1] == "withdrawn"
