"""An agent whose phone begins to ring gets one link by text message. No report is lost because of it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest

from handover.core.call.events import EventKind
from handover.services.signed_tokens import verify
from handover.services.storage import keys
from handover.services.storage.keys import handover_keys
from handover.usecases.agent_link import link_viewer
from handover.usecases.record_callback import record_leg_callback
from sandbox.twilio.segments import segments
from tests.fakes.bucket import CUT_AFTER as CUT_AFTER_WRITING
from tests.handover.rig import ANNA, BEN, CUSTOMER, MONDAY, Rig, at_once
from tests.handover.stub import Reply
from tests.handover.twilio_stub import CUT_AFTER, CUT_BEFORE, NO_SID, Mishap, refuses
from tests.handover.usecases.ringing import AGENTS, hunting, notes, reports, with_dashboard


@pytest.fixture
def desk(rig: Rig) -> Rig:
    return with_dashboard(rig)


def link_in(text: str) -> str:
    found = re.search(r"https?://\S+", text)
    assert found, text
    return found[0]


class TestTheMessage:
    def test_it_goes_to_the_ringing_phone_and_expires_soon(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        assert reports(desk, handover_id, "ringing") == "ringing"
        (form,) = desk.twilio.texts
        assert form["To"] == [ANNA]
        assert form["ValidityPeriod"] == ["120"]
        assert notes(desk, handover_id) == {"1 link"}

    def test_its_link_has_handover_and_attempt_and_no_personal_data(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        reports(desk, handover_id, "ringing")
        address = urlsplit(link_in(desk.twilio.texted[0][1]))
        query = parse_qs(address.query)
        assert f"{address.scheme}://{address.netloc}{address.path}" == desk.settings.url("dashboard")
        assert query["view"] == ["link"]
        assert verify(desk.settings, "link", query["t"][0]) == {"h": handover_id, "a": 1}
        assert CUSTOMER[-6:] not in desk.twilio.texted[0][1]

    @pytest.mark.parametrize(("attempt", "number", "word"), [(1, ANNA, "is calling"), (2, BEN, "ruft an")])
    def test_it_is_in_the_agents_language_and_names_the_desk(
        self, desk: Rig, attempt: int, number: str, word: str
    ) -> None:
        reports(desk, hunting(desk), "ringing", attempt)
        ((to, text),) = desk.twilio.texted
        assert to == number
        assert text.startswith(f"Example Insurance {word}")

    @pytest.mark.parametrize("attempt", [1, 2])
    @pytest.mark.parametrize("name", ["Example Insurance", "Ä" * 30, "A – “very” long name of a desk, cut short"])
    def test_it_is_no_more_than_two_messages_with_the_link_in_the_middle(
        self, rig: Rig, attempt: int, name: str
    ) -> None:
        """Phones make previews of a link at the start or end."""
        long = "https://eu-de.functions.example.org/api/v1/web/12345678-1234/handover/{action}"
        desk = with_dashboard(rig, PUBLIC_URL=long)
        desk.desk(name=name, agents=_agents())
        reports(desk, hunting(desk), "ringing", attempt)
        ((_, text),) = desk.twilio.texted
        assert segments(text) <= 2
        before, after = text.split(link_in(text))
        assert before.strip()
        assert after.strip()

    def test_a_desk_without_a_name_has_a_general_one(self, desk: Rig) -> None:
        nameless = {"agents": _agents(), "countries": ["DE"], "time_zone": "Europe/Berlin"}
        desk.server.put(desk.bucket, keys.DESK, json.dumps(nameless).encode())
        handover_id = hunting(desk)
        reports(desk, handover_id, "ringing", ctx=desk.ctx(desk.app()))
        assert desk.twilio.texted[0][1].startswith("the service desk is calling")


class TestTheRing:
    """The claim of the message holds the report of the ring."""

    def test_ring_and_message_are_one_write(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        before = desk.objects().keys()
        reports(desk, handover_id, "ringing")
        assert desk.objects().keys() - before == {handover_keys.leg(handover_id, 1, "link")}
        legs = desk.storage.handovers.legs(handover_id)
        assert sorted((leg.fact, leg.attempt) for leg in legs) == [("agent-ringing", 1), ("link", 1)]

    def test_the_ring_has_its_own_time_and_facts(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        desk.clock.step(1)
        form = {"CallStatus": "ringing", "CallSid": "CA2", "Timestamp": "Mon, 23 Nov 2026 09:00:00 +0000"}
        record_leg_callback(desk.ctx(), handover_id, 1, "agent", form)
        ring, link = desk.storage.handovers.legs(handover_id)
        assert (ring.fact, ring.at, ring.facts) == ("agent-ringing", MONDAY, {"CallSid": "CA2"})
        assert (link.fact, link.at - ring.at) == ("link", timedelta(seconds=1))

    def test_a_ring_of_this_moment_lists_nothing(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        desk.client().take()
        form = {"CallStatus": "ringing", "Timestamp": "Mon, 23 Nov 2026 09:00:00 +0000"}
        record_leg_callback(desk.ctx(), handover_id, 1, "agent", form)
        assert [request for request in desk.client().take() if request.startswith("LIST")] == []
        assert len(desk.twilio.texts) == 1

    @pytest.mark.parametrize("form", [{"Timestamp": "Mon, 23 Nov 2026 09:00:00 +0000"}, {}])
    def test_an_agent_who_is_rung_again_keeps_the_link_and_gets_no_second_message(
        self, desk: Rig, form: dict[str, str]
    ) -> None:
        handover_id = hunting(desk, first=1, patience=90)
        reports(desk, handover_id, "ringing", 1)
        handovers = desk.storage.handovers
        handovers.add(handover_id, EventKind.MISSED, desk.clock.now(), {"status": "no-answer", "next": 0}, 1)
        assert link_viewer(desk.ctx(), desk.storage.desk(), handover_id, 1) is None
        handovers.claim(handover_id, EventKind.CHOSEN, desk.clock.now(), {"agents": [dict(AGENTS[0])]}, 3)
        record_leg_callback(desk.ctx(), handover_id, 3, "agent", {"CallStatus": "ringing", **form})
        assert len(desk.twilio.texts) == 1
        assert desk.objects(handover_keys.leg(handover_id, 3, "agent-ringing"))
        assert link_viewer(desk.ctx(), desk.storage.desk(), handover_id, 1), "their phone rings again"
        handovers.add(handover_id, EventKind.ACCEPTED, desk.clock.now(), {"agent": "anna"}, 3)
        assert link_viewer(desk.ctx(), desk.storage.desk(), handover_id, 1)

    @pytest.mark.parametrize("form", [{"Timestamp": "Mon, 23 Nov 2026 09:00:00 +0000"}, {}])
    def test_an_agent_who_is_rung_after_the_frozen_order_gets_the_link(self, desk: Rig, form: dict[str, str]) -> None:
        handover_id = hunting(desk)
        chosen = {"agents": [dict(AGENTS[1])]}
        desk.storage.handovers.claim(handover_id, EventKind.CHOSEN, desk.clock.now(), chosen, 3)
        record_leg_callback(desk.ctx(), handover_id, 3, "agent", {"CallStatus": "ringing", **form})
        assert [text["To"] for text in desk.twilio.texts] == [[AGENTS[1]["phone"]]]

    @pytest.mark.parametrize(("mobile", "to"), [({"mobile": "+4915112345678"}, [["+4915112345678"]]), ({}, [])])
    def test_a_switchboard_gets_no_link(self, desk: Rig, mobile: dict[str, str], to: list[list[str]]) -> None:
        desk.desk(agents=[{**AGENTS[0], "extension": "12", **mobile}])
        own = mobile.get("mobile", "")
        frozen = {"agents": [{**AGENTS[0], "phone": own, "rings": AGENTS[0]["phone"], "keys": "12"}], "patience": 90}
        handover_id = hunting(desk)
        desk.storage.handovers.claim(handover_id, EventKind.CHOSEN, desk.clock.now(), frozen, 3)
        record_leg_callback(desk.ctx(), handover_id, 3, "agent", {"CallStatus": "ringing"})
        assert [text["To"] for text in desk.twilio.texts] == to

    def test_a_call_that_is_over_texts_nobody_at_once(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        desk.storage.handovers.add(handover_id, EventKind.CANCELED, desk.clock.now())
        form = {"CallStatus": "ringing", "Timestamp": "Mon, 23 Nov 2026 09:00:00 +0000"}
        record_leg_callback(desk.ctx(), handover_id, 1, "agent", form)
        assert desk.twilio.texts == []
        assert desk.objects(handover_keys.leg(handover_id, 1, "agent-ringing"))

    def test_what_earlier_versions_stored_is_two_reports_too(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        handovers = desk.storage.handovers
        handovers.add_leg(handover_id, 1, "agent-ringing", desk.clock.now(), {"CallSid": "CA2"})
        handovers.claim_leg(handover_id, 1, "link", desk.clock.now())
        reports(desk, handover_id, "ringing")
        assert desk.twilio.texts == []
        assert sorted(leg.fact for leg in handovers.legs(handover_id)) == ["agent-ringing", "link"]


class TestOnlyOnce:
    def test_a_report_that_twilio_repeats_sends_no_second_one(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        for _ in range(3):
            reports(desk, handover_id, "ringing")
        assert len(desk.twilio.texts) == 1

    def test_reports_at_the_same_moment_send_one(self, rig: Rig) -> None:
        desk = with_dashboard(rig)
        handover_id = hunting(desk)
        ctx = [desk.ctx(desk.app()) for _ in range(6)]
        at_once([partial(reports, desk, handover_id, "ringing", ctx=each) for each in ctx])
        assert len(desk.twilio.texts) == 1

    def test_each_ring_has_its_own(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        reports(desk, handover_id, "ringing")
        desk.storage.handovers.add(handover_id, EventKind.MISSED, desk.clock.now(), attempt=1)
        reports(desk, handover_id, "ringing", attempt=2)
        assert [to for to, _ in desk.twilio.texted] == [ANNA, BEN]

    @pytest.mark.parametrize(
        ("mishap", "noted"),
        [
            (refuses(400, 21635), {"1 link", "1 link-refused"}),
            (refuses(401, 20003), {"1 link", "1 link-refused"}),
            (refuses(429, 20429), {"1 link", "1 link-refused"}),
            (refuses(500, 20500), {"1 link", "1 link-failed"}),
            (Mishap(Reply(503, b"busy")), {"1 link", "1 link-failed"}),
            (CUT_BEFORE, {"1 link", "1 link-failed"}),
            (CUT_AFTER, {"1 link", "1 link-failed"}),
            (NO_SID, {"1 link", "1 link-failed"}),
        ],
        ids=["landline", "credentials", "too many", "500", "503", "cut before", "cut after", "no sid"],
    )
    def test_a_message_that_fails_is_recorded_and_logged_and_not_repeated(
        self, desk: Rig, mishap: Mishap, noted: set[str]
    ) -> None:
        handover_id = hunting(desk)
        desk.twilio.text_mishaps.append(mishap)
        asked = len(desk.twilio.requests)
        for _ in range(2):
            assert reports(desk, handover_id, "ringing") == "ringing"
        assert notes(desk, handover_id) == noted
        assert len(desk.twilio.requests) == asked + 1
        (warning,) = desk.log.warnings
        assert ANNA[-6:] not in warning

    def test_with_too_little_time_left_it_is_not_sent_and_that_is_recorded(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        reports(desk, handover_id, "ringing", ctx=desk.ctx(seconds=2.9))
        reports(desk, handover_id, "ringing")
        assert desk.twilio.texts == []
        assert notes(desk, handover_id) == {"1 link", "1 link-failed"}


class TestNoMessageIsSent:
    def test_without_a_dashboard(self, rig: Rig) -> None:
        handover_id = hunting(rig)
        assert reports(rig, handover_id, "ringing") == "ringing"
        assert rig.twilio.texts == []
        assert notes(rig, handover_id) == set()

    @pytest.mark.parametrize("word", ["in-progress", "completed", "busy", "initiated"])
    def test_for_anything_but_a_ring(self, desk: Rig, word: str) -> None:
        reports(desk, hunting(desk), word)
        assert desk.twilio.texts == []

    @pytest.mark.parametrize("kind", ["amd", "recording"])
    def test_for_another_kind_of_report(self, desk: Rig, kind: str) -> None:
        handover_id = hunting(desk)
        reports(desk, handover_id, "in-progress")
        record_leg_callback(desk.ctx(), handover_id, 1, kind, {"AnsweredBy": "ringing", "RecordingStatus": "ringing"})
        assert desk.twilio.texts == []

    @pytest.mark.parametrize("attempt", [0, 3])
    def test_for_an_attempt_that_was_never_made(self, desk: Rig, attempt: int) -> None:
        reports(desk, hunting(desk), "ringing", attempt)
        assert desk.twilio.texts == []

    @pytest.mark.parametrize("kind", [EventKind.MISSED, EventKind.PASSED])
    def test_for_a_ring_that_is_over_already(self, desk: Rig, kind: EventKind) -> None:
        handover_id = hunting(desk)
        desk.storage.handovers.add(handover_id, kind, desk.clock.now(), attempt=1)
        reports(desk, handover_id, "ringing")
        assert desk.twilio.texts == []

    def test_when_the_end_was_reported_before_the_ring(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        for word in ("no-answer", "ringing"):
            reports(desk, handover_id, word)
        assert desk.twilio.texts == []

    def test_when_the_customer_has_hung_up(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        desk.storage.handovers.add(handover_id, EventKind.ENDED, desk.clock.now(), {"status": "completed"})
        reports(desk, handover_id, "ringing")
        assert desk.twilio.texts == []

    @pytest.mark.parametrize("phone", ["+493012345699", None])
    def test_for_an_agent_who_left_the_desk_or_has_another_phone_now(self, desk: Rig, phone: str | None) -> None:
        handover_id = hunting(desk)
        anna, ben = _agents()
        desk.desk(agents=[{**anna, "phone": phone}, ben] if phone else [ben])
        reports(desk, handover_id, "ringing")
        assert desk.twilio.texts == []


class TestStorage:
    @pytest.mark.parametrize("broken", ["/1.link", keys.DESK, "/hunt"])
    def test_a_report_is_stored_when_the_link_cannot_be_claimed(self, desk: Rig, broken: str) -> None:
        handover_id = hunting(desk)
        client = desk.client().failing(lambda _, key: key.endswith(broken))
        assert reports(desk, handover_id, "ringing", ctx=desk.ctx(desk.app(lambda: client))) == "ringing"
        assert desk.twilio.texts == []
        assert desk.log.warnings
        assert desk.objects(handover_keys.leg(handover_id, 1, "agent-ringing"))

    def test_a_claim_whose_response_was_lost_is_still_won(self, desk: Rig) -> None:
        """The storage client repeats the write, and the repetition finds what we wrote."""
        handover_id = hunting(desk)
        desk.client().faults.add(CUT_AFTER_WRITING, lambda _, key: key.endswith("/1.link"))
        reports(desk, handover_id, "ringing")
        assert len(desk.twilio.texts) == 1

    def test_a_failure_that_cannot_be_recorded_does_not_fail_the_report(self, desk: Rig) -> None:
        handover_id = hunting(desk)
        desk.twilio.text_mishaps.append(refuses(400, 21635))
        client = desk.client().failing(lambda _, key: key.endswith("link-refused"))
        assert reports(desk, handover_id, "ringing", ctx=desk.ctx(desk.app(lambda: client))) == "ringing"
        assert notes(desk, handover_id) == {"1 link"}


def _agents() -> list[dict[str, str]]:
    return [dict(agent) for agent in AGENTS]
