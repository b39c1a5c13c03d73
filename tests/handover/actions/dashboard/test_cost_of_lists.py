"""What a page over many days costs depends on its days, not on how many handovers are stored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handover.usecases.handover_list import list_days
from handover.usecases.search_chats import MOST_READ
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import MONDAY, Rig
from tests.handover.signing import with_secret
from tests.handover.usecases.viewer import refused
from tests.rounds import Counter

#: More days than any page lists.
DAYS = [f"{MONDAY - timedelta(days=ago):%Y%m%d}" for ago in range(2, 36)]
MONTH = {"from": "2026-10-24", "to": "2026-11-23"}


def costs(rig: Rig, counter: Counter, first: int, last: int) -> dict[str, int]:
    """Store so many requests more for each day. Returns the storage requests of each page in a new container."""
    for day in DAYS:
        for n in range(first, last):
            refused(rig, n, day)
    for _ in range(2):  # the first list makes the rows, the second one has packs
        list_days(rig.ctx(), DAYS)
    found = {}
    for name, view, query in (
        ("to do", "todo", {}),
        ("reports", "lookback", {"from": "2026-11-17", "to": "2026-11-23"}),
        ("a month", "lookback", MONTH),
        ("search", "lookback", {**MONTH, "q": "nobody"}),
    ):
        browser = Browser(Deployment(with_secret(rig), make_context=counter.contexts(rig.app_for))).sign_in("anna")
        with counter.counting() as count:
            browser.get(view, {}, True, **query)
        assert browser.shown.status == 200
        found[name] = sum(count.kinds.values())
    return found


@pytest.mark.slow
def test_pages_of_many_days_cost_the_same_however_much_is_stored(rig: Rig, counter: Counter) -> None:
    few, many = costs(rig, counter, 0, 1), costs(rig, counter, 1, 4)
    searched, more = few.pop("search"), many.pop("search")
    assert many == few
    assert more <= searched + 2 * MOST_READ, "a search reads so many chats itself at most, each by a listing and a read"
    assert max(few.values()) < 4 * 31 + 20, "two listings and a pack for each day"
