"""An erasure deletes everything about one person, nothing about anybody else, and can be repeated until it is whole."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable

import pytest

from handover.core.chat.turn import ChatLine, Source, Turn
from handover.services.storage import keys
from handover.services.storage.keys import chat_keys, consent_keys, handover_keys, recording_keys
from handover.services.storage.voicemails import of_call
from operate import erase
from operate.errors import OperatorError, ProblemsError
from operate.privacy.twilio_records import Record
from sandbox.bucket.faults import StorageFault
from tests.handover.callers import leaves
from tests.handover.deployment import Deployment
from tests.handover.nobody_left import voicemail_desk
from tests.handover.rig import Rig
from tests.handover.twilio_stub import refuses
from tests.handover.usecases.booked import booked
from tests.handover.usecases.booked import run as scheduler
from tests.operate.people import ADA, BOB, FakeRecords, called, refused, whose

TYPED_AS_ADA = "030 12345678"
FRENCH = "+33 1 42 68 53 00"


def run(rig: Rig, records: FakeRecords, number: str = "", session: str = "", yes: bool = True) -> list[str]:
    """Runs the command. Returns what it prints."""
    said: list[str] = []
    erase.run(rig.storage, records, whose(number, session), yes, rig.clock, said.append)
    return said


def stored(rig: Rig) -> str:
    """Returns all names and bodies in the bucket, without the receipts of erasures."""
    found = {key: body for key, body in rig.objects().items() if not key.startswith("v1/erased/")}
    return json.dumps(found, ensure_ascii=False)


def nth_delete(k: int) -> Callable[[str, str], bool]:
    """Holds for the k-th delete only, counted from 0."""
    deletes = itertools.count()
    return lambda method, _: method == "DELETE" and next(deletes) == k


class TestByNumber:
    def test_everything_of_the_number_goes_and_all_else_stays(self, rig: Rig, records: FakeRecords) -> None:
        called(rig, "bobs-chat", BOB)
        refused(rig, "bobs-chat", FRENCH)
        before = rig.objects()
        ada = called(rig, "adas-chat", ADA)
        called(rig, "adas-second-chat", TYPED_AS_ADA)
        run(rig, records, ADA)
        assert "adas" not in stored(rig)
        assert ada not in stored(rig)
        assert ADA not in stored(rig)
        assert {key: body for key, body in rig.objects().items() if not key.startswith("v1/erased/")} == before

    @pytest.mark.parametrize("minutes", [1, 60])
    def test_a_booking_goes_with_its_indexes_whether_it_was_dialled_or_waits(
        self, rig: Rig, records: FakeRecords, minutes: int
    ) -> None:
        called(rig, "bobs-chat", BOB)
        booking = booked(rig, minutes, session="adas-chat", phone=ADA, wish={"session_id": "adas-chat"})
        scheduler(rig, 1)
        rig.storage.no_texts.note(ADA, rig.clock.now(), 21610)
        rig.clock.step(2 * 3600)
        run(rig, records, ADA)
        left = rig.objects()
        assert booking not in stored(rig)
        assert not [key for key in left if key.startswith(("v1/due/", "v1/booked/", "v1/no-text/"))]

    def test_a_rating_and_its_comment_go_too(self, rig: Rig, records: FakeRecords) -> None:
        ada = called(rig, "adas-chat", ADA)
        rig.storage.handovers.rate(ada, rig.clock.now(), {"rating": 1, "comment": "adas words"}, 0)
        run(rig, records, ADA)
        assert "adas words" not in stored(rig)
        assert ada not in stored(rig)

    def test_turns_of_every_source_and_what_was_requested_of_watsons_logs_go_too(
        self, rig: Rig, records: FakeRecords
    ) -> None:
        ada = called(rig, "adas-chat", ADA)
        line, at = ChatLine("customer", "adas words"), rig.clock.now().isoformat()
        for source in (Source.WEB_CHAT, Source.LOGS_API):
            rig.storage.turns.keep(Turn(f"log-{source}", "adas-chat", at, 2, "", "", (line,), source))
        rig.storage.log_requests.claim(ada, 1, rig.clock.now())
        rig.storage.log_requests.done(ada)
        run(rig, records, ADA)
        assert "adas words" not in stored(rig)
        assert ada not in stored(rig)

    def test_a_plan_deletes_nothing_and_counts(self, rig: Rig, records: FakeRecords) -> None:
        called(rig, "adas-chat", ADA)
        before = rig.objects()
        said = run(rig, records, ADA, yes=False)
        assert rig.objects() == before
        assert said[0] == "About the number …78, would delete:"
        assert "  1 handovers, with:" in said
        assert "  1 turns of the chat" in said
        assert said[-1].startswith("Nothing was deleted.")

    def test_a_second_run_finds_nothing(self, rig: Rig, records: FakeRecords) -> None:
        called(rig, "adas-chat", ADA)
        run(rig, records, ADA)
        assert run(rig, records, ADA) == ["Nothing is kept about the number …78."]

    def test_a_refused_request_is_found_by_the_number_that_was_typed(self, rig: Rig, records: FakeRecords) -> None:
        refused(rig, "adas-chat", FRENCH)
        refused(rig, "bobs-chat", "+33 1 42 68 53 01")
        run(rig, records, "+33142685300")
        assert "68 53 00" not in stored(rig)
        assert "68 53 01" in stored(rig)

    @pytest.mark.parametrize("typed", [f"+43 1 5880081 / {FRENCH}", f"nicht {FRENCH}", f"{FRENCH} poste 12"])
    def test_a_refused_sentence_is_found_by_any_number_in_it(self, rig: Rig, records: FakeRecords, typed: str) -> None:
        refused(rig, "adas-chat", typed)
        run(rig, records, "+33142685300")
        assert "68 53 00" not in stored(rig)

    def test_of_a_chats_refused_requests_only_those_with_the_number_go(self, rig: Rig, records: FakeRecords) -> None:
        refused(rig, "shared-chat", FRENCH)
        refused(rig, "shared-chat", "+33 1 42 68 53 01")
        run(rig, records, "+33142685300")
        assert "68 53 00" not in stored(rig)
        assert "68 53 01" in stored(rig)

    def test_counters_and_their_marks_go_with_the_number(self, rig: Rig, records: FakeRecords) -> None:
        rig.twilio.mishaps.append(refuses(400, 21215))
        refused(rig, "adas-chat", ADA)
        assert any(key.endswith(".released") for key in rig.objects())
        run(rig, records, ADA)
        assert [key for key in rig.objects() if key.startswith(("v1/number/", "v1/total/", "v1/country/"))] == []

    def test_a_chat_that_two_numbers_share_keeps_its_turns_and_the_others_handover(
        self, rig: Rig, records: FakeRecords
    ) -> None:
        ada = called(rig, "shared-chat", ADA)
        bob = called(rig, "shared-chat", BOB)
        said = run(rig, records, ADA)
        assert any("another number shares" in line for line in said)
        assert ada not in stored(rig)
        assert rig.handover(bob).phone == BOB
        assert len(rig.storage.turns.of_session("shared-chat")) == 2
        assert [pointer.handover_id for pointer in rig.storage.sessions.pointers("shared-chat")] == [bob]

    def test_a_number_is_not_another_one_that_begins_alike(self, rig: Rig, records: FakeRecords) -> None:
        called(rig, "bobs-chat", "+4930123456789")
        before = rig.objects()
        assert run(rig, records, ADA) == ["Nothing is kept about the number …78."]
        assert rig.objects() == before

    def test_rows_and_packs_that_hold_the_person_go(self, rig: Rig, records: FakeRecords) -> None:
        ada = called(rig, "adas-chat", ADA)
        called(rig, "bobs-chat", BOB)
        rig.server.put(
            rig.bucket, f"v1/row/{ada[:8]}/day.x", json.dumps({"rows": {f"v1/row/{ada[:8]}/{ada}.m": {}}}).encode()
        )
        rig.server.put(rig.bucket, f"v1/row/{ada[:8]}/{ada}.m", b'{"name": "name of adas-chat"}')
        rig.server.put(rig.bucket, f"v1/row/{ada[:8]}/day.y", b'{"rows": {}}')
        for name, chats in (("x", {ada: "hail"}), ("y", {"another": "hail"})):
            rig.server.put(rig.bucket, f"{chat_keys.chat_words(ada[:8])}{name}", json.dumps({"chats": chats}).encode())
        run(rig, records, ADA)
        assert list(rig.objects(f"v1/row/{ada[:8]}/")) == [f"v1/row/{ada[:8]}/day.y"]
        assert list(rig.objects("v1/said/")) == [f"v1/said/{ada[:8]}/y"]

    def test_the_consent_receipts_go_and_the_do_not_call_entry_stays(self, rig: Rig, records: FakeRecords) -> None:
        person = rig.storage.keys.person(ADA)
        rig.server.put(rig.bucket, f"{consent_keys.consents(person)}000001", b'{"kind": "given"}')
        rig.server.put(rig.bucket, f"{keys.RECEIPTS_DUE}{person}.withdrawn.1", b'{"number": "x"}')
        rig.server.put(rig.bucket, f"{consent_keys.withdrawals(person)}000001", b'{"at": "2026-11-23T09:00:00+00:00"}')
        said = run(rig, records, ADA)
        assert any("do-not-call list" in line for line in said)
        left = [key for key in rig.objects() if person in key]
        assert left == [f"{consent_keys.withdrawals(person)}000001"]


class TestBySession:
    def test_a_chat_goes_and_the_same_numbers_other_chat_stays(self, rig: Rig, records: FakeRecords) -> None:
        kept = called(rig, "other-chat", ADA)
        before = rig.objects()
        called(rig, "this-chat", ADA)
        refused(rig, "this-chat", FRENCH)
        run(rig, records, session="this-chat")
        assert rig.handover(kept).phone == ADA
        assert {key: body for key, body in rig.objects().items() if not key.startswith("v1/erased/")} == before

    def test_turns_of_a_chat_without_a_call_are_found(self, rig: Rig, records: FakeRecords) -> None:
        called(rig, "this-chat", ADA)
        for key in [key for key in rig.objects() if not key.startswith(("v1/turn/", "desk.json"))]:
            rig.storage.bucket.delete(key)
        run(rig, records, session="this-chat")
        assert rig.objects("v1/turn/") == {}


class TestWhatStopsIt:
    def test_a_live_handover_is_not_erased(self, rig: Rig, records: FakeRecords) -> None:
        called(rig, "adas-chat", ADA, over=False)
        before = rig.objects()
        with pytest.raises(OperatorError, match="is not over"):
            run(rig, records, ADA)
        assert rig.objects() == before

    def test_a_failure_at_any_delete_leaves_what_the_next_run_finds(self, rig: Rig, records: FakeRecords) -> None:
        for k in range(40):
            ada = called(rig, "adas-chat", ADA)
            rig.client().faults.add(StorageFault(status=403), nth_delete(k), times=None)
            try:
                run(rig, records, ADA)
            except ProblemsError:
                assert rig.objects(handover_keys.events(ada)), "the handover is still found"
            else:
                return
            rig.client().faults.clear()
            rig.clock.step(2 * 3600)  # what has lost its end looks live for as long as a call can last
            run(rig, records, ADA)
            assert "adas-chat" not in stored(rig)
            assert ada not in stored(rig)
        raise AssertionError("no run was without a fault")

    def test_what_twilio_does_not_delete_is_named_and_its_handover_stays(self, rig: Rig, records: FakeRecords) -> None:
        ada = called(rig, "adas-chat", ADA)
        sid = rig.handover(ada).sid
        records.by_number[ADA] = [Record("recording", "RE1", "completed", call=sid), Record("call", sid, "completed")]
        records.refuses = {"RE1"}
        with pytest.raises(ProblemsError, match="The recording RE1 at Twilio was not deleted"):
            run(rig, records, session="adas-chat")
        assert rig.objects(handover_keys.events(ada))
        records.refuses.clear()
        run(rig, records, session="adas-chat")
        assert records.deleted == [sid, "RE1"]
        assert rig.objects(handover_keys.events(ada)) == {}

    def test_a_call_that_is_under_way_at_twilio_is_named(self, rig: Rig, records: FakeRecords) -> None:
        records.by_number[ADA] = [Record("call", "CA1", "in-progress")]
        with pytest.raises(ProblemsError, match="still under way"):
            run(rig, records, ADA)
        assert records.deleted == []


class TestTheReceipt:
    def test_it_counts_and_has_nothing_of_the_person(self, rig: Rig, records: FakeRecords) -> None:
        ada = called(rig, "adas-chat", ADA)
        run(rig, records, ADA)
        ((key, receipt),) = rig.objects("v1/erased/").items()
        assert set(receipt) == {"at", "deleted", "not_deleted"}
        assert receipt["deleted"]["turns"] == 1
        hashes = (rig.storage.keys.person(ADA), rig.storage.keys.number(ADA), handover_keys.session_of(ada))
        assert not any(text in key + json.dumps(receipt) for text in (ADA, *hashes))


def test_a_message_left_on_the_phone_goes_too_and_a_recorded_call(rig: Rig, records: FakeRecords) -> None:
    ada, bob = called(rig, "adas-chat", ADA), called(rig, "bobs-chat", BOB)
    for handover_id in (ada, bob):
        rig.storage.voicemails.keep(handover_id, "mp3", b"ID3 words")
        rig.storage.voicemails.keep_call(handover_id, "mp3", b"ID3 more words")
        for due in (handover_id, of_call(handover_id)):
            rig.storage.voicemails.expect(due, rig.clock.now())
    said = run(rig, records, ADA)
    left = [name for name in rig.server.objects(rig.bucket) if name.startswith(("v1/voicemail/", "v1/recording/"))]
    calls = [
        recording_keys.call_recording(bob, "mp3"),
        recording_keys.recording_due(bob),
        recording_keys.recording_due(of_call(bob)),
    ]
    assert left == [*calls, recording_keys.voicemail(bob, "mp3")]
    assert "  2 recorded messages and calls" in said


def test_a_message_of_a_caller_without_a_request_goes_with_its_claims(rig: Rig, records: FakeRecords) -> None:
    deployment = Deployment(rig)
    voicemail_desk(deployment)
    ada, bob = leaves(deployment, ADA, "CA" + "7" * 32), leaves(deployment, BOB, "CA" + "8" * 32)
    run(rig, records, ADA)
    stored = rig.server.objects(rig.bucket)
    assert not [name for name in stored if ada.id in name]
    assert recording_keys.voicemail(bob.id, "mp3") in stored
    assert {body["hid"] for body in rig.objects("v1/message/").values()} == {bob.id}
    assert {body["hid"] for body in rig.objects("v1/session/").values()} == {bob.id}
