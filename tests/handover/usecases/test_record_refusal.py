"""A chat's refused requests share a handover, each distinct one is recorded once, and their number is bounded."""

from __future__ import annotations

from handover.core.call.call_request import CallRequest
from handover.core.reply import Reply
from handover.services.storage.keys import handover_keys
from handover.usecases.record_refusal import record_refusal
from tests.handover.rig import Rig, at_once, call_request


def refuse(rig: Rig, request: CallRequest, reason: str = "invalid_number", limit: str = "") -> Reply:
    return record_refusal(rig.ctx(), request, refusal(reason), limit)


def refusal(reason: str) -> Reply:
    return Reply(False, "refused", "No call was placed.", reason)


def numbered(n: int, session: str = "session-1") -> CallRequest:
    return call_request(session, number=f"nonsense {n}", name=f"Ada {n}")


def test_the_refusals_of_a_chat_share_a_handover(rig: Rig) -> None:
    ids = {refuse(rig, numbered(n)).handover_id for n in range(3)}
    (handover_id,) = ids
    assert handover_id.startswith("20261123-")
    assert handover_id.endswith("-r")
    assert len(rig.objects(handover_keys.events(handover_id))) == 3
    assert len(rig.handover(handover_id).refusals) == 3


def test_another_chat_or_day_has_another_handover(rig: Rig) -> None:
    ids = {refuse(rig, numbered(1)).handover_id, refuse(rig, numbered(1, "session-2")).handover_id}
    rig.clock.step(86400)
    assert len(ids | {refuse(rig, numbered(1)).handover_id}) == 3


def test_the_latest_refusal_has_the_reason_and_the_request(rig: Rig) -> None:
    for n, reason in enumerate(("invalid_number", "closed", "desk_paused")):
        handover_id = refuse(rig, numbered(n), reason).handover_id
        rig.clock.step(60)
    found = rig.handover(handover_id)
    assert (found.state, found.reason, found.call_request.name) == ("refused", "desk_paused", "Ada 2")
    assert [event.facts["reason"] for event in found.refusals] == ["invalid_number", "closed", "desk_paused"]


def test_the_same_request_is_recorded_once_all_day(rig: Rig) -> None:
    for _ in range(5):
        refuse(rig, numbered(1))
        rig.clock.step(2 * 3600)
    assert len(rig.objects("v1/day/")) == 1


def test_the_same_request_at_the_same_moment_is_recorded_once(rig: Rig) -> None:
    replies = at_once([lambda: refuse(rig, numbered(1))] * 8)
    assert len({one.handover_id for one in replies}) == 1
    assert len(rig.objects("v1/day/")) == 1


def test_what_a_chat_can_store_in_a_day_is_bounded(rig: Rig) -> None:
    rig.clock.step(-9 * 3600)
    for n in range(480):
        refuse(rig, numbered(n))
        rig.clock.step(179)
    assert len(rig.objects("v1/day/")) <= 20
    assert any("too many" in warning for warning in rig.log.warnings)


def test_a_customer_who_comes_back_later_is_recorded_however_much_was_written_before(rig: Rig) -> None:
    for n in range(40):
        handover_id = refuse(rig, numbered(n)).handover_id
    assert len(rig.objects("v1/day/")) == 15
    rig.clock.step(6 * 3600)
    refuse(rig, numbered(99))
    assert rig.handover(handover_id).call_request.name == "Ada 99"


def test_a_request_that_is_not_recorded_still_has_the_handovers_id(rig: Rig) -> None:
    ids = {refuse(rig, numbered(n)).handover_id for n in range(30)}
    assert len(ids) == 1


def test_a_request_without_a_session_has_a_handover_of_its_own(rig: Rig) -> None:
    ids = [refuse(rig, numbered(n, session=""), "missing_session").handover_id for n in (1, 2, 2)]
    assert len(set(ids)) == 2
    assert rig.handover(ids[0]).call_request.name == "Ada 1"


def test_when_the_chats_refusals_cannot_be_listed_the_words_are_kept_all_the_same(rig: Rig) -> None:
    client = rig.client().failing(lambda method, _: method == "LIST")
    found = record_refusal(rig.ctx(rig.app(lambda: client)), numbered(1), refusal("closed"))
    assert rig.handover(found.handover_id).call_request.name == "Ada 1"


def test_the_limit_that_was_hit_is_recorded(rig: Rig) -> None:
    handover_id = refuse(rig, numbered(1), "limit_reached", "numbers_per_chat").handover_id
    (recorded,) = rig.handover(handover_id).refusals
    assert recorded.facts["limit"] == "numbers_per_chat"


def test_without_storage_the_chat_gets_its_refusal(rig: Rig) -> None:
    client = rig.client().failing()
    assert record_refusal(rig.ctx(rig.app(lambda: client)), numbered(1), refusal("closed")) == refusal("closed")
