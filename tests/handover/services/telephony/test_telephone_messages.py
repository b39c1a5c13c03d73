"""Text messages and announcements are sent once, and Twilio's responses are told apart."""

from __future__ import annotations

import pytest

from handover.deadline import Deadline
from handover.services.telephony import SmsRefusedError, TelephoneError, TwilioClient, UnconfirmedError
from tests.handover.rig import ANNA, OTHER, OUR_NUMBER, HandClock, RealWorkClock, settings
from tests.handover.services.telephony.client import telephone
from tests.handover.stub import Reply
from tests.handover.twilio_stub import (
    CUT_AFTER,
    CUT_BEFORE,
    NO_SID,
    NOT_JSON,
    Mishap,
    TwilioStub,
    late,
    refuses,
)


class TestTexting:
    def text(self, url: str, seconds: float = 6.0, clock: HandClock | None = None, **changes: str) -> str:
        client = TwilioClient(settings(TWILIO_API_BASE=url, **changes))
        return client.within(Deadline(clock or HandClock(), seconds)).send_sms(
            ANNA, "Your code is 123456.", valid_for=600
        )

    def test_the_form_is_what_twilio_documents(self, twilio: TwilioStub) -> None:
        assert self.text(twilio.url).startswith("SM")
        (form,) = twilio.texts
        assert form == {"To": [ANNA], "From": [OUR_NUMBER], "Body": ["Your code is 123456."], "ValidityPeriod": ["600"]}

    def test_another_sender_can_be_named(self, twilio: TwilioStub) -> None:
        self.text(twilio.url, TWILIO_SMS_FROM="Example")
        assert twilio.texts[0]["From"] == ["Example"]

    def test_the_number_of_the_phones_country_sends_unless_a_sender_is_named(self, twilio: TwilioStub) -> None:
        telephone(twilio.url).send_sms(ANNA, "Hello.", 600, OTHER)
        named = TwilioClient(settings(TWILIO_API_BASE=twilio.url, TWILIO_SMS_FROM="Example"))
        named.within(Deadline(HandClock(), 6.0)).send_sms(ANNA, "Hello.", 600, OTHER)
        assert [form["From"] for form in twilio.texts] == [[OTHER], ["Example"]]

    @pytest.mark.parametrize("code", [21606, 21612, 21661])
    @pytest.mark.parametrize("fall_back", [True, False])
    def test_a_number_that_cannot_send_leaves_it_to_the_general_one(
        self, twilio: TwilioStub, code: int, fall_back: bool
    ) -> None:
        twilio.text_mishaps.append(refuses(400, code))
        if fall_back:
            telephone(twilio.url).send_sms(ANNA, "Hello.", 600, OTHER)
            assert [form["From"] for form in twilio.texts][-1] == [OUR_NUMBER]
            return
        with pytest.raises(SmsRefusedError):
            telephone(twilio.url).send_sms(ANNA, "Hello.", 600, OTHER, fall_back=False)
        assert len(twilio.requests) == 1

    def test_a_messaging_service_chooses_the_sender_itself(self, twilio: TwilioStub) -> None:
        self.text(twilio.url, TWILIO_SMS_FROM="MG" + "1" * 32)
        assert twilio.texts[0]["MessagingServiceSid"] == ["MG" + "1" * 32]
        assert "From" not in twilio.texts[0]

    def test_a_message_is_written_in_the_phone_alphabet(self, twilio: TwilioStub) -> None:
        telephone(twilio.url).send_sms(ANNA, "Schäden – “Hagel”… 東京", valid_for=60)
        assert twilio.texts[0]["Body"] == ['Schäden - "Hagel"... 東京']

    @pytest.mark.parametrize("code", [21211, 21408, 21606, 21608, 21610, 21612, 21614, 21635, 99999])
    def test_what_twilio_refuses_surely_does_not_arrive(self, twilio: TwilioStub, code: int) -> None:
        twilio.text_mishaps.append(refuses(400, code))
        with pytest.raises(SmsRefusedError, match=f"code {code}") as refused:
            self.text(twilio.url)
        assert ANNA[-6:] not in str(refused.value)
        assert len(twilio.requests) == 1
        assert refused.value.takes_none == (code in (21610, 21614, 21635))

    @pytest.mark.parametrize(
        "mishap",
        [refuses(500, 20500), refuses(503, 20503), Mishap(Reply(502, b"bad")), CUT_BEFORE, CUT_AFTER, NO_SID, NOT_JSON],
        ids=["500", "503", "502", "cut before", "cut after", "no sid", "not json"],
    )
    def test_what_may_arrive_is_never_sent_again(self, twilio: TwilioStub, mishap: Mishap) -> None:
        twilio.text_mishaps.append(mishap)
        with pytest.raises(TelephoneError) as lost:
            self.text(twilio.url)
        assert not isinstance(lost.value, SmsRefusedError)
        assert len(twilio.requests) == 1

    def test_a_slow_answer_is_waited_for_until_the_deadline(self, twilio: TwilioStub) -> None:
        twilio.text_mishaps.append(late(5, placed=True))
        with pytest.raises(TelephoneError, match="in time"):
            self.text(twilio.url, seconds=0.3, clock=RealWorkClock())
        assert len(twilio.texts) == 1

    def test_fetching_the_last_message_names_the_number(self, twilio: TwilioStub) -> None:
        telephone(twilio.url).fetch_last_sms(ANNA)
        assert twilio.requests[0].query["To"] == [ANNA]
        assert twilio.texts == []

    @pytest.mark.parametrize("mishap", [refuses(401, 20003), refuses(500, 20500), CUT_BEFORE])
    def test_a_message_that_cannot_be_fetched_is_an_error(self, twilio: TwilioStub, mishap: Mishap) -> None:
        twilio.look_mishaps.append(mishap)
        with pytest.raises(TelephoneError):
            telephone(twilio.url).fetch_last_sms(ANNA)


class TestSpeaking:
    def test_an_announcement_has_no_status_callbacks(self, twilio: TwilioStub) -> None:
        assert telephone(twilio.url).place_announcement(ANNA, "https://h.test/twiml?step=code") in twilio.calls
        form = twilio.created[0]
        assert (form["To"], form["Url"]) == ([ANNA], ["https://h.test/twiml?step=code"])
        assert "StatusCallback" not in form

    def test_it_is_never_placed_twice(self, twilio: TwilioStub) -> None:
        twilio.mishaps.append(CUT_AFTER)
        with pytest.raises(UnconfirmedError):
            telephone(twilio.url).place_announcement(ANNA, "https://h.test/twiml?step=code")
        assert len(twilio.created) == 1
