"""Only what is between our number and the person's is found, and what is gone is no error."""

from __future__ import annotations

import re
from typing import Any

import pytest

from operate.errors import OperatorError
from operate.privacy.twilio_records import Record, TwilioRecords
from tests.handover.rig import CUSTOMER, OTHER, OUR_NUMBER, SETTINGS
from tests.handover.stub import Reply, Stub, StubRequest, as_json

ELSEWHERE = "+493099999999"


def call(sid: str, to: str | None, from_: str | None, status: str | None = "completed") -> dict[str, Any]:
    return {"sid": sid, "to": to, "from": from_, "status": status, "date_created": None, "duration": None}


class Account:
    """An account whose filters find everything, as a filter by parts of numbers may."""

    def __init__(self) -> None:
        self.calls = {
            entry["sid"]: entry
            for entry in (
                call("CA1", CUSTOMER, OUR_NUMBER),
                call("CA2", OUR_NUMBER, CUSTOMER),
                call("CA3", OTHER, OUR_NUMBER),
                call("CA4", CUSTOMER, ELSEWHERE),
                call("CA5", None, None, None),
                call("CA6", f"{CUSTOMER}9", OUR_NUMBER),
            )
        }
        self.messages = [call("SM1", CUSTOMER, OUR_NUMBER), call("SM2", OTHER, OUR_NUMBER)]
        self.deleted: list[str] = []

    def __call__(self, request: StubRequest) -> Reply:
        path = re.sub(r"^/2010-04-01/Accounts/\w+|\.json$", "", request.path)
        name, _, sid = path.strip("/").partition("/")
        if request.method == "DELETE":
            self.deleted.append(sid)
            return Reply(204) if sid != "CA9" else as_json({"code": 20404, "status": 404, "message": "no"}, 404)
        if name == "Calls" and sid:
            found = self.calls.get(sid)
            return as_json(found) if found else as_json({"code": 20404, "status": 404, "message": "no"}, 404)
        listed = {
            "Calls": list(self.calls.values()),
            "Messages": self.messages,
            "Recordings": [{"sid": f"RE-{request.query['CallSid'][0]}", "status": "completed"}]
            if name == "Recordings"
            else [],
        }
        return as_json({name.lower(): listed[name], "next_page_uri": None})


def test_calls_and_messages_with_the_number_are_found_and_no_others() -> None:
    with Stub(Account()) as stub:
        found = TwilioRecords({**SETTINGS, "TWILIO_API_BASE": stub.url}).find(CUSTOMER, ["CA1", "CA9"])
    assert [record.sid for record in found] == ["RE-CA1", "RE-CA2", "SM1", "CA1", "CA2"]
    assert [record.call for record in found] == ["CA1", "CA2", "", "", ""]


def test_calls_and_messages_of_our_other_numbers_are_found_too() -> None:
    with Stub(Account()) as stub:
        found = TwilioRecords({**SETTINGS, "TWILIO_API_BASE": stub.url}, [ELSEWHERE]).find(CUSTOMER, [])
    assert "CA4" in [record.sid for record in found]


def test_by_sids_alone_only_those_calls_are_found() -> None:
    with Stub(Account()) as stub:
        found = TwilioRecords({**SETTINGS, "TWILIO_API_BASE": stub.url}).find("", ["CA3"])
    assert [record.sid for record in found] == ["RE-CA3", "CA3"]


def test_a_record_is_deleted_and_one_that_is_gone_is_no_error() -> None:
    account = Account()
    with Stub(account) as stub:
        records = TwilioRecords({**SETTINGS, "TWILIO_API_BASE": stub.url})
        for kind, sid in (("recording", "RE1"), ("message", "SM1"), ("call", "CA1"), ("call", "CA9")):
            records.delete(Record(kind, sid, "completed"))
    assert account.deleted == ["RE1", "SM1", "CA1", "CA9"]


def test_a_refusal_is_one_sentence_with_twilios_code() -> None:
    with Stub(lambda _: as_json({"code": 20003, "status": 401, "message": "Authenticate"}, 401)) as stub:
        records = TwilioRecords({**SETTINGS, "TWILIO_API_BASE": stub.url})
        with pytest.raises(OperatorError, match="Twilio refused"):
            records.find(CUSTOMER, [])
        with pytest.raises(OperatorError, match="20003"):
            records.delete(Record("call", "CA1", "completed"))
