"""The button for pages without a chat: what a page gets, what starts a call, and everything that must not."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import parse_qs

import pytest

from handover.core import phone_numbers
from handover.core.access.puzzle import LARGEST, Puzzle
from handover.core.i18n import catalogue
from handover.services.storage import keys
from tests.fakes.bucket import DOWN, MemoryBucket
from tests.handover.actions.button import ANSWER, ORIGIN, WEB, Page, form
from tests.handover.deployment import CALL, Deployment
from tests.handover.rig import CUSTOMER, OUR_NUMBER, Rig, at_once
from tests.handover.twilio_stub import CUT_AFTER


@pytest.fixture
def page(rig: Rig, deployment: Deployment) -> Page:
    rig.desk(web=WEB)
    return Page(deployment)


def stored(rig: Rig) -> set[str]:
    """Returns the names of what was stored, but for the desk and its copy."""
    return {name for name in rig.objects() if not name.startswith((keys.DESK, "v1/desk/", "v1/proof/"))}


class TestTheForm:
    def test_it_brings_what_the_page_has_to_show_and_writes_nothing(self, rig: Rig, page: Page) -> None:
        status, offered = page.ask(action="form", language="de-AT")
        assert (status, offered["ok"], offered["can_call"], offered["language"]) == (200, True, True, "de")
        assert offered["desk"] == "Example Insurance"
        assert [each["country_name"] for each in offered["countries"]] == ["Deutschland", "Vereinigte Staaten"]
        assert "90 Tage" in offered["consent"]["note"]
        assert "5 Jahre" in offered["consent"]["note"]
        assert offered["consent"]["label"] == "Jetzt anrufen lassen"
        assert stored(rig) == set()

    @pytest.mark.parametrize(("language", "joined"), [("en", "{}, {} or {}"), ("de", "{}, {} oder {}")])
    def test_its_note_names_every_number_that_may_call(self, rig: Rig, page: Page, language: str, joined: str) -> None:
        rig.desk(web=WEB, numbers={"DE": "+493023125125", "US": "+12125552000", "AT": OUR_NUMBER})
        ours = [phone_numbers.international(each) for each in (OUR_NUMBER, "+493023125125", "+12125552000")]
        assert joined.format(*ours) in page.ask(action="form", language=language)[1]["consent"]["note"]

    def test_its_puzzle_has_an_answer(self, page: Page) -> None:
        challenge = page.ask(action="form")[1]["challenge"]
        puzzle = Puzzle(challenge["salt"], challenge["target"])
        assert any(puzzle.is_solved_by(answer) for answer in range(LARGEST + 1))

    def test_no_two_forms_are_the_same(self, page: Page) -> None:
        assert len({page.ask(action="form")[1]["challenge"]["salt"] for _ in range(3)}) == 3

    def test_a_closed_desk_says_when_it_opens(self, rig: Rig, page: Page) -> None:
        rig.desk(web=WEB, hours={"tuesday": ["09:00-17:00"]})
        offered = page.ask(action="form")[1]
        assert (offered["can_call"], offered["reason"]) == (False, "closed")
        assert "tomorrow" in offered["message"]
        assert offered["challenge"]

    @pytest.mark.parametrize("web", [None, {"origins": [ORIGIN]}, {"origins": [ORIGIN], "button": False}])
    @pytest.mark.parametrize("language", ["en", "de"])
    def test_a_desk_without_a_button_says_so(
        self, rig: Rig, deployment: Deployment, web: dict[str, Any] | None, language: str
    ) -> None:
        rig.desk(**({"web": web} if web else {}))
        status, refused = Page(deployment).ask(action="form", language=language)
        assert (status, refused["ok"], refused["reason"]) == (403, False, "button_off")
        assert refused["message"] == catalogue(language).text("refusal.button_off")

    @pytest.mark.parametrize(
        "origin", ["https://www.example.com.evil.test", "http://www.example.com", "null", ORIGIN + "/"]
    )
    def test_a_page_that_is_not_listed_gets_none(self, page: Page, deployment: Deployment, origin: str) -> None:
        status, refused = Page(deployment, origin).ask(action="form")
        assert (status, refused["reason"]) == (403, "origin_not_allowed")

    def test_who_sends_no_origin_is_a_stranger(self, page: Page, deployment: Deployment) -> None:
        for body in (b'{"action": "form"}', b'{"action": "start_call", "form": {}}'):
            assert deployment.send("webhook", "POST", body=body).status == 401

    @pytest.mark.parametrize(
        "action", ["call_status", "start_call", "schedule_call", "availability", "withdraw", None, 7, ["form"]]
    )
    def test_nothing_else_comes_without_a_credential(self, rig: Rig, page: Page, action: Any) -> None:
        status, _ = page.ask(action=action, session_id="session-1", phone_number=CUSTOMER)
        assert status == 401
        assert (rig.twilio.requests, stored(rig)) == ([], set())


class TestAStart:
    def test_it_calls_and_keeps_what_was_agreed_to(self, rig: Rig, page: Page) -> None:
        status, started = page.start(form(rig), name="Erika", reason="A question")
        assert (status, started["ok"], started["status"]) == (200, True, "dialing")
        request = rig.handover(started["handover_id"]).call_request
        assert (request.channel, request.origin, request.name, request.reason) == (
            "button",
            ORIGIN,
            "Erika",
            "A question",
        )
        assert request.consent["label"] == "Call me now"
        assert request.consent["answer"] == catalogue("en").text("button.agree")
        assert "Example Insurance calls you from" in request.consent["question"]
        assert len(rig.twilio.requests) == 1

    @pytest.mark.parametrize(
        ("typed", "country", "called"),
        [
            ("07242 2350", "AT", "+4372422350"),
            ("07242 2350", "DE", "+4972422350"),
            ("07242 2350", "", "+4972422350"),
            ("07242 2350", "at", "+4372422350"),
            ("+49 30 12345678", "AT", "+493012345678"),
            ("0049 30 12345678", "AT", "+493012345678"),
        ],
    )
    def test_the_number_is_one_of_the_country_that_was_chosen(
        self, rig: Rig, page: Page, typed: str, country: str, called: str
    ) -> None:
        rig.desk(web=WEB, countries=["DE", "AT"])
        started = page.start(form(rig), phone_number=typed, country=country)[1]
        assert (started["ok"], started["number"]) == (True, phone_numbers.international(called))
        assert [created["To"] for created in rig.twilio.created] == [[called]]

    def test_the_page_may_see_and_cancel_its_call(self, rig: Rig, page: Page) -> None:
        token = page.start(form(rig))[1]["web_token"]
        status, standing = page.ask(token, action="call_status")
        assert (status, standing["live"]) == (200, True)
        canceled = page.ask(standing["web_token"], action="cancel_call")[1]
        assert canceled["status"] == "canceled"

    @pytest.mark.parametrize(
        ("language", "website"), [("en", "the digit on our website"), ("de", "Ziffer von unserer Website")]
    )
    def test_its_status_speaks_of_the_website_and_not_of_a_chat(
        self, rig: Rig, page: Page, language: str, website: str
    ) -> None:
        rig.desk(web=WEB, proof="digit")
        token = page.start(form(rig, language=language))[1]["web_token"]
        assert website in page.ask(token, action="call_status", language=language)[1]["message"]
        canceled = page.ask(token, action="cancel_call", language=language)[1]["message"]
        assert canceled == catalogue(f"{language}-x-button").text("status.canceled_now")

    def test_the_page_has_no_chat_to_add_to(self, rig: Rig, page: Page, deployment: Deployment) -> None:
        token = page.start(form(rig))[1]["web_token"]
        turns = b'{"turns": [{"log_id": "1", "request": {"input": {"text": "hello"}}}]}'
        headers = {"origin": ORIGIN, "authorization": f"Bearer {token}"}
        assert deployment.send("transcript", "POST", headers=headers, body=turns).status == 401
        assert not [name for name in stored(rig) if name.startswith("v1/turn/")]

    def test_the_page_chooses_neither_session_nor_channel_nor_words(self, rig: Rig, page: Page) -> None:
        forged = {"session_id": "somebody's chat", "channel": "Web chat", "origin": "https://forged.example.com"}
        started = page.start(form(rig), **forged, transcript=[{"user": "yes"}], details={"a": "b"}, user_id="u")[1]
        request = rig.handover(started["handover_id"]).call_request
        assert (request.session_id, request.channel, request.origin) == ("button-f1", "button", ORIGIN)
        assert (request.transcript, request.details, request.user_id) == ((), {}, "")

    def test_a_dialog_cannot_set_an_origin(self, rig: Rig, page: Page, deployment: Deployment) -> None:
        started = deployment.start(origin=ORIGIN, form=form(rig))
        request = rig.handover(started["handover_id"]).call_request
        assert (request.session_id, request.origin) == ("session-1", "")

    def test_a_form_signed_by_the_previous_secret_is_good(self, rig: Rig, page: Page) -> None:
        old = form(rig)
        rig.change_settings(WEBHOOK_SECRET="b" * 40, WEBHOOK_SECRET_PREVIOUS=rig.settings.webhook_secret)
        assert Page(Deployment(rig)).start(old)[1]["ok"]


class TestNoStart:
    @pytest.mark.parametrize(
        "sent",
        [
            None,
            "",
            [],
            {},
            "x" * 5000,
            {"token": "", "proof": ANSWER},
            {"token": 7, "proof": ANSWER},
            {"token": "a.b", "proof": ANSWER},
            {"token": "ü" * 40, "proof": ANSWER},
            {"proof": ANSWER},
        ],
    )
    def test_what_is_no_form_calls_nobody(self, rig: Rig, page: Page, sent: Any) -> None:
        status, refused = page.start(sent, language="de")
        assert (status, refused["reason"]) == (403, "form_invalid")
        assert refused["message"] == catalogue("de").text("refusal.form_invalid")
        assert (rig.twilio.requests, stored(rig)) == ([], set())

    @pytest.mark.parametrize("proof", [None, "", "7", 8, True, -1, 10**30, [7], {"answer": 7}])
    def test_a_wrong_proof_calls_nobody(self, rig: Rig, page: Page, proof: Any) -> None:
        status, refused = page.start({**form(rig), "proof": proof})
        assert (status, refused["reason"]) == (403, "form_invalid")
        assert (rig.twilio.requests, stored(rig)) == ([], set())

    def test_a_form_without_proof_or_with_another_ones_token_calls_nobody(self, rig: Rig, page: Page) -> None:
        good, signature = form(rig), form(rig, "f2")["token"].rpartition(".")[2]
        forged = [
            {"token": good["token"]},
            {**good, "token": good["token"][:-1] + ("A" if good["token"][-1] != "A" else "B")},
            {**good, "token": f"{good['token'].rpartition('.')[0]}.{signature}"},
            form(rig, purpose="session"),
            form(rig, origin="https://other.example.com"),
        ]
        assert {page.start(each)[0] for each in forged} == {403}
        assert (rig.twilio.requests, stored(rig)) == ([], set())

    def test_a_form_for_another_page_is_none_for_this_one(self, rig: Rig, page: Page, deployment: Deployment) -> None:
        assert Page(deployment, "https://other.example.com").start(form(rig))[1]["reason"] == "form_invalid"
        assert Page(deployment, "https://evil.example.com").start(form(rig))[1]["reason"] == "origin_not_allowed"

    def test_a_form_that_was_open_too_long_calls_nobody(self, rig: Rig, page: Page) -> None:
        old = form(rig, made_at=rig.clock.now() - timedelta(minutes=30))
        status, refused = page.start(old)
        assert (status, refused["reason"]) == (200, "form_expired")
        assert (rig.twilio.requests, stored(rig)) == ([], set())

    def test_a_form_whose_words_were_changed_since_calls_nobody(self, rig: Rig, page: Page) -> None:
        old = form(rig)
        rig.desk(web=WEB, name="Another Name")
        assert page.start(old)[1]["reason"] == "form_expired"

    @pytest.mark.parametrize(
        ("sent", "reason"),
        [
            ({"consent": False}, "consent_missing"),
            ({"consent": None}, "consent_missing"),
            ({"consent": {"answer": "yes"}}, "consent_missing"),
            ({"phone_number": ""}, "missing_number"),
            ({"phone_number": "12 😀"}, "invalid_number"),
            ({"phone_number": "030 12345678 or +1 202 555 0123"}, "ambiguous_number"),
            ({"phone_number": "+33 1 40 20 50 50"}, "country_not_allowed"),
        ],
    )
    def test_what_can_be_mended_leaves_the_form_as_it_is(
        self, rig: Rig, page: Page, sent: dict[str, Any], reason: str
    ) -> None:
        one = form(rig)
        assert page.start(one, **sent)[1]["reason"] == reason
        assert (rig.twilio.requests, stored(rig)) == ([], set())
        assert page.start(one)[1]["ok"]

    @pytest.mark.parametrize(
        ("typed", "country", "reason"),
        [
            ("030 1234567O", "DE", "invalid_number"),
            ("030 1234567/8", "DE", "ambiguous_number"),
            ("030 12345678", "AT", "invalid_number"),
            ("030 12345678", "FR", "bad_parameter"),
            ("030 12345678", ["DE"], "bad_parameter"),
        ],
    )
    def test_a_number_that_is_not_the_one_shown_is_not_called(
        self, rig: Rig, page: Page, typed: str, country: Any, reason: str
    ) -> None:
        rig.desk(web=WEB, countries=["DE", "AT"])
        one = form(rig)
        assert page.start(one, phone_number=typed, country=country)[1]["reason"] == reason
        assert (rig.twilio.requests, stored(rig)) == ([], set())
        assert page.start(one, country="DE")[1]["ok"]

    def test_a_parameter_of_the_wrong_type_is_named(self, rig: Rig, page: Page) -> None:
        status, refused = page.start(form(rig), name=["Erika"])
        assert (status, refused["reason"]) == (200, "bad_parameter")
        assert rig.twilio.requests == []


class TestOnce:
    def test_a_form_that_was_sent_twice_at_once_calls_once(self, rig: Rig, page: Page) -> None:
        one = form(rig)
        answers = at_once([lambda: page.start(one)[1] for _ in range(5)])
        assert len(rig.twilio.requests) == 1
        assert {answer.get("reason", "") for answer in answers} <= {"", "form_used"}

    def test_sent_again_during_its_call_it_brings_the_calls_state(self, rig: Rig, page: Page) -> None:
        one = form(rig)
        first, again = page.start(one)[1], page.start(one)[1]
        assert (again["ok"], again["already"], again["handover_id"]) == (True, True, first["handover_id"])
        assert again["web_token"]
        assert len(rig.twilio.requests) == 1

    @pytest.mark.parametrize(("seconds", "reason"), [(0, ""), (59, ""), (60, "form_used")])
    @pytest.mark.parametrize("language", ["en", "de"])
    def test_sent_again_before_anything_of_its_call_is_stored_it_says_that_this_is_not_known(
        self, rig: Rig, page: Page, seconds: int, reason: str, language: str
    ) -> None:
        one = form(rig, language=language)
        rig.storage.call_forms.claim("f1", rig.clock.now(), rig.clock.now())
        rig.clock.step(seconds)
        again = page.start(one, language=language)[1]
        assert again.get("reason", "") == reason
        assert rig.twilio.requests == []
        if not reason:
            assert (again["ok"], again["status"], again["already"]) == (True, "unconfirmed", True)
            assert again["message"] == catalogue(f"{language}-x-button").text("status.unconfirmed")
            assert page.ask(again["web_token"], action="call_status")[1]["reason"] == "no_handover"

    def test_sent_again_with_another_number_it_calls_nobody(self, rig: Rig, page: Page) -> None:
        one = form(rig)
        page.start(one)
        refused = page.start(one, phone_number="+49 30 12345679")[1]
        assert (refused["reason"], "web_token" in refused) == ("form_used", False)
        assert len(rig.twilio.requests) == 1

    def test_sent_again_after_its_call_it_calls_nobody(self, rig: Rig, page: Page) -> None:
        one = form(rig)
        page.ask(page.start(one)[1]["web_token"], action="cancel_call")
        before = len(rig.twilio.requests)
        assert page.start(one)[1]["reason"] == "form_used"
        assert len(rig.twilio.requests) == before

    def test_when_the_claim_fails_nobody_is_called(self, rig: Rig, page: Page) -> None:
        one, server = form(rig), rig.server
        assert isinstance(server, MemoryBucket)
        server.faults.add(DOWN, lambda _, key: "v1/form/" in key, times=None)
        assert page.start(one)[1]["reason"] == "storage_unavailable"
        assert rig.twilio.requests == []


class TestLimits:
    def test_the_button_has_a_limit_of_its_own_for_the_whole_desk(
        self, rig: Rig, page: Page, deployment: Deployment
    ) -> None:
        rig.desk(web=WEB, limits={"button_calls_per_hour": 2})
        numbers = [f"+49 30 1234568{n}" for n in range(3)]
        answers = [page.start(form(rig, f"f{n}"), phone_number=numbers[n])[1] for n in range(3)]
        assert [answer["ok"] for answer in answers] == [True, True, False]
        assert answers[2]["reason"] == "limit_reached"
        assert answers[2]["message"] == catalogue("en").text("limit_reached.button_calls_per_hour")
        assert len(rig.twilio.requests) == 2
        assert deployment.start(phone_number="+49 30 12345689")["ok"], "the chat has its own"

    def test_of_too_many_forms_nothing_is_stored(self, rig: Rig, page: Page) -> None:
        rig.desk(web=WEB, limits={"button_calls_per_hour": 1})
        for n in range(10):
            assert rig.storage.call_forms.claim(f"other-{n}", rig.clock.now(), rig.clock.now()).mine
        before = stored(rig)
        assert page.start(form(rig))[1]["reason"] == "limit_reached"
        assert stored(rig) == before

    def test_a_number_has_its_limits_whatever_form_it_comes_by(self, rig: Rig, page: Page) -> None:
        rig.desk(web=WEB, limits={"calls_per_number_per_hour": 1})
        page.ask(page.start(form(rig))[1]["web_token"], action="cancel_call")
        placed = len(rig.twilio.requests)
        assert page.start(form(rig, "f2"))[1]["reason"] == "limit_reached"
        assert len(rig.twilio.requests) == placed

    def test_a_number_that_is_being_called_is_not_called_from_a_second_tab(self, rig: Rig, page: Page) -> None:
        page.start(form(rig))
        refused = page.start(form(rig, "f2"))[1]
        assert (refused["reason"], refused["message"]) == (
            "already_calling",
            catalogue("en").text("button.already_calling"),
        )
        assert len(rig.twilio.requests) == 1

    def test_a_closed_desk_calls_nobody_and_keeps_the_words(self, rig: Rig, page: Page) -> None:
        rig.desk(web=WEB, hours={"tuesday": ["09:00-17:00"]})
        refused = page.start(form(rig), reason="Please")[1]
        assert (refused["reason"], rig.twilio.requests) == ("closed", [])
        assert "web_token" not in refused
        assert refused["handover_id"]


class TestTheDoNotCallList:
    def test_the_button_takes_no_number_off_it(self, rig: Rig, page: Page, deployment: Deployment) -> None:
        deployment.ask(action="withdraw", session_id="session-1", phone_number=CUSTOMER)
        refused = page.start(form(rig))[1]
        assert (refused["ok"], refused["reason"], "withdrawal" in refused) == (False, "do_not_call", False)
        assert refused["message"] == catalogue("en").text("button.do_not_call")
        assert rig.twilio.requests == []
        assert rig.storage.do_not_call.has(CUSTOMER)


class TestOnThePhone:
    def test_nobody_is_reminded_of_a_chat(self, rig: Rig, page: Page, deployment: Deployment) -> None:
        handover_id = page.start(form(rig, language="de"))[1]["handover_id"]
        (created,) = rig.twilio.created
        greeting = deployment.twilio("twiml", created["Url"][0].partition("?")[2], {"CallSid": CALL}).body.decode()
        assert "auf unserer Website um diesen Anruf gebeten" in greeting
        farewell = parse_qs(greeting.partition("step=no_key")[2].partition("<")[0])
        assert farewell["amp;l"] == ["de-x-button"]
        deployment.step("connect", handover_id, Digits="5")
        assert "A customer from the website wants to talk to you" in deployment.step("whisper", handover_id, 1)

    @pytest.mark.parametrize("language", ["en", "de"])
    def test_a_wrong_digit_is_that_of_the_website(
        self, rig: Rig, page: Page, deployment: Deployment, language: str
    ) -> None:
        rig.desk(web=WEB, proof="digit")
        started = page.start(form(rig, language=language))[1]
        wrong = str((int(started["digit"]) + 1) % 10)
        said = deployment.step("connect", started["handover_id"], Digits=wrong)
        assert escape(catalogue(f"{language}-x-button").text("proof.wrong_digit_2")) in said

    @pytest.mark.parametrize("language", ["en", "de"])
    def test_a_call_that_may_not_have_been_placed_is_not_spoken_of_as_from_a_chat(
        self, rig: Rig, page: Page, language: str
    ) -> None:
        rig.twilio.mishaps.append(CUT_AFTER)
        unsure = page.start(form(rig, language=language))[1]
        assert (unsure["status"], unsure["message"]) == (
            "unconfirmed",
            catalogue(f"{language}-x-button").text("status.unconfirmed"),
        )
