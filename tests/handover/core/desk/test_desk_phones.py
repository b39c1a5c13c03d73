"""An agent's desk phone: a SIP address, or an extension behind a switchboard."""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.call.hunting import order
from handover.core.desk.config import Desk, DeskError, mistakes, read
from handover.core.desk.own_number import agent_with

SWITCHBOARD, MOBILE, CUSTOMER = "+493012345670", "+4915112345678", "+493012345678"
ANNA = {"id": "anna", "name": "Anna", "phone": SWITCHBOARD}
BEN = {**ANNA, "id": "ben", "name": "Ben"}
SIP = "sip:anna@pbx.example.com"
SAME_NUMBER = "agents[1].phone: agents[0] has that number too"
SAME_LINE = "agents[1].sip: the same line rings for agents[0]"


def document(*agents: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"agents": list(agents), "countries": ["DE"], "time_zone": "Europe/Berlin", **more}


def desk(*agents: dict[str, str]) -> Desk:
    return read(document(*agents))


@pytest.mark.parametrize(
    ("agents", "mistake"),
    [
        (
            [{**ANNA, "sip": "anna@pbx"}],
            "agents[0].sip: that is not a SIP address; write one as sip:anna@pbx.example.com",
        ),
        ([{**ANNA, "sip": "sip:anna:secret@pbx.example.com"}], "agents[0].sip: that is not a SIP address"),
        ([{**ANNA, "sip": "sip:anna@pbx.example.com:99999"}], "agents[0].sip: that is not a SIP address"),
        ([{**ANNA, "sip": "https://pbx.example.com"}], "agents[0].sip: that is not a SIP address"),
        (
            [{**ANNA, "extension": "12a"}],
            "agents[0].extension: that is not an extension; write up to 32 digits, * and #",
        ),
        ([{**ANNA, "extension": "ww,"}], "agents[0].extension: that is not an extension"),
        ([{**ANNA, "extension": "12", "sip": SIP}], "agents[0]: an agent has a sip address or an extension, not both"),
        ([{**ANNA, "extension": "12"}, {**BEN, "extension": "w1,2"}], SAME_LINE.replace("sip", "extension")),
        ([{**ANNA, "sip": SIP}, {**BEN, "phone": MOBILE, "sip": "SIPS:Anna@pbx.example.com"}], SAME_LINE),
        ([{**ANNA, "sip": SIP}, {**BEN, "phone": MOBILE, "sip": f"{SIP}:5060"}], SAME_LINE),
        (
            [{**ANNA, "sip": SIP}, {**BEN, "phone": MOBILE, "sip": "sip:%61nna@pbx.example.com;transport=tls"}],
            SAME_LINE,
        ),
        (
            [ANNA, {**BEN, "phone": MOBILE, "sip": f"sip:{SWITCHBOARD}@pbx.example.com"}],
            "agents[1].sip: agents[0] has that",
        ),
        (
            [{**ANNA, "mobile": MOBILE}, {**BEN, "phone": CUSTOMER, "mobile": SWITCHBOARD}],
            "agents[1].mobile: agents[0] has",
        ),
        ([{**ANNA, "mobile": MOBILE}, {**BEN, "mobile": CUSTOMER}], SAME_NUMBER),
        (
            [{**ANNA, "sip": SIP}, {**BEN, "sip": "sip:ben@pbx.example.com"}],
            SAME_NUMBER,
        ),
        (
            [{**ANNA, "extension": "12", "mobile": MOBILE}, {**BEN, "phone": MOBILE}],
            SAME_NUMBER,
        ),
    ],
)
def test_a_desk_phone_that_cannot_be_rung_is_refused_with_the_rule(agents: list[dict[str, str]], mistake: str) -> None:
    with pytest.raises(DeskError) as refused:
        read(document(*agents))
    assert str(refused.value).startswith(f"desk.json: {mistake}")
    assert len(mistakes(document(*agents))) == 1


@pytest.mark.parametrize(
    "sip",
    [
        SIP,
        "sips:+493012345671@10.0.0.1:5061",
        "sip:a.b_c@pbx.example.com;transport=tls;region=ie1",
    ],
)
def test_a_sip_address_is_rung_and_the_phone_gets_the_messages(sip: str) -> None:
    (anna,) = order(desk({**ANNA, "sip": sip}), CUSTOMER)
    assert (anna.phone, anna.rings, anna.keys) == (SWITCHBOARD, sip, "")


def test_agents_may_share_a_switchboard_and_each_has_an_extension() -> None:
    shared = desk({**ANNA, "extension": "ww1,2"}, {**BEN, "extension": "13", "mobile": MOBILE}, {**ANNA, "id": "desk"})
    assert [(a.phone, a.rings, a.keys) for a in order(shared, CUSTOMER)] == [
        ("", SWITCHBOARD, "ww1W2"),
        (MOBILE, SWITCHBOARD, "13"),
        (SWITCHBOARD, "", ""),
    ]
    numbers = (SWITCHBOARD, MOBILE, "")
    assert [getattr(agent_with(shared, number), "id", None) for number in numbers] == ["desk", "ben", None]


def test_agents_with_sip_addresses_and_mobiles_may_name_the_same_office() -> None:
    desk({**ANNA, "sip": SIP, "mobile": MOBILE}, {**BEN, "sip": "sip:ben@pbx.example.com", "mobile": CUSTOMER})


def test_a_phone_beside_a_mobile_is_the_agents_own_too() -> None:
    both = desk({**ANNA, "mobile": MOBILE})
    assert [order(both, number) for number in (SWITCHBOARD, MOBILE)] == [(), ()], "it would ring themselves"


def test_an_agent_who_is_the_customer_is_not_rung_at_any_of_their_phones() -> None:
    sip = desk({**ANNA, "sip": f"sip:{CUSTOMER}@pbx.example.com", "mobile": MOBILE})
    assert [order(sip, number) for number in (CUSTOMER, MOBILE, SWITCHBOARD)] == [(), (), ()]
    behind = desk({**ANNA, "extension": "12", "mobile": MOBILE})
    assert order(behind, MOBILE) == ()
    assert len(order(behind, SWITCHBOARD)) == 1, "the customer is somebody else behind the switchboard"


def test_a_number_of_ours_may_not_be_in_an_agents_sip_address() -> None:
    found = mistakes(document({**ANNA, "sip": f"sip:{CUSTOMER}@pbx.example.com"}, numbers={"DE": CUSTOMER}))
    assert found == ["numbers.DE: that is the phone of agent anna; write a number of the Twilio account"]
