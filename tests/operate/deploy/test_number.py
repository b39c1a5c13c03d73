"""Step `number` with a local Twilio: it asks first, and changes the number once."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from handover.core.call.callback_urls import desk_in
from tests.operate.deploy.world import DESK, World


def test_the_number_is_pointed_to_us_when_the_operator_says_yes(fresh: World) -> None:
    console = fresh.step("number", answer="y")
    twiml = fresh.settings["PUBLIC_URL"].replace("{action}", "twiml")
    assert "https://demo.example.org/welcome" in console.asked[0]
    assert (fresh.twilio.voice_url, fresh.twilio.fallback_url) == (f"{twiml}?step=inbound", f"{twiml}?step=sorry")
    assert fresh.twilio.status_callback == fresh.settings["PUBLIC_URL"].replace("{action}", "status") + (
        "?kind=inbound#rc=2&rp=5xx,ct,rt"
    )
    assert fresh.step("number").said == ["  Nothing to do."]
    assert fresh.twilio.updates == 1


def test_a_number_that_has_no_status_callback_yet_gets_it(fresh: World) -> None:
    """As a deploy of version 0.5 left it."""
    fresh.step("number", yes=True)
    fresh.twilio.status_callback = ""
    fresh.step("number", yes=True)
    assert "kind=inbound" in fresh.twilio.status_callback


def test_the_numbers_of_all_countries_are_pointed_to_us(fresh: World) -> None:
    austrian = "+43720123456"
    document = {**DESK, "countries": ["DE", "AT"], "numbers": {"AT": austrian, "DE": fresh.settings["TWILIO_NUMBER"]}}
    (fresh.folder / "desk.json").write_text(json.dumps(document))
    assert f"does not own numbers.AT (…{austrian[-2:]})" in fresh.problem("number")
    fresh.twilio.add_number(austrian)
    fresh.step("number", yes=True)
    (other,) = fresh.twilio.others
    assert other["voice_url"] == fresh.twilio.voice_url
    assert "kind=inbound" in str(other["status_callback"])
    assert fresh.step("number").said == ["  Nothing to do."]
    said = fresh.step("number", remove=True).said
    assert [line.split(" still ")[0] for line in said[:2]] == [
        f"  Calls to …{number[-2:]}" for number in (fresh.settings["TWILIO_NUMBER"], austrian)
    ]


def test_the_address_has_the_desks_language_and_name(fresh: World) -> None:
    (fresh.folder / "desk.json").write_text(json.dumps({**DESK, "name": "Schäden & Co", "language": "de-AT"}))
    fresh.step("number", yes=True)
    query = parse_qs(urlsplit(fresh.twilio.voice_url).query)
    assert (query["step"], query["l"], desk_in(query["d"][0])) == (["inbound"], ["de"], "Schäden & Co")
    assert fresh.twilio.fallback_url.endswith("?step=sorry&l=de")
    assert fresh.step("number").said == ["  Nothing to do."]
    (fresh.folder / "desk.json").write_text(json.dumps({**DESK, "name": "Claims"}))
    console = fresh.step("number", answer="y")
    assert "step=inbound" in console.asked[0]
    assert fresh.twilio.updates == 2


def test_without_a_desk_json_here_the_one_in_the_bucket_counts(fresh: World) -> None:
    fresh.step("bucket")
    (fresh.folder / "desk.json").write_text(json.dumps({**DESK, "name": "Claims"}))
    fresh.step("desk")
    (fresh.folder / "desk.json").unlink()
    fresh.step("number", yes=True)
    assert desk_in(parse_qs(urlsplit(fresh.twilio.voice_url).query)["d"][0]) == "Claims"


def test_without_a_yes_nothing_changes_and_the_operator_is_reported_how_later(fresh: World) -> None:
    console = fresh.step("number", answer="")
    assert "./deploy.sh --only number" in console.said[0]
    assert fresh.twilio.updates == 0


def test_a_password_in_the_old_address_is_not_shown(fresh: World) -> None:
    fresh.twilio.voice_url = "https://user:secret@old.example.org/voice"
    (asked,) = fresh.step("number", answer="").asked
    assert "go to https://old.example.org/voice now" in asked


def test_a_plan_asks_nothing(fresh: World) -> None:
    console = fresh.step("number", plan=True)
    assert console.asked == []
    assert console.said == ["  would send calls to …70 to the action twiml (you are asked first)"]


def test_a_number_that_belongs_to_a_trunk_is_left_alone(fresh: World) -> None:
    fresh.twilio.trunk = "TK" + "0" * 32
    assert "go to a trunk or an application" in fresh.step("number", yes=True).said[0]
    assert fresh.twilio.updates == 0


def test_a_number_of_another_account_is_reported(fresh: World) -> None:
    fresh.twilio.number = "+4930999999"
    assert "does not own TWILIO_NUMBER (…70)" in fresh.problem("number")


def test_a_number_that_only_contains_ours_is_never_changed(fresh: World) -> None:
    ours = fresh.settings["TWILIO_NUMBER"]
    fresh.twilio.add_number(f"{ours}9")
    fresh.step("number", yes=True)
    assert fresh.twilio.updates == 1, "the number that is changed is ours: the stand-in has no other address"
    fresh.twilio.number = "+4930999999"
    assert "does not own TWILIO_NUMBER (…70)" in fresh.problem("number")
    assert "does not own TWILIO_NUMBER (…70)" in fresh.problem("number", remove=True)


def test_two_entries_of_our_number_are_reported(fresh: World) -> None:
    fresh.twilio.add_number(fresh.settings["TWILIO_NUMBER"])
    assert "There are 2 of the number …70" in fresh.problem("number")
    assert fresh.twilio.updates == 0


def test_a_wrong_token_is_reported(fresh: World) -> None:
    fresh.settings["TWILIO_AUTH_TOKEN"] = "wrong"
    assert "Twilio does not accept TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN" in fresh.problem("number")


def test_removal_says_that_calls_still_come_here_and_changes_no_number(fresh: World) -> None:
    assert fresh.step("number", remove=True).said == ["  Nothing to do."]
    fresh.step("number", yes=True)
    said = fresh.step("number", remove=True).said
    assert said[0].startswith(
        "  Calls to …70 still go to the action twiml, which will no longer answer: set what callers"
    )
    assert said[1:] == ["  Nothing to do."]
    assert (fresh.twilio.updates, "step=inbound" in fresh.twilio.voice_url) == (1, True)
