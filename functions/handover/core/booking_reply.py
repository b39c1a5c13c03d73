"""The replies about booked calls. A time is in the desk's own zone, with its offset, and in words.

When the customer's clock shows another time, the words say both, or whose time it is: a country with several zones does not
say which one the customer lives in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from handover.core import phone_numbers, reply
from handover.core.call.booking import Booking
from handover.core.call.state import Handover
from handover.core.call.states import State
from handover.core.desk.booking_time import Problem
from handover.core.desk.config import Desk
from handover.core.desk.country_zones import zones_of
from handover.core.desk.spoken_time import short_time, spoken_time
from handover.core.i18n import Catalogue
from handover.core.phone_numbers import PhoneNumber
from handover.core.reply import Reply
from handover.core.reply_fields import ReplyFields, Slot
from handover.core.time_zones import zone


class TimeWords:
    """The wording of times for one customer, by their number (E.164, or `""` if it is not known), as of `now`."""

    def __init__(self, desk: Desk, number: str, now: datetime, texts: Catalogue) -> None:
        self._desk = zone(desk.time_zone)
        self._country = phone_numbers.country_of(number) if number else ""
        self._now = now
        self._texts = texts

    def fields(self, at: datetime) -> Slot:
        """Returns the time in ISO 8601 with the desk's offset, in words, and as the desk's time for a button."""
        ours = at.astimezone(self._desk)
        return {"at": ours.isoformat(), "words": self.of(at), "label": short_time(ours, self._now, self._texts)}

    def of(self, at: datetime) -> str:
        """Returns a time in words: in the desk's zone and, if it differs, in the customer's."""
        ours, zones = self._spoken(at, self._desk), zones_of(self._country)
        if all(at.astimezone(each).utcoffset() == at.astimezone(self._desk).utcoffset() for each in zones):
            return ours
        if len(zones) > 1:
            return self._texts.text("booking.our_time", when=ours)
        theirs, country = self._spoken(at, zones[0]), self._texts.country(self._country)
        return self._texts.text("booking.both_times", ours=ours, theirs=theirs, country=country)

    def listed(self, times: Sequence[datetime]) -> str:
        """Returns times as a list in words: "today at 14:30, today at 16:00"."""
        return "; ".join(map(self.of, times))

    def _spoken(self, at: datetime, where: tzinfo) -> str:
        return spoken_time(at.astimezone(where), self._now, self._texts)


def booked(handover: Handover, booking: Booking, number: PhoneNumber, words: TimeWords, texts: Catalogue) -> Reply:
    """Returns that a call was booked just now. Only its own chat gets the whole number."""
    message = texts.text("booking.booked", number=number.international, when=words.of(booking.at))
    return _scheduled(handover, booking, message, words, reply.number_fields(number, texts))


def moved(handover: Handover, booking: Booking, words: TimeWords, texts: Catalogue, already: bool) -> Reply:
    """Returns that the booking is moved; `already`: it was booked for that time before."""
    message = texts.text("booking.moved", when=words.of(booking.at), last2=handover.phone[-2:])
    return _scheduled(handover, booking, message, words, _already(already))


def status_of(
    handover: Handover, booking: Booking, words: TimeWords, texts: Catalogue, now: datetime, already: bool = False
) -> Reply:
    """Returns where a booked call stands. With `already`, also how it is changed."""
    waiting = "booking.retry" if booking.gives_way else "booking.change" if already else "booking.status"
    key = "booking.due" if booking.at <= now else waiting
    message = texts.text(key, when=words.of(booking.at), last2=handover.phone[-2:])
    return _scheduled(handover, booking, message, words, _already(already))


def other_number(handover: Handover, booking: Booking, words: TimeWords, texts: Catalogue) -> Reply:
    """Returns the refusal while a call to another number is booked for this chat."""
    message = texts.text("booking.other_number", when=words.of(booking.at), last2=handover.phone[-2:])
    scheduled = _scheduled(handover, booking, message, words, {})
    return replace(scheduled, ok=False, reason="already_calling")


def booked_elsewhere(texts: Catalogue, handover_id: str = "") -> Reply:
    """Returns the refusal of a second booking for a number. It says nothing of the first one."""
    return Reply(False, "refused", texts.text("booking.elsewhere"), "already_calling", handover_id)


def unsure(texts: Catalogue, handover_id: str = "") -> Reply:
    """Returns the refusal when it is not known whether the booking was noted."""
    return Reply(False, "refused", texts.text("booking.unsure"), "storage_unavailable", handover_id)


def offered(times: Sequence[datetime], words: TimeWords, texts: Catalogue) -> Reply:
    """Returns the times that can be booked, or the refusal when there are none."""
    if not times:
        return Reply(False, "refused", texts.text("booking.no_slots"), "closed", extra={"slots": []})
    message = texts.text("booking.slots", times=words.listed(times))
    return Reply(True, "ok", message, extra={"slots": [words.fields(at) for at in times]})


def free(at: datetime, times: Sequence[datetime], words: TimeWords, texts: Catalogue) -> Reply:
    """Returns that a time can be booked, and the times from then on. Nothing is booked yet."""
    slot = words.fields(at)
    extra: ReplyFields = {"at": slot["at"], "at_words": slot["words"], "slots": [words.fields(each) for each in times]}
    return Reply(True, "ok", texts.text("booking.free", when=slot["words"]), extra=extra)


def refused_time(problem: Problem, times: Sequence[datetime], desk: Desk, words: TimeWords, texts: Catalogue) -> Reply:
    """Returns the refusal of a time, with the nearest ones that can be booked."""
    reason = "bad_parameter" if problem == "past" else problem
    rule = texts.text(f"booking.{problem}", days=desk.bookings.days_ahead, **_quiet(desk))
    instead = texts.text("booking.instead", times=words.listed(times)) if times else texts.text("booking.no_slots")
    extra: ReplyFields = {"slots": [words.fields(at) for at in times]}
    return Reply(False, "refused", f"{rule} {instead}", reason, extra=extra)


def _quiet(desk: Desk) -> dict[str, str]:
    quiet = desk.quiet_hours
    return {"begins": quiet.begins, "ends": quiet.ends} if quiet else {"begins": "", "ends": ""}


def _already(already: bool) -> ReplyFields:
    return {"already": True} if already else {}


def _scheduled(handover: Handover, booking: Booking, message: str, words: TimeWords, extra: ReplyFields) -> Reply:
    slot = words.fields(booking.at)
    fields: ReplyFields = {"at": slot["at"], "at_words": slot["words"]}
    return Reply(True, State.SCHEDULED, message, handover_id=handover.id, extra={**fields, **extra})
