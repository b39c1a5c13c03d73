"""A number on the do-not-call list is called only when its owner asks for a call again, whatever happens at the same
moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from handover.core.call.call_request import read_call_request
from handover.core.call.events import EventKind
from handover.core.reply import Reply
from handover.usecases.start_call import start_call
from handover.usecases.withdraw import withdraw
from tests.fakes.bucket import MemoryClient
from tests.handover.rig import CUSTOMER, Rig, call_request
from tests.handover.twilio_stub import CUT_AFTER

WITHDRAWN = {"question": "We will call +49 30 12345678 now. OK?", "answer": "yes"}
AGAIN = {"question": "You asked us not to call. Shall we call you after all?", "answer": "yes"}


def start(rig: Rig, consent: Mapping[str, str], session: str = "session-1") -> Reply:
    return start_call(rig.ctx(), call_request(session, consent=consent))


@pytest.fixture
def listed(rig: Rig) -> Rig:
    """A rig whose customer was called and took the consent back."""
    start(rig, WITHDRAWN)
    assert withdraw(rig.ctx(), "session-1", "", "").ok
    return rig


@pytest.mark.parametrize("session", ["session-1", "session-2"])
@pytest.mark.parametrize(
    "consent",
    [
        {},
        WITHDRAWN,
        {"question": "We will call +493012345678 now.  ok?", "answer": "Yes please"},
        {**AGAIN, "answer": "No, never"},
        {"question": AGAIN["question"]},
        {"question": "?", "answer": "1"},
    ],
    ids=["none", "the one taken back", "the same words", "a no", "no answer", "no words"],
)
def test_without_a_new_consent_the_number_is_not_called(listed: Rig, consent: Mapping[str, str], session: str) -> None:
    for _ in range(2):
        reply = start(listed, consent, session)
        assert (reply.ok, reply.status, reply.reason) == (False, "refused", "do_not_call")
    assert len(listed.twilio.dialled) == 1
    assert listed.storage.do_not_call.has(CUSTOMER)


@pytest.mark.parametrize("session", ["session-1", "session-2"])
def test_a_consent_in_other_words_asks_for_a_call_again(listed: Rig, session: str) -> None:
    assert start(listed, AGAIN, session).status == "dialing"
    assert len(listed.twilio.dialled) == 2
    assert not listed.storage.do_not_call.has(CUSTOMER)


def test_the_same_words_count_when_they_were_given_in_reply_to_the_refusal(listed: Rig) -> None:
    token = start(listed, WITHDRAWN).extra["withdrawal"]
    assert start(listed, {**WITHDRAWN, "withdrawal": "another"}).reason == "do_not_call"
    assert start(listed, {"withdrawal": token}).reason == "do_not_call"
    assert start(listed, {**WITHDRAWN, "withdrawal": token}).status == "dialing"


def test_a_repeated_request_does_not_undo_a_later_withdrawal(listed: Rig) -> None:
    token = start(listed, WITHDRAWN).extra["withdrawal"]
    assert start(listed, {**AGAIN, "withdrawal": token}).ok
    listed.clock.step(7200)
    assert withdraw(listed.ctx(), "session-1", "", "").ok
    assert start(listed, {**AGAIN, "withdrawal": token}).reason == "do_not_call"
    assert start(listed, AGAIN).reason == "do_not_call"
    assert start(listed, WITHDRAWN).reason == "do_not_call"
    fresh = start(listed, AGAIN).extra["withdrawal"]
    assert start(listed, {**AGAIN, "withdrawal": fresh}).ok


def test_the_dialog_sends_the_withdrawal_with_the_consent() -> None:
    assert read_call_request({"consent": {**AGAIN, "withdrawal": "abc"}}).consent["withdrawal"] == "abc"
    assert "withdrawal" not in read_call_request({"consent": {**AGAIN, "withdrawal": None}}).consent


def test_a_refusal_is_recorded_like_every_other(listed: Rig) -> None:
    reply = start(listed, WITHDRAWN)
    assert listed.handover(reply.handover_id).reason == "do_not_call"


def test_a_call_that_is_refused_for_another_reason_leaves_the_number_on_the_list(listed: Rig) -> None:
    listed.desk(paused=True)
    assert start(listed, AGAIN).reason == "desk_paused"
    assert listed.storage.do_not_call.has(CUSTOMER)


@pytest.mark.parametrize("consent", [WITHDRAWN, AGAIN, {}])
def test_a_list_that_cannot_be_read_means_no_call(listed: Rig, consent: Mapping[str, str]) -> None:
    client = listed.client().failing(lambda _, key: key.startswith("v1/do-not-call/"))
    reply = start_call(listed.ctx(listed.app(lambda: client)), call_request("session-2", consent=consent))
    assert reply.reason == "storage_unavailable"
    assert len(listed.twilio.dialled) == 1


@pytest.mark.parametrize("prefix", ["v1/do-not-call/", "v1/receipt/due/"])
def test_a_number_that_cannot_be_taken_off_the_list_is_not_called(listed: Rig, prefix: str) -> None:
    client = listed.client().failing(lambda method, key: method == "PUT" and key.startswith(prefix))
    reply = start_call(listed.ctx(listed.app(lambda: client)), call_request("session-2", consent=AGAIN))
    assert reply.reason == "storage_unavailable"
    assert len(listed.twilio.dialled) == 1


def test_asking_again_is_a_receipt(listed: Rig) -> None:
    start(listed, AGAIN)
    (due,) = listed.objects("v1/receipt/due/").values()
    assert (due["kind"], due["facts"]["question"], due["facts"]["answer"]) == ("renewed", AGAIN["question"], "yes")


class Meddler(MemoryClient):
    """A client at whose k-th request something else happens first."""

    def meddle(self, k: int, deed: Callable[[], object]) -> Meddler:
        self._k, self._deed, self._n = k, deed, 0
        return self

    def _once(self, method: str, key: str, operation: str, work: Callable[[], Any]) -> Any:
        self._n += 1
        if self._n == self._k:
            self._deed()
        return super()._once(method, key, operation, work)


def meddler(rig: Rig, k: int, deed: Callable[[], object]) -> Meddler:
    plain = rig.client().separate()
    return Meddler(plain._server, plain._clock, plain.faults, attempts=1).meddle(k, deed)


@pytest.mark.parametrize("withdrawing", ["session-1", "session-2"])
@pytest.mark.parametrize("consent", [{}, WITHDRAWN], ids=["no consent", "a consent given before"])
@pytest.mark.parametrize("k", range(1, 20))
def test_a_withdrawal_at_any_moment_of_a_start_prevents_or_cancels_the_call(
    rig: Rig, k: int, consent: Mapping[str, str], withdrawing: str
) -> None:
    earlier = start(rig, WITHDRAWN, "session-0").handover_id
    rig.storage.handovers.add(earlier, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
    rig.clock.step(7200)
    replies: list[Reply] = []
    client = meddler(rig, k, lambda: replies.append(withdraw(rig.ctx(rig.app()), withdrawing, CUSTOMER, "")))
    reply = start_call(rig.ctx(rig.app(lambda: client)), call_request(consent=consent))
    if replies:
        assert replies[0].ok
        assert rig.handover(reply.handover_id).state in ("refused", "canceled")  # every step of the call hangs up
        assert start(rig, consent).reason == "do_not_call"


@pytest.mark.parametrize("k", range(4, 14))
def test_a_consent_that_was_under_way_during_the_withdrawal_is_taken_back_too(rig: Rig, k: int) -> None:
    replies: list[Reply] = []
    client = meddler(rig, k, lambda: replies.append(withdraw(rig.ctx(rig.app()), "session-2", CUSTOMER, "")))
    reply = start_call(rig.ctx(rig.app(lambda: client)), call_request(consent=WITHDRAWN))
    if replies and rig.handover(reply.handover_id).state != "dialing":
        assert rig.handover(reply.handover_id).state in ("refused", "canceled")
        assert rig.twilio.ended == list(rig.twilio.calls)
        assert start(rig, WITHDRAWN).reason == "do_not_call"


@pytest.mark.parametrize("k", range(1, 24))
def test_a_withdrawal_while_its_owner_asks_again_holds(listed: Rig, k: int) -> None:
    """It is the later of the two: the start asked in reply to the withdrawal before."""
    before: int = len(listed.twilio.calls)
    replies: list[Reply] = []
    client = meddler(listed, k, lambda: replies.append(withdraw(listed.ctx(listed.app()), "session-2", CUSTOMER, "")))
    consent = {**AGAIN, "withdrawal": _token(listed)}
    reply = start_call(listed.ctx(listed.app(lambda: client)), call_request(consent=consent))
    if replies:
        assert listed.handover(reply.handover_id).state in ("refused", "canceled")
        assert listed.storage.do_not_call.has(CUSTOMER)
    else:
        assert len(listed.twilio.calls) == before + 1


def test_a_call_whose_answer_was_lost_hangs_up_when_the_number_was_withdrawn_meanwhile(rig: Rig) -> None:
    rig.twilio.mishaps.append(CUT_AFTER)
    replies: list[Reply] = []

    def withdraw_at(_: str, key: str) -> bool:
        if key.endswith("/unconfirmed") and not replies:
            replies.append(withdraw(rig.ctx(rig.app()), "session-2", CUSTOMER, ""))
        return False

    client = rig.client().failing(withdraw_at)
    reply = start_call(rig.ctx(rig.app(lambda: client)), call_request(consent=WITHDRAWN))
    assert rig.handover(reply.handover_id).state == "canceled"
    assert start(rig, WITHDRAWN).reason == "do_not_call"


def _token(rig: Rig) -> str:
    return rig.storage.do_not_call.token(CUSTOMER, rig.storage.do_not_call.in_force(CUSTOMER))
