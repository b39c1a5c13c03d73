"""Dial: an agent's phone, the whisper, the bridge, and the parameters of the action."""

from __future__ import annotations

import pytest

from sandbox.net import HttpResponse
from sandbox.twilio import (
    Account,
    Answers,
    Busy,
    HangUp,
    LetsRing,
    Mailbox,
    Plan,
    Press,
    Rejects,
    Speak,
    Unreachable,
    Variants,
)

from ...desk import ANNA, BEN, CUSTOMER, OURS, SID, TOKEN, Desk, Page, refused

WHISPER = "<Gather action='/decide' numDigits='1' timeout='6'><Say>Press 1 to take it.</Say></Gather><Hangup/>"
DECIDE = "<Say>The brief.</Say>"
NUMBER = "<Number url='/whisper' statusCallback='/agent' statusCallbackEvent='{events}'>{number}</Number>"
ALL = "initiated ringing answered completed"


def number(of: str = ANNA, events: str = ALL) -> str:
    return NUMBER.format(events=events, number=of)


def dialling(
    anna: Plan,
    customer: Plan | None = None,
    inside: str = "",
    attributes: str = "action='/dialed' timeout='15' answerOnBridge='true'",
    variants: Variants | None = None,
    **pages: Page,
) -> Desk:
    """Returns a call in which a customer, who stays on the line by default, is connected to Anna."""
    desk = Desk(
        pages={
            "/greet": f"<Dial {attributes}>{inside or number()}</Dial><Say>After Dial.</Say>",
            "/whisper": WHISPER,
            "/decide": DECIDE,
            "/dialed": "<Say>Goodbye.</Say>",
            **{f"/{name}": page for name, page in pages.items()},
        },
        variants=variants or Variants(),
    )
    desk.phone(CUSTOMER).plan = customer or Answers(after=1)
    desk.phone(ANNA).plan = anna
    desk.call()
    desk.run()
    return desk


def told(desk: Desk) -> dict[str, str]:
    """Returns the action's parameters about the Dial."""
    (asked,) = desk.at("/dialed")
    return {name: value for name, value in asked.params.items() if name.startswith("Dial") and name != "DialCallSid"}


ACCEPTS = Answers(after=3, then=(Press("1", when_asked=True), HangUp(when_bridged=True, after=60)))


def test_accepted_and_talked() -> None:
    desk = dialling(ACCEPTS)
    facts = told(desk)
    assert (facts["DialCallStatus"], facts["DialBridged"]) == ("completed", "true")
    assert 60 <= int(facts["DialCallDuration"]) <= 65
    assert desk.statuses("/agent") == ["initiated", "ringing", "in-progress", "completed"]
    assert desk.heard(CUSTOMER) == ["Goodbye."]


def test_the_whisper_runs_on_the_agents_leg_before_the_bridge() -> None:
    desk = dialling(ACCEPTS)
    (whisper,), child = desk.at("/whisper"), desk.network.calls[1]
    assert (whisper.params["CallSid"], whisper.params["ParentCallSid"]) == (child.sid, desk.network.calls[0].sid)
    assert (whisper.params["Direction"], whisper.params["From"], whisper.params["To"]) == ("outbound-dial", OURS, ANNA)
    assert desk.at("/dialed")[0].params["DialCallSid"] == child.sid
    assert desk.heard(ANNA) == ["Press 1 to take it.", "The brief."]
    assert desk.heard(CUSTOMER, "ringback") == [""]


def test_the_two_hear_each_other_once_bridged_and_not_before() -> None:
    anna = Answers(then=(Speak("To myself."), Press("1", when_asked=True), Speak("Hi, Anna here.", when_bridged=True)))
    customer = Answers(then=(Speak("Hello?", when_bridged=True, after=2), HangUp(after=5)))
    desk = dialling(anna, customer)
    assert desk.heard(CUSTOMER, "speech") == ["Hi, Anna here.", "Hello?"]
    assert desk.heard(ANNA, "speech") == ["To myself.", "Hi, Anna here.", "Hello?"]


NOT_ACCEPTED: list[tuple[Plan, Page]] = [
    (Answers(after=3), DECIDE),  # nothing pressed: the whisper's Hangup
    (Answers(after=3, then=(Press("2", when_asked=True),)), "<Hangup/>"),  # passed
    (Answers(after=3, then=(HangUp(after=1),)), DECIDE),  # hung up during the whisper
    (Mailbox(after=5), DECIDE),
]


@pytest.mark.parametrize(("plan", "decide"), NOT_ACCEPTED)
def test_answered_but_not_accepted_is_completed_and_not_bridged(plan: Plan, decide: Page) -> None:
    facts = told(dialling(plan, decide=decide))
    assert (facts["DialCallStatus"], facts["DialBridged"]) == ("completed", "false")
    assert int(facts["DialCallDuration"]) > 0


def test_a_whisper_that_ends_without_hangup_gives_the_mailbox_the_customer() -> None:
    desk = dialling(
        Mailbox(after=5, greeting="Anna is out.", hangs_up_after=8),
        whisper="<Gather action='/decide' timeout='2'><Say>Press 1.</Say></Gather>",
    )
    assert told(desk)["DialBridged"] == "true"


UNANSWERED: list[tuple[Plan, str]] = [
    (LetsRing(), "no-answer"),
    (Busy(), "busy"),
    (Rejects(), "busy"),
    (Unreachable(), "failed"),
]


@pytest.mark.parametrize(("plan", "status"), UNANSWERED)
def test_nobody_answered(plan: Plan, status: str) -> None:
    desk = dialling(plan)
    assert told(desk) == {"DialCallStatus": status, "DialBridged": "false"}
    assert desk.statuses("/agent")[-1] == status
    assert desk.at("/whisper") == []


def test_as_a_variant_the_duration_is_there_all_the_same() -> None:
    assert told(dialling(Busy(), variants=Variants(duration_when_unanswered=True)))["DialCallDuration"] == "0"


def test_a_dial_rings_five_seconds_longer_than_it_says() -> None:
    desk = dialling(LetsRing())
    child = desk.network.calls[1]
    assert child.started is not None
    assert child.ended is not None
    assert (child.ended - child.started).total_seconds() == 1 + 15 + 5


def test_without_an_action_the_next_verb_runs() -> None:
    assert dialling(Busy(), attributes="timeout='5'").heard(CUSTOMER) == ["After Dial."]


def test_with_an_action_it_never_does() -> None:
    assert "After Dial." not in dialling(Busy()).heard(CUSTOMER)


def test_without_a_whisper_the_legs_are_joined_at_once() -> None:
    desk = dialling(Answers(then=(HangUp(after=9),)), inside=f"<Number>{ANNA}</Number>")
    assert told(desk) == {"DialCallStatus": "completed", "DialBridged": "true", "DialCallDuration": "9"}


def test_a_plain_number_can_be_dialled() -> None:
    assert told(dialling(Answers(then=(HangUp(after=9),)), inside=ANNA))["DialBridged"] == "true"


def test_by_default_the_agents_leg_tells_its_end_only() -> None:
    desk = dialling(ACCEPTS, inside=f"<Number url='/whisper' statusCallback='/agent'>{ANNA}</Number>")
    assert desk.statuses("/agent") == ["completed"]
    assert desk.at("/agent")[0].params["SequenceNumber"] == "3"


@pytest.mark.parametrize("extras", [True, False])
def test_what_the_agents_leg_tells_at_its_end(extras: bool) -> None:
    params = dialling(ACCEPTS, variants=Variants(agent_leg_extras=extras)).at("/agent")[-1].params
    assert "CallDuration" in params
    assert "ParentCallSid" in params
    assert ("SipResponseCode" in params, "Duration" in params) == (extras, extras)


def test_ringing_goes_on_for_the_customer_during_a_whisper_only_with_answer_on_bridge() -> None:
    assert dialling(ACCEPTS).heard(CUSTOMER, "silence") == []
    assert dialling(ACCEPTS, attributes="action='/dialed'").heard(CUSTOMER, "silence") == [""]


def test_a_time_limit_ends_the_conversation_but_not_the_customers_call() -> None:
    desk = dialling(ACCEPTS, attributes="action='/dialed' timeLimit='20'")
    assert told(desk)["DialBridged"] == "true"
    talked = int(told(desk)["DialCallDuration"])
    assert 20 <= talked <= 25
    assert desk.heard(CUSTOMER) == ["Goodbye."]


# The customer leaves

LEAVES: list[tuple[str, Plan, float, str, str]] = [
    ("while it rings", LetsRing(), 5, "canceled", "false"),
    ("during the whisper", Answers(after=3), 7, "completed", "false"),
    ("after the bridge", ACCEPTS, 30, "completed", "true"),
]


@pytest.mark.parametrize(("_", "anna", "after", "status", "bridged"), LEAVES)
@pytest.mark.parametrize("requested", [True, False])
def test_the_customer_hangs_up(_: str, anna: Plan, after: float, status: str, bridged: str, requested: bool) -> None:
    desk = dialling(
        anna, Answers(after=1, then=(HangUp(after=after),)), variants=Variants(dial_action_after_hang_up=requested)
    )
    customer, agent = desk.network.calls
    assert (customer.status, agent.status) == ("completed", status)
    assert desk.phone(ANNA).state == desk.phone(CUSTOMER).state == "idle"
    assert desk.statuses()[-1] == "completed"
    assert desk.statuses("/agent")[-1] == status
    if requested:
        assert (told(desk)["DialCallStatus"], told(desk)["DialBridged"]) == (status, bridged)
        assert desk.at("/dialed")[0].params["CallStatus"] == "completed"
    else:
        assert desk.at("/dialed") == []
    assert desk.heard(CUSTOMER) == []


def test_as_a_variant_the_ringing_leg_ends_with_no_answer() -> None:
    leaves = Answers(after=1, then=(HangUp(after=5),))
    desk = dialling(LetsRing(), leaves, variants=Variants(left_while_ringing="no-answer"))
    assert desk.network.calls[1].status == "no-answer"


def test_star_leaves_the_dial_when_allowed() -> None:
    presses = Answers(after=1, then=(Press("*", after=5),))
    ringing = dialling(LetsRing(), presses, attributes="action='/dialed' hangupOnStar='true'")
    assert told(ringing)["DialCallStatus"] == "canceled"
    assert ringing.heard(CUSTOMER) == ["Goodbye."]
    talks = Answers(after=1, then=(Press("*", when_bridged=True, after=5),))
    talking = dialling(ACCEPTS, talks, attributes="action='/dialed' hangupOnStar='true'")
    assert (told(talking)["DialCallStatus"], told(talking)["DialBridged"]) == ("completed", "true")
    assert dialling(LetsRing(), presses).network.calls[1].status == "no-answer"


# The whisper fails


UNPLAYABLE: list[tuple[Page, int]] = [
    (HttpResponse(500), 11200),
    (refused, 11205),
    ("<Dial>+4930123456</Dial>", 13201),
]


@pytest.mark.parametrize(("page", "code"), UNPLAYABLE)
@pytest.mark.parametrize(
    ("variants", "bridged"),
    [(Variants(whisper_failure="drop"), "false"), (Variants(whisper_failure="bridge"), "true")],
)
def test_a_whisper_that_cannot_be_played(page: Page, code: int, variants: Variants, bridged: str) -> None:
    desk = dialling(Answers(after=3, then=(HangUp(when_bridged=True, after=5),)), variants=variants, whisper=page)
    assert desk.codes() == [code]
    assert told(desk)["DialBridged"] == bridged


@pytest.mark.parametrize("runs", [True, False])
def test_pause_and_redirect_in_a_whisper_are_a_variant(runs: bool) -> None:
    desk = dialling(
        Answers(after=3),
        variants=Variants(whisper_runs_pause_and_redirect=runs),
        whisper="<Pause/><Redirect>/other</Redirect><Hangup/>",
        other="<Say>Other.</Say><Hangup/>",
    )
    assert (desk.heard(ANNA) == ["Other."]) is runs
    assert (desk.codes() == []) is runs


def test_record_in_a_whisper_is_a_warning() -> None:
    assert dialling(Answers(after=3), whisper="<Record/><Hangup/>").codes() == [12200]


# Several numbers


def test_the_first_to_pick_up_wins_and_the_others_stop_ringing() -> None:
    desk = Desk(pages={"/greet": f"<Dial action='/dialed'>{number(ANNA)}{number(BEN)}</Dial>", "/whisper": "<Hangup/>"})
    desk.phone(CUSTOMER).plan = Answers(after=1)
    desk.phone(ANNA).plan, desk.phone(BEN).plan = Answers(after=9), Mailbox(after=4)
    desk.call()
    desk.run()
    _, anna, ben = desk.network.calls
    assert (anna.status, ben.status) == ("canceled", "completed")
    assert desk.at("/dialed")[0].params["DialCallSid"] == ben.sid
    assert told(desk)["DialBridged"] == "false"


@pytest.mark.parametrize(("goes_on", "rung"), [(True, 2), (False, 1)])
def test_one_after_the_other(goes_on: bool, rung: int) -> None:
    page = f"<Dial action='/dialed' sequential='true' timeout='5'>{number(ANNA)}{number(BEN)}</Dial>"
    desk = Desk(
        pages={"/greet": page, "/whisper": "<Hangup/>"}, variants=Variants(sequential_goes_on_after_whisper=goes_on)
    )
    desk.phone(CUSTOMER).plan = Answers(after=1)
    desk.phone(ANNA).plan, desk.phone(BEN).plan = Answers(after=2), Answers(after=2)
    desk.call()
    desk.run()
    assert len(desk.network.calls) - 1 == rung


def test_one_after_the_other_goes_on_when_nobody_answers() -> None:
    page = f"<Dial action='/dialed' sequential='true' timeout='5'>{number(ANNA)}{number(BEN)}</Dial>"
    desk = Desk(pages={"/greet": page, "/whisper": ""})
    desk.phone(CUSTOMER).plan = Answers(after=1)
    desk.phone(BEN).plan = Answers(after=2, then=(HangUp(when_bridged=True, after=5),))
    desk.call()
    desk.run()
    assert [call.status for call in desk.network.calls[1:]] == ["no-answer", "completed"]
    assert told(desk)["DialBridged"] == "true"


# What may not be dialled


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (f"<Dial action='/dialed' callerId='+15005550099'>{ANNA}</Dial>", 13214),
        ("<Dial action='/dialed'>030 123456</Dial>", 13224),
        ("<Dial action='/dialed'>+43199</Dial>", 13224),
        ("<Dial action='/dialed'>+49900123456</Dial>", 13225),
        ("<Dial action='/dialed'>+4312345678</Dial>", 13227),
        ("<Dial action='/dialed'/>", 13223),
        ("<Dial action='/dialed'>" + number(ANNA) * 11 + "</Dial>", 13223),
    ],
)
def test_what_may_not_be_dialled_fails_at_the_action(page: str, code: int) -> None:
    desk = Desk(Account(SID, TOKEN, OURS, countries=("+49",)), pages={"/greet": page})
    desk.phone(CUSTOMER).plan = Answers(after=1)
    desk.call()
    desk.run()
    assert desk.codes() == [code, 12100]  # and /dialed answers nothing
    assert told(desk) == {"DialCallStatus": "failed", "DialBridged": "false"}
    assert len(desk.network.calls) == 1


@pytest.mark.parametrize("shown", [OURS, CUSTOMER])
def test_both_numbers_of_the_call_may_be_shown(shown: str) -> None:
    desk = dialling(Busy(), attributes=f"action='/dialed' callerId='{shown}'")
    assert desk.network.calls[1].from_ == shown


def test_a_recorded_dial_names_its_recording() -> None:
    desk = dialling(ACCEPTS, attributes="action='/dialed' record='record-from-answer' recordingStatusCallback='/ready'")
    (ready,) = desk.at("/ready")
    assert ready.params["RecordingSource"] == "DialVerb"
    assert desk.at("/dialed")[0].params["RecordingUrl"] == ready.params["RecordingUrl"]


def test_detection_on_an_agents_leg_never_blocks_and_tells_four_things() -> None:
    noun = f"<Number url='/whisper' machineDetection='Enable' amdStatusCallback='/amd'>{ANNA}</Number>"
    desk = dialling(Mailbox(after=5), inside=noun)
    (amd,) = desk.at("/amd")
    assert set(amd.params) == {"CallSid", "AccountSid", "AnsweredBy", "MachineDetectionDuration"}
    assert (amd.params["AnsweredBy"], amd.params["CallSid"]) == ("machine_start", desk.network.calls[1].sid)
    assert desk.at("/whisper")[0].at < amd.at


@pytest.mark.parametrize(("reason", "shown", "codes"), [("A claim", "A claim", []), ("x" * 51, "", [12200])])
def test_the_agents_phone_may_show_why_it_is_called(reason: str, shown: str, codes: list[int]) -> None:
    desk = dialling(LetsRing(), attributes=f"callReason='{reason}'")
    assert (desk.network.calls[1].reason, desk.codes()) == (shown, codes)


DESK_PHONE = "sip:anna@pbx.example.com"


def test_a_sip_address_is_rung_as_a_number_is() -> None:
    noun = f"<Sip url='/whisper' statusCallback='/agent' statusCallbackEvent='{ALL}'>{DESK_PHONE}</Sip>"
    desk = Desk(pages={"/greet": f"<Dial action='/dialed'>{noun}</Dial>", "/whisper": WHISPER, "/decide": DECIDE})
    desk.phone(CUSTOMER).plan = Answers(after=1)
    desk.phone(DESK_PHONE).plan = ACCEPTS
    desk.call()
    desk.run()
    assert told(desk)["DialBridged"] == "true"
    assert {report.params["To"] for report in desk.at("/agent")} == {DESK_PHONE}


@pytest.mark.parametrize(
    ("inside", "code"), [("<Sip>anna@pbx</Sip>", 13224), (f"<Sip>{DESK_PHONE}</Sip><Number>{ANNA}</Number>", 12200)]
)
def test_what_is_no_sip_call_fails_at_the_action(inside: str, code: int) -> None:
    desk = dialling(ACCEPTS, inside=inside)
    assert desk.codes() == [code]
    assert told(desk)["DialCallStatus"] == "failed"


def test_digits_are_sent_to_a_switchboard_before_the_whisper() -> None:
    desk = dialling(ACCEPTS, inside=f"<Number url='/whisper' sendDigits='ww12'>{ANNA}</Number>")
    heard = [(caption.kind, caption.text) for caption in desk.phone(ANNA).heard]
    assert heard[0] == ("tone", "12")
    assert told(desk)["DialBridged"] == "true"
