"""The form `language`: this browser's pages are in that language from now on, also when another agent signs in.

The choice is kept in the browser's one cookie, beside the sign-in (decision 61).
"""

from __future__ import annotations

from handover.actions.dashboard.error_pages import error_page, redirect_back, return_view
from handover.actions.dashboard.page_request import PageRequest
from handover.core.i18n import available
from handover.web import Response

#: Views that have a place of their own to return to later (`back`), so they are named in `from`.
_BEFORE_SIGN_IN = ("signin", "code")


def choose_language(page: PageRequest) -> Response:
    """Keep the language `do`, and return to the view named in the address."""
    language, before = page.form.get("do", ""), page.query.get("from", "")
    if language not in available():
        return error_page(page, 400, "bad_form")
    changed = page.in_language(language)
    if before in _BEFORE_SIGN_IN:
        return changed.redirect(before, **return_view(page))
    return redirect_back(changed)
