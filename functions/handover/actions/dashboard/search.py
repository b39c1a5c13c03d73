"""The search of a report: the rows that match what was typed, with their chats, and sentences about what was searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.core.report.labels import Labels
from handover.core.report.period import Period
from handover.core.report.query import Search, has_pattern
from handover.core.report.row import Row
from handover.pages import page_texts
from handover.services.storage import StorageError
from handover.usecases.search_chats import ChatSearch, words_of_chats


@dataclass(frozen=True)
class Found:
    """The rows that match, newest first; `hints` are sentences for the reader, `chats_left_out` the number of chats that
    were not searched, because the time ran out."""

    rows: Sequence[Row]
    hints: Sequence[str] = ()
    chats_left_out: int = 0


def search_rows(
    page: AuthenticatedRequest, search: Search, period: Period, rows: Sequence[Row], labels: Labels
) -> Found:
    """Returns those of the rows that match. Chats are read only for rows that nothing else decides."""
    if not search.words:
        return Found([row for row in rows if search.matches(row, labels.of)])
    search = replace(search, ends=tuple(map(page.ctx.storage.number_end, search.digits)))
    by_row = {row.id for row in rows if search.matches(row, labels.of)}
    open_rows = [row for row in rows if row.id not in by_row and search.allows(row)]
    chats = _chats(page, open_rows)
    words = chats.words
    found = [
        row for row in rows if row.id in by_row or (row.id in words and search.matches(row, labels.of, words[row.id]))
    ]
    return Found(found, _hints(page, period, chats.left_out), chats.left_out)


def _chats(page: AuthenticatedRequest, rows: Sequence[Row]) -> ChatSearch:
    """Returns the words of the chats. If they cannot be read, the rest of the search still counts."""
    if not rows:
        return ChatSearch()
    try:
        return words_of_chats(page.ctx, rows, page.desk.retention.chat_days)
    except StorageError as problem:
        page.ctx.log.warn(f"Chats were not searched: {problem}")
        return ChatSearch({}, len(rows))


def _hints(page: AuthenticatedRequest, period: Period, left_out: int) -> list[str]:
    say, times = page_texts(page.language).text, page.times
    first, last = times.date_of(period.first), times.date_of(period.last)
    hints = [say("reports_search.period", first=first, last=last)]
    if has_pattern(page.query.get("q", "")):
        hints.append(say("reports_search.plain"))
    oldest = page.today - timedelta(days=page.desk.retention.chat_days)
    if period.first < oldest:
        hints.append(say("reports_search.chats_kept", day=times.date_of(oldest)))
    if left_out:
        hints.append(
            say("reports_search.chats_left_out_one" if left_out == 1 else "reports_search.chats_left_out", n=left_out)
        )
    return hints
