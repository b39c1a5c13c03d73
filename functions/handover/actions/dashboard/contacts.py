"""The view `contacts`: all calls to the number of one handover, `h`, the latest first.

The address names a handover and not the number or its hash: an address is kept in histories and logs.
"""

from __future__ import annotations

from handover.actions.dashboard.error_pages import error_page
from handover.actions.dashboard.page_request import AuthenticatedRequest
from handover.actions.dashboard.pagination import page_number, pages_of
from handover.core.call.callback_urls import is_handover_id
from handover.core.privacy.numbers import masked
from handover.core.report.labels import Labels
from handover.usecases.customer_memory import contacts_of
from handover.usecases.handover_list import rows_of
from handover.web import Response

#: Each costs two listings and a read.
ROWS_PER_PAGE = 20


def show(page: AuthenticatedRequest) -> Response:
    handover_id = page.query.get("h", "")
    handover = page.ctx.storage.handovers.load(handover_id, page.now()) if is_handover_id(handover_id) else None
    if handover is None:
        return error_page(page, 404, "no_handover")
    found = contacts_of(page.ctx, handover.phone)
    count = pages_of(len(found), ROWS_PER_PAGE)
    number = page_number(page, count)
    shown = found[(number - 1) * ROWS_PER_PAGE : number * ROWS_PER_PAGE]
    return page.render(
        "contacts.html",
        handover_id=handover.id,
        masked=masked(handover.phone) if handover.phone else "",
        rows=rows_of(page.ctx, shown),
        number=number,
        count=count,
        labels=Labels(page.language, page.desk.dispositions),
    )
