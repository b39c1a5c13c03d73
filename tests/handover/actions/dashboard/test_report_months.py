"""The table of months in the reports, made of the sums that the scheduler stores."""

from __future__ import annotations

import json

from handover.usecases.sum_days import sum_days
from tests.fakes.bucket import CUT_BEFORE, MemoryBucket
from tests.handover.browser import Browser
from tests.handover.rig import Rig
from tests.handover.usecases.viewer import refused, talked


def summed(rig: Rig) -> None:
    for _ in range(40):
        sum_days(rig.ctx(seconds=45), "")


def test_the_report_has_a_line_for_each_month(browser: Browser) -> None:
    rig, anna = browser.deployment.rig, browser.sign_in("anna")
    talked(rig, 1, "20261030")
    talked(rig, 2, "20261121", wait=50)
    refused(rig, 3, "20261121")
    anna.get("lookback")
    assert "There are no figures yet. Each day is counted two days later." in anna.words
    summed(rig)
    anna.get("lookback")
    words = anna.words[anna.words.index("month by month") :]
    assert "November 2026 21 of 23 2 1 50% (1 of 2) 50 s 50 s Refused: outside opening hours: 1" in words
    assert "October 2026 2 of 31 1 1 100% (1 of 1) 40 s 40 s –" in words
    november, october = json.loads(anna.get("lookback", format="json"))["months"]
    assert (november["month"], november["share"], november["days_counted"]) == ("2026-11", 0.5, 21)
    assert october["causes"] == []
    text = anna.get("lookback", format="csv", of="months")
    assert text.splitlines()[1].startswith("November 2026,21 of 23,2,1,")
    anna.get("lookback", q="hail")
    assert "month by month" not in anna.words


def test_a_report_whose_months_cannot_be_read_says_so_and_shows_the_rest(browser: Browser) -> None:
    rig, anna = browser.deployment.rig, browser.sign_in("anna")
    talked(rig, 1)
    anna.get("lookback")
    assert isinstance(rig.server, MemoryBucket)
    rig.server.faults.add(CUT_BEFORE, lambda _, key: key.startswith("v1/month/"), times=None)
    anna.get("lookback")
    assert "These figures cannot be read right now." in anna.words
    assert "Right to a person" in anna.words


def test_without_a_counted_day_the_report_says_when_the_first_figures_come(browser: Browser) -> None:
    rig, anna = browser.deployment.rig, browser.sign_in("anna")
    anna.get("lookback")
    assert "There are no figures yet. Each day is counted two days later." in anna.words
    talked(rig, 1)
    anna.get("lookback")
    assert (
        "There are no figures yet. The first ones come on 25 Nov 2026: each day is counted two days later."
        in anna.words
    )
    assert "25.11.2026" in Browser(browser.deployment, "de").sign_in("anna").get("lookback")
