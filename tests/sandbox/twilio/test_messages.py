"""Text messages to phones, and texts from them."""

from __future__ import annotations

import pytest

from sandbox.net import HttpResponse
from sandbox.twilio import Account, Variants
from sandbox.twilio.segments import segments
from sandbox.twilio.webhook import Webhook

from .desk import CUSTOMER, OURS, SID, SITE, TOKEN, Desk, refused


def sent(outcome: str = "delivered", **account: bool) -> Desk:
    desk = Desk(Account(SID, TOKEN, OURS, **account))  # type: ignore[arg-type] # fields by name
    desk.phone(CUSTOMER).message_outcome = outcome
    desk.network.message_centre.send(CUSTOMER, OURS, "Your code is 42.", Webhook(SITE + "/sms"))
    desk.agenda.advance(10)
    return desk


@pytest.mark.parametrize(
    ("outcome", "seen", "told", "code"),
    [
        ("delivered", ["queued", "sending", "sent", "delivered"], ["sent", "delivered"], None),
        ("silent", ["queued", "sending", "sent"], ["sent"], None),
        ("undelivered:30003", ["queued", "sending", "sent", "undelivered"], ["sent", "undelivered"], 30003),
        ("failed:30001", ["queued", "sending", "failed"], ["failed"], 30001),
    ],
)
def test_a_message_walks_to_its_end(outcome: str, seen: list[str], told: list[str], code: int | None) -> None:
    desk = sent(outcome)
    (message,) = desk.network.messages
    assert (message.seen, message.error_code) == (seen, code)
    assert [got.params["MessageStatus"] for got in desk.at("/sms")] == told
    assert desk.at("/sms")[-1].params.get("ErrorCode") == (str(code) if code else None)


def test_a_callback_says_what_is_documented() -> None:
    params = sent().at("/sms")[-1].params
    assert params["MessageSid"] == params["SmsSid"]
    assert params["MessageStatus"] == params["SmsStatus"]
    assert params["RawDlrDoneDate"] == "2611221000"


def test_what_is_delivered_is_on_the_phone() -> None:
    assert [message.body for message in sent().phone(CUSTOMER).messages] == ["Your code is 42."]
    assert sent("undelivered:30003").phone(CUSTOMER).messages == []


def test_a_trial_says_so_in_the_text() -> None:
    assert sent(trial=True).network.messages[0].body == "Sent from your Twilio trial account - Your code is 42."


def test_stop_and_start_are_obeyed_and_still_told() -> None:
    desk = Desk(Account(SID, TOKEN, OURS, sms_url=SITE + "/inbox"))
    phone, centre = desk.phone(CUSTOMER), desk.network.message_centre
    phone.send_text("Stop")
    assert (CUSTOMER, OURS) in centre.opted_out
    phone.send_text("stop it please")
    phone.send_text("START")
    assert centre.opted_out == set()
    desk.agenda.advance(1)
    assert [got.params["Body"] for got in desk.at("/inbox")] == ["Stop", "stop it please", "START"]
    assert desk.at("/inbox")[0].params["SmsStatus"] == "received"


def texted(body: str, previews: bool = True, **pages: HttpResponse) -> Desk:
    """A message on its way to a phone that makes previews of links."""
    desk = Desk(variants=Variants(link_previews=previews), pages={f"/{name}": page for name, page in pages.items()})
    desk.network.message_centre.send(CUSTOMER, OURS, body, Webhook(SITE + "/sms"))
    desk.agenda.advance(10)
    return desk


def test_links_are_fetched_before_the_message_is_read() -> None:
    desk = texted(f"Who it is: {SITE}/link?t=1 or {SITE}/other, soon", link=HttpResponse(200, {}, b"<button>"))
    assert [(got.method, got.path, got.params) for got in desk.got if got.path != "/sms"][:3] == [
        ("HEAD", "/link", {"t": "1"}),
        ("GET", "/link", {"t": "1"}),
        ("HEAD", "/other", {}),
    ]
    assert desk.at("/link")[0].headers["User-Agent"].endswith("GoogleMessages/20.1")
    assert "Cookie" not in desk.at("/link")[1].headers
    assert [got.params["MessageStatus"] for got in desk.at("/sms")] == ["sent", "delivered"]
    assert desk.got[-1].path == "/sms", "delivered after the previews were made"
    assert len(desk.phone(CUSTOMER).messages) == 1


def test_a_preview_goes_where_it_is_sent() -> None:
    desk = texted(f"{SITE}/link", link=HttpResponse(303, {"location": "?view=next"}))
    assert len(desk.at("/link")) == 12, "and gives up after five times"


def test_a_message_arrives_although_its_link_leads_nowhere() -> None:
    desk = Desk(variants=Variants(link_previews=True), pages={"/link": refused})
    desk.network.message_centre.send(CUSTOMER, OURS, f"{SITE}/link", None)
    desk.agenda.advance(10)
    assert len(desk.phone(CUSTOMER).messages) == 1


def test_unless_asked_for_nobody_fetches_anything() -> None:
    assert texted(f"{SITE}/link", previews=False).at("/link") == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 159 + "€", 2),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
        ("äöüß" * 40, 1),
        ("ç" + "a" * 70, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("", 1),
    ],
)
def test_how_many_parts_a_text_has(text: str, parts: int) -> None:
    assert segments(text) == parts
