"""Browsers that are known for a number: somebody signed in there as its agent, or opened a link sent to it.

That is written into the browser's signed cookie: a mark that stands for the number, and the day on which it was last
proven. It lets nobody in. It only means that this browser's requests of a code are counted apart from those of strangers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

#: For so long after the last sign-in a browser is known.
LASTS = timedelta(days=180)
#: Numbers for which one browser is known, the latest ones: agents share computers, and a cookie must stay short.
MOST = 3


def is_known(marks: Any, mark: str, now: datetime) -> bool:
    """Returns whether the cookie's marks (`{mark: day in ISO 8601}`) contain this one, proven recently enough."""
    proven = marks.get(mark) if isinstance(marks, Mapping) else None
    return isinstance(proven, str) and now.date() - date.fromisoformat(proven) < LASTS


def with_mark(marks: Any, mark: str, now: datetime) -> dict[str, str]:
    """Returns the cookie's marks with this one, proven now."""
    others = [(m, day) for m, day in marks.items() if m != mark] if isinstance(marks, Mapping) else []
    return dict([*others, (mark, now.date().isoformat())][-MOST:])
