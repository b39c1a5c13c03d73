"""TwiML documents: fetched, rejected, followed, and the fallback if one fails."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.net import HttpResponse
from sandbox.twilio import Answers, Variants
from sandbox.twilio.webhook import Webhook

from .desk import CUSTOMER, SITE, Desk, Page, refused, slow, xml

XML = {"content-type": "text/xml"}


def answered(desk: Desk, **terms: Any) -> Desk:
    desk.phone(CUSTOMER).plan = Answers(after=1)
    desk.call(**terms)
    desk.run()
    return desk


BROKEN: list[tuple[Page, int]] = [
    (HttpResponse(500), 11200),
    (HttpResponse(404, XML, b"<Response/>"), 11200),
    (refused, 11205),
    (slow("<Hangup/>", 15.1), 11203),
    (HttpResponse(200, {}, b"<Response/>"), 12300),
    (HttpResponse(200, {"content-type": "application/json"}, b"{}"), 12300),
    (HttpResponse(200, XML, b"<Response><Say>"), 12100),
    (HttpResponse(200, XML, b""), 12100),
    (HttpResponse(204), 12100),
    (HttpResponse(200, XML, b"<response/>"), 12102),
    (HttpResponse(200, XML, b"<Response>" + b" " * 65_536 + b"</Response>"), 11750),
    (HttpResponse(302), 11216),
    (HttpResponse(302, {"location": "/greet"}), 11215),
    ("<Redirect>ftp://h.test/</Redirect>", 11100),
]


@pytest.mark.parametrize(("page", "code"), BROKEN)
def test_a_document_that_cannot_be_had_is_an_error_and_the_end(page: Page, code: int) -> None:
    desk = answered(Desk(pages={"/greet": page}))
    assert desk.codes() == [code]
    assert "application error" in desk.heard(CUSTOMER)[-1]
    assert desk.network.calls[0].status == "completed"


@pytest.mark.parametrize(("page", "code"), BROKEN)
def test_the_fallback_is_asked_with_what_went_wrong(page: Page, code: int) -> None:
    desk = Desk(pages={"/greet": page, "/sorry": "<Say>Sorry.</Say>"})
    answered(desk, fallback=Webhook(SITE + "/sorry"))
    (asked,) = desk.at("/sorry")
    assert asked.params["ErrorCode"] == str(code)
    assert asked.params["ErrorUrl"].startswith(("http://desk.test:8080/greet", "ftp://"))
    assert desk.heard(CUSTOMER) == ["Sorry."]


def test_a_fallback_that_fails_too_ends_the_call() -> None:
    desk = Desk(pages={"/greet": HttpResponse(500), "/sorry": HttpResponse(500)})
    answered(desk, fallback=Webhook(SITE + "/sorry"))
    assert desk.codes() == [11200, 11200]
    assert len(desk.at("/sorry")) == 1


def test_an_answer_within_15_seconds_counts() -> None:
    desk = answered(Desk(pages={"/greet": slow("<Say>Late.</Say>", 14.9)}))
    assert desk.heard(CUSTOMER) == ["Late."]
    assert desk.codes() == []


def test_an_override_shortens_the_patience_but_the_cap_stays() -> None:
    desk = Desk(pages={"/greet": slow("<Hangup/>", 3)})
    answered(desk, url=Webhook(SITE + "/greet#rt=2000"))
    assert desk.codes() == [11203]


def test_an_override_repeats_a_failed_document() -> None:
    answers: list[Page] = [HttpResponse(503), "<Say>Second try.</Say>"]
    desk = Desk(pages={"/greet": lambda got: answers.pop(0)})  # type: ignore[dict-item, return-value] # pages of two kinds
    answered(desk, url=Webhook(SITE + "/greet#rc=1&rp=5xx"))
    assert desk.heard(CUSTOMER) == ["Second try."]


def test_an_empty_document_may_simply_be_the_end() -> None:
    desk = answered(Desk(pages={"/greet": HttpResponse(204)}, variants=Variants(empty_document="end")))
    assert desk.codes() == []


def test_plain_text_is_read_aloud_and_markup_in_it_is_played() -> None:
    aloud = answered(Desk(pages={"/greet": HttpResponse(200, {"content-type": "text/plain"}, b"Good day.")}))
    assert aloud.heard(CUSTOMER) == ["Good day."]
    markup = HttpResponse(200, {"content-type": "text/plain; charset=utf-8"}, xml("<Say>Hi.</Say>").encode())
    assert answered(Desk(pages={"/greet": markup})).heard(CUSTOMER) == ["Hi."]


def test_audio_is_played() -> None:
    desk = answered(Desk(pages={"/greet": HttpResponse(200, {"content-type": "audio/mpeg"}, b"ID3")}))
    assert desk.heard(CUSTOMER, "audio") == [SITE + "/greet"]


def test_an_http_redirect_is_followed_by_get_and_relative_addresses_start_there() -> None:
    desk = Desk(
        pages={
            "/greet": HttpResponse(302, {"location": "/deep/er?x=1"}),
            "/deep/er": "<Redirect>next</Redirect>",
            "/deep/next": "<Hangup/>",
        }
    )
    answered(desk)
    assert [(got.method, got.path) for got in desk.got if "status" not in got.path] == [
        ("POST", "/greet"),
        ("GET", "/deep/er"),
        ("POST", "/deep/next"),
    ]
    assert desk.at("/deep/er")[0].params["x"] == "1"


def test_digits_are_not_sent_again_after_an_http_redirect() -> None:
    desk = Desk(
        pages={
            "/greet": "<Gather action='/keys' numDigits='1'/>",
            "/keys": HttpResponse(302, {"location": "/after"}),
            "/after": "<Hangup/>",
        }
    )
    desk.phone(CUSTOMER).plan = Answers(after=1)
    desk.call()
    desk.agenda.run_until(lambda: desk.phone(CUSTOMER).asked)
    desk.phone(CUSTOMER).press("1")
    desk.run()
    assert desk.at("/keys")[0].params["Digits"] == "1"
    assert "Digits" not in desk.at("/after")[0].params
    assert desk.at("/after")[0].params["CallSid"] == desk.network.calls[0].sid


def test_twiml_that_came_with_the_order_is_played_without_a_request() -> None:
    desk = answered(Desk(), url=None, twiml=xml("<Say>Hello.</Say>"))
    assert desk.heard(CUSTOMER) == ["Hello."]
    assert {got.path for got in desk.got} == {"/status"}


def test_a_relative_address_in_such_twiml_leads_nowhere() -> None:
    desk = answered(Desk(), url=None, twiml=xml("<Redirect>/next</Redirect>"))
    assert desk.codes() == [11100]


def test_what_twilio_does_not_know_is_a_warning_and_skipped() -> None:
    desk = answered(Desk(pages={"/greet": "<Sing/><Say mood='sad'>Still here.</Say>"}))
    assert desk.codes() == [12200, 12200]
    assert desk.heard(CUSTOMER) == ["Still here."]


def test_as_a_variant_an_unknown_element_ends_the_document() -> None:
    desk = answered(Desk(pages={"/greet": "<Sing/><Say>No.</Say>"}, variants=Variants(unknown_element="fatal")))
    assert "No." not in desk.heard(CUSTOMER)


def test_what_the_sandbox_cannot_play_is_said_in_the_console() -> None:
    desk = answered(Desk(pages={"/greet": "<Enqueue>support</Enqueue><Say>Next.</Say>"}))
    (entry,) = desk.network.console
    assert (entry.code, entry.level) == (0, "error")
    assert "Enqueue is not supported by the sandbox" in entry.text
    assert desk.heard(CUSTOMER) == ["Next."]


def test_a_bad_override_is_named() -> None:
    desk = Desk(pages={"/greet": "<Hangup/>"})
    answered(desk, url=Webhook(SITE + "/greet#rp=6xx"))
    assert desk.codes() == [11243]
