"""The longest texts and addresses that can reach a TwiML document, in plain words and in hostile characters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import phonenumbers

from handover.core.call.brief import brief, short_reason
from handover.core.call.call_request import CallRequest
from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.events import HuntTarget
from handover.core.desk.spoken_time import spoken_time
from handover.core.i18n import Catalogue

#: What people may write: plain words, one long word, markup, five bytes for one, four bytes for one, half of an emoji and a
#: zero byte, patterns, lines, and letters that run the other way.
WRITTEN = (
    "Hagel ",
    "x",
    "Q&A <b>\"x\"</b> 'y' ",
    "&",
    "🚗",
    "\ud83d\x00",
    "{desk} {0} %s ",
    "]]>",
    "a\tb\nc ",
    "שלום ",
)

#: Lengths of desk.json and of a call request.
_NAME, _REASON, _DETAIL, _DETAILS, _LABEL, _CALL_REASON = 60, 300, 300, 20, 100, 50

#: The longest id, and the longest address of an action that is likely: OpenWhisk has a namespace, a package and an action.
HID = "20261122-" + "a" * 80
_HOST = f"https://{'a' * 60}.{'b' * 60}.functions.example.org/api/v1/web/{'c' * 60}/{'d' * 60}/"
URLS = CallbackUrls(f"{_HOST}twiml", f"{_HOST}status")
CALLER = "+123456789012345"


def filled(written: str, length: int) -> str:
    """Returns so many characters of what is written again and again."""
    return (written * length)[:length]


def desk_name(written: str) -> str:
    return filled(written, _NAME)


def agent(written: str) -> HuntTarget:
    return HuntTarget("a" * 40, desk_name(written), CALLER, "de", CALLER, filled(written, _CALL_REASON))


def request(written: str) -> CallRequest:
    names = [f"detail_{n}" for n in range(_DETAILS)]
    return CallRequest(
        name=filled(written, _DETAIL),
        reason=filled(written, _REASON),
        details={name: filled(written, _DETAIL) for name in names},
        details_labels={name: filled(written, _LABEL) for name in names},
    )


def whispered_reason(written: str, texts: Catalogue) -> str:
    return short_reason(request(written), texts)


def spoken_brief(written: str, texts: Catalogue) -> str:
    return brief(request(written), texts)


def opening_hours(texts: Catalogue) -> str:
    """Returns the longest sentence about when a desk opens again."""
    return texts.text("hours.again", when=_time(texts))


@cache
def time_of_call(texts: Catalogue) -> str:
    """Returns the longest time of a booked call: on both clocks, and with the longest name of a country."""
    country = max(map(texts.country, phonenumbers.SUPPORTED_REGIONS), key=len)
    return texts.text("booking.both_times", ours=_time(texts), theirs=_time(texts), country=country)


@cache
def _time(texts: Catalogue) -> str:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return max((spoken_time(now + timedelta(days=days, hours=11), now, texts) for days in range(400)), key=len)
