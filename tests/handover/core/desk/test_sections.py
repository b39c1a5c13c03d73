"""The sections about bookings, retries, waiting, proof, numbers and messages: their defaults, and their rules in words."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from handover.core.desk.bookings import Bookings
from handover.core.desk.call_back import CallBack
from handover.core.desk.config import DeskError, read
from handover.core.desk.limits import Limits
from handover.core.desk.messages import Messages
from handover.core.desk.proof import ProofRules
from handover.core.desk.quiet_hours import QuietHours
from handover.core.desk.retries import Retries
from handover.core.desk.voicemail import Voicemail
from handover.core.desk.waiting import Waiting
from handover.core.desk.web import Web

ANNA = {"id": "anna", "name": "Anna", "phone": "+493012345671"}
MINIMAL: dict[str, Any] = {"agents": [ANNA], "countries": ["DE", "US"], "time_zone": "Europe/Berlin"}
NIGHT = {"friday": ["22:00-24:00"], "saturday": ["00:00-06:00"]}


def problem(**changes: Any) -> str:
    with pytest.raises(DeskError) as caught:
        read({**MINIMAL, **changes})
    return str(caught.value)


def test_a_minimal_desk_has_safe_defaults() -> None:
    desk = read(MINIMAL)
    assert desk.bookings == Bookings(True, 14, 3, 30, 60)
    assert desk.quiet_hours == QuietHours("21:00", "08:00")
    assert desk.retries == Retries((2,), ("busy", "no_answer", "no_human"))
    assert (desk.voicemail, desk.call_back, desk.waiting) == (Voicemail(False, 120), CallBack(True, 15), Waiting(90))
    assert (desk.proof, desk.numbers, desk.call_reason) == (ProofRules("any_key"), {}, "")
    assert desk.messages == Messages(True, ("missed", "booked", "moved", "canceled", "dropped"))


def test_every_section_is_read() -> None:
    desk = read(
        {
            **MINIMAL,
            "bookings": {
                "enabled": False,
                "days_ahead": 7.0,
                "per_chat": 1,
                "late_minutes": 10,
                "calls_per_minute": 30,
            },
            "quiet_hours": {"from": "20:00", "to": "09:30"},
            "retries": {"after_minutes": [5, 60.0], "on": ["busy"]},
            "voicemail": {"enabled": True, "seconds": 60},
            "call_back": {"enabled": False, "minutes": 30},
            "waiting": {"patience_seconds": 120},
            "transfer": {"enabled": True},
            "proof": {"default": "none", "unreached": "digit"},
            "numbers": {"DE": "+493023125125"},
            "call_reason": "Your claim",
            "messages": {"enabled": False, "on": ["missed"]},
        }
    )
    assert desk.bookings == Bookings(False, 7, 1, 10, 30)
    assert desk.quiet_hours == QuietHours("20:00", "09:30")
    assert desk.retries == Retries((5, 60), ("busy",))
    assert (desk.voicemail, desk.call_back, desk.waiting) == (Voicemail(True, 60), CallBack(False, 30), Waiting(120))
    assert (desk.proof, desk.numbers) == (ProofRules("none", unreached="digit"), {"DE": "+493023125125"})
    assert (desk.call_reason, desk.messages) == ("Your claim", Messages(False, ("missed",)))
    assert (desk.transfer, read(MINIMAL).transfer) == (True, False)
    assert read({**MINIMAL, "quiet_hours": None}).quiet_hours is None
    assert read({**MINIMAL, "proof": "digit"}).proof == ProofRules("digit")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bookings": {"days": 3}}, "bookings: must not contain {'days'} properties"),
        ({"bookings": {"days_ahead": 0}}, "bookings.days_ahead: must be bigger than or equal to 1"),
        ({"bookings": {"enabled": 1}}, "bookings.enabled: must be boolean"),
        ({"bookings": {"calls_per_minute": 61}}, "bookings.calls_per_minute: must be smaller than or equal to 60"),
        ({"quiet_hours": {"from": "21:00"}}, "quiet_hours: must contain ['to'] properties"),
        ({"quiet_hours": {"from": "9pm", "to": "08:00"}}, "quiet_hours.from: must match pattern"),
        ({"quiet_hours": {"from": "21:00", "to": "24:00"}}, "quiet_hours.to: must match pattern"),
        (
            {"quiet_hours": {"from": "08:00", "to": "08:00"}},
            "quiet_hours: they end when they begin; write null for none",
        ),
        ({"quiet_hours": False}, "quiet_hours: must be object or null"),
        ({"retries": {"after_minutes": 2}}, "retries.after_minutes: must be array"),
        ({"retries": {"after_minutes": [0]}}, "retries.after_minutes[0]: must be bigger than or equal to 1"),
        ({"retries": {"after_minutes": [1441]}}, "retries.after_minutes[0]: must be smaller than or equal to 1440"),
        ({"retries": {"after_minutes": [60] * 6}}, "retries.after_minutes: must contain less than or equal to 5 items"),
        ({"retries": {"on": ["failed"]}}, "retries.on[0]: must be one of ['busy', 'no_answer', 'no_human']"),
        ({"retries": {"on": ["busy", "busy"]}}, "retries.on: must contain unique items"),
        ({"voicemail": {"seconds": 121}}, "voicemail.seconds: must be smaller than or equal to 120"),
        ({"call_back": {"minutes": 0}}, "call_back.minutes: must be bigger than or equal to 1"),
        ({"transfer": {"enabled": "yes"}}, "transfer.enabled: must be boolean"),
        ({"waiting": {"patience_seconds": 5}}, "waiting.patience_seconds: must be bigger than or equal to 20"),
        ({"proof": "key"}, "proof: must match pattern ^(any_key|digit|none)$"),
        ({"proof": {"default": "pin"}}, "proof.default: must be one of ['any_key', 'digit', 'none']"),
        ({"proof": {"foreign": "digit"}}, "proof: must not contain {'foreign'} properties"),
        ({"numbers": {"de": "+493023125125"}}, "numbers: must not contain {'de'} properties"),
        ({"numbers": {"DE": "030 23125125"}}, "numbers.DE: must match pattern"),
        ({"numbers": {"DE": "+491234567"}}, "numbers.DE: that is not a valid phone number"),
        ({"numbers": {"UK": "+442070313000"}}, "numbers: UK is not a country with phone numbers"),
        ({"numbers": {"DE": ANNA["phone"]}}, "numbers.DE: that is the phone of agent anna"),
        ({"call_reason": "x" * 51}, "call_reason: must be shorter than or equal to 50 characters"),
        ({"call_reason": ""}, "call_reason: must be longer than or equal to 1 characters"),
        ({"call_reason": " Your claim"}, "call_reason: no spaces at its ends and no line breaks"),
        ({"call_reason": "Your\nclaim"}, "call_reason: no spaces at its ends and no line breaks"),
        ({"call_reason": "See www.example.org"}, "call_reason: no web addresses"),
        ({"messages": {"on": ["wrapped"]}}, "messages.on[0]: must be one of"),
        ({"hours": {}}, "hours: the desk would never open"),
        ({"hours": {"monday": [], "friday": []}}, "hours: the desk would never open"),
    ],
)
def test_a_mistake_names_the_field_and_the_rule(changes: dict[str, Any], words: str) -> None:
    assert problem(**changes).startswith(f"desk.json: {words}")


def test_a_plan_with_more_calls_than_a_number_may_get_is_refused() -> None:
    assert "3 calls in all are more than limits.calls_per_number_per_hour allows (2)" in problem(
        retries={"after_minutes": [2, 30]}
    )
    assert "limits.calls_per_number_per_day allows (3)" in problem(
        retries={"after_minutes": [60, 60, 60]}, limits={"calls_per_number_per_day": 3}
    )
    assert read({**MINIMAL, "retries": {"after_minutes": [2, 60, 60, 60, 60]}}).retries.after_minutes[-1] == 60


def test_the_limits_of_a_plan_are_those_of_any_hour_and_any_day() -> None:
    assert Retries((30, 30)).limit_exceeded(Limits()) == ""
    assert Retries((120, 2, 2)).limit_exceeded(Limits()) == "calls_per_number_per_hour"
    assert Retries((1440,) * 5).limit_exceeded(Limits(calls_per_number_per_day=1)) == ""
    assert Retries(()).limit_exceeded(Limits(1, 1)) == ""


def test_the_default_plan_refuses_no_desk_that_was_good() -> None:
    assert read({**MINIMAL, "limits": {"calls_per_number_per_hour": 1}}).retries.after_minutes == (2,)


def test_no_call_can_be_booked_for_after_it_was_removed_from_storage() -> None:
    short = {**MINIMAL, "retention": {"handover_days": 8}}
    assert read(short).bookings.days_ahead == 7, "the default is cut short, so that a good desk stays one"
    with pytest.raises(DeskError, match=r"bookings.days_ahead: .* write 7 at most"):
        read({**short, "bookings": {"days_ahead": 8}})


def test_quiet_hours_over_all_opening_hours_are_refused() -> None:
    rule = "quiet_hours: from 07:00 to 23:00 covers all opening hours, so that no call could be booked or retried"
    open_by_day = {"monday": ["08:00-12:00"], "sunday": ["10:00-23:00"]}
    assert rule in problem(countries=["DE"], hours=open_by_day, quiet_hours={"from": "07:00", "to": "23:00"})
    assert read({**MINIMAL, "countries": ["DE"], "hours": open_by_day, "quiet_hours": {"from": "07:00", "to": "22:59"}})


def test_quiet_hours_are_by_the_clock_of_the_customers_country() -> None:
    night = {**MINIMAL, "hours": NIGHT, "quiet_hours": {"from": "21:00", "to": "08:00"}}
    assert read({**night, "countries": ["DE", "US"]})  # 22:00 in Berlin is 11:00 in Honolulu, and 16:00 in New York
    assert "covers all opening hours" in problem(**{**night, "countries": ["DE", "AT"]})
    morning = {"monday": ["09:00-12:00"]}
    assert "covers all opening hours" in problem(
        countries=["US"], hours=morning, quiet_hours={"from": "21:00", "to": "08:00"}
    )


def test_the_default_quiet_hours_refuse_no_desk_that_was_good() -> None:
    assert read({**MINIMAL, "countries": ["DE"], "hours": NIGHT}).quiet_hours == QuietHours()


@pytest.mark.parametrize(
    ("quiet", "clock", "is_it"),
    [
        (QuietHours(), "20:59", False),
        (QuietHours(), "21:00", True),
        (QuietHours(), "07:59", True),
        (QuietHours(), "08:00", False),
        (QuietHours("12:00", "14:00"), "11:59", False),
        (QuietHours("12:00", "14:00"), "13:59", True),
        (QuietHours("12:00", "14:00"), "14:00", False),
        (QuietHours("21:00", "00:00"), "23:59", True),
        (QuietHours("21:00", "00:00"), "00:00", False),
    ],
)
def test_quiet_hours_may_go_over_midnight(quiet: QuietHours, clock: str, is_it: bool) -> None:
    assert quiet.at(time.fromisoformat(clock)) is is_it


def test_it_is_quiet_when_it_is_quiet_in_one_of_the_zones() -> None:
    zones = (ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles"))
    assert QuietHours().in_any(zones, datetime(2026, 11, 23, 14, 0, tzinfo=UTC))  # 09:00 and 06:00
    assert not QuietHours().in_any(zones, datetime(2026, 11, 23, 17, 0, tzinfo=UTC))  # 12:00 and 09:00


@pytest.mark.parametrize(
    ("rules", "reached", "abroad", "kind"),
    [
        (ProofRules(), False, True, "any_key"),
        (ProofRules("none", unreached="digit"), True, True, "none"),
        (ProofRules("none", unreached="digit"), False, False, "digit"),
        (ProofRules(abroad="digit"), False, False, "any_key"),
        (ProofRules(abroad="digit"), True, True, "digit"),
        (ProofRules("digit", abroad="any_key"), True, True, "any_key"),
        (ProofRules("any_key", unreached="none", abroad="digit"), False, True, "digit"),
    ],
)
def test_the_kind_of_proof_depends_on_the_number(rules: ProofRules, reached: bool, abroad: bool, kind: str) -> None:
    assert rules.kind(reached=reached, abroad=abroad) == kind


def test_the_history_is_needed_only_for_a_rule_about_it() -> None:
    assert [ProofRules().needs_history, ProofRules("digit", "digit").needs_history] == [False, False]
    assert ProofRules(unreached="digit").needs_history


def test_messages_are_sent_by_kind() -> None:
    assert Messages(on=("missed",)).sends("missed")
    assert not Messages(on=("missed",)).sends("booked")
    assert not Messages(enabled=False).sends("missed")


def test_pages_are_listed_by_their_origin_and_none_are_by_default() -> None:
    assert read(MINIMAL).web == Web() == Web((), False)
    origins = [
        "https://www.example.com",
        "https://xn--bcher-kva.example:8443",
        "http://localhost:8000",
        "http://127.0.0.1",
    ]
    web = read({**MINIMAL, "web": {"origins": origins, "button": True}}).web
    assert web == Web(tuple(origins), True)
    assert [web.allows(origin) for origin in (origins[0], "", "null", "https://example.com")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "origin",
    [
        *(
            "*",
            "https://*.example.com",
            "https://a.example/",
            "https://a.example/x",
            "http://a.example",
            "https://A.example",
        ),
        *("https://a.example\n", "a.example", "null", "", "https://", "https://a.example,https://b.example"),
    ],
)
def test_what_is_no_origin_is_refused(origin: str) -> None:
    assert "web.origins" in problem(web={"origins": [origin]})
