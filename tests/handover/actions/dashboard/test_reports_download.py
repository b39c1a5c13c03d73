"""A report can be downloaded as a CSV file."""

from __future__ import annotations

import csv
import io

import pytest

from handover.core.call.wrapup import WrapUp
from sandbox.host import PlatformName
from tests.handover.actions.dashboard.handovers import refused, talked
from tests.handover.browser import DASHBOARD_SECRET, Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER, MONDAY, Rig


def downloaded(browser: Browser) -> list[dict[str, str]]:
    text = browser.shown.body.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_mistake_is_never_downloaded(browser: Browser) -> None:
    anna = browser.sign_in("anna")
    refused(anna.deployment.rig, 1)
    anna.get("lookback", format="csv", state="done")
    assert anna.shown.headers["content-type"].startswith("text/html")
    assert "There is no state “done”" in anna.words


@pytest.mark.parametrize("platform", ["openwhisk", "code-engine"])
def test_the_file_has_the_same_rows_as_the_page(rig: Rig, platform: PlatformName) -> None:
    rig.change_settings(DASHBOARD_SECRET=DASHBOARD_SECRET)
    rig.desk()
    anna = Browser(Deployment(rig, platform=platform)).sign_in("anna")
    handover_id = talked(rig, 5, name="Jürgen", reason="=1+1")
    rig.storage.handovers.wrap_up(handover_id, MONDAY, WrapUp("solved", follow_up="2026-11-30").as_record(), 0)
    refused(rig, 9, name="Eve")
    anna.get("lookback", q="jurgen", format="csv")
    assert anna.shown.headers["content-type"] == "text/csv; charset=utf-8"
    assert anna.shown.headers["cache-control"] == "no-store"
    named = 'attachment; filename="handovers-2026-11-17-2026-11-23.csv"'
    assert anna.shown.headers["content-disposition"] == named
    (line,) = downloaded(anna)
    assert (line["Customer"], line["Reason"], line["Number"]) == ("Jürgen", "'=1+1", "…78")
    assert (line["Requested at"], line["State"]) == ("2026-11-23T09:55:00+01:00", "Talked")
    assert (line["Outcome"], line["Follow-up date"], line["Agent"]) == ("Solved", "2026-11-30", "Anna")
    assert CUSTOMER not in anna.text


def test_a_german_file_opens_in_a_german_spreadsheet(deployment: Deployment) -> None:
    refused(deployment.rig, 1, name="Ada")
    anna = Browser(deployment, "de").sign_in("anna")
    anna.get("lookback", format="csv")
    head, line = anna.shown.body.decode("utf-8-sig").splitlines()
    assert head.startswith("Übergabe;Angefragt am;Status;")
    assert ";Abgelehnt;außerhalb der Öffnungszeiten;Ada;" in line
