"""A transcript is called complete only if Watson's log shows that nothing of it is missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handover.core.chat.parts import ListedTurn, place_of_moment
from handover.core.chat.provenance import Provenance, provenance
from handover.core.chat.turn import Source

REQUESTED = datetime(2026, 11, 23, 9, tzinfo=UTC)
LOG, API, PAGE, DIALOG = Source.LOG_WEBHOOK, Source.LOGS_API, Source.WEB_CHAT, Source.DIALOG


def turns(*counts: int, source: Source = LOG, last: int = 5) -> list[ListedTurn]:
    """Turns with those counts, ten seconds apart, the last one so many seconds before the request."""
    places = [place_of_moment(REQUESTED - timedelta(seconds=last + 10 * n)) for n in reversed(range(len(counts)))]
    each = zip(counts, places, strict=True)
    return [ListedTurn(f"turn-{n}", place, 100, count=n, source=source) for n, place in each]


@pytest.mark.parametrize(
    ("listed", "sent", "found"),
    [
        (turns(1, 2, 3), 0, Provenance((LOG,), complete=True)),
        ([*turns(1, 3), *turns(2, source=API)], 0, Provenance((LOG, API), complete=True)),
        ([*turns(1, 2), *turns(1, 2, 3, source=PAGE)], 4, Provenance((LOG, PAGE, DIALOG), complete=True)),
        (turns(1, 3), 0, Provenance((LOG,))),
        (turns(2, 3), 0, Provenance((LOG,))),
        (turns(0, 0), 0, Provenance((LOG,))),
        (turns(1, 2, last=300), 0, Provenance((LOG,))),
        (turns(1, 2, source=PAGE), 0, Provenance((PAGE,))),
        ([], 2, Provenance((DIALOG,))),
        ([], 0, Provenance()),
    ],
)
def test_sources_and_what_may_be_missing(listed: list[ListedTurn], sent: int, found: Provenance) -> None:
    assert provenance(listed, sent, REQUESTED) == found
