"""The rules of desk.json that a schema cannot express. Each broken one is a sentence: the place, and what would be right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from handover.core import i18n, phone_numbers
from handover.core.desk.model import Agent, Desk
from handover.core.desk.quiet_hours import QuietHours
from handover.core.time_zones import UnknownZoneError, zone


def broken_rules(desk: Desk, document: Mapping[str, Any]) -> Iterator[str]:
    """Returns each broken rule as `place: rule`. The document is what the desk was read from."""
    yield from _agents_and_dispositions(desk)
    yield from _customer_texts(document)
    for country in desk.countries:
        if not phone_numbers.known_country(country):
            yield f"countries: {country} is not a country with phone numbers"
    yield from _hours(desk)
    yield from _hours_of_agents(desk)
    yield from _closed_days(document)
    yield from _zones(desk)
    tag = document.get("language")
    if tag and i18n.choose(tag, default="") == "":
        yield f"language: no texts in that language; use one of {', '.join(i18n.available())}"
    yield from _quiet_hours(desk, document)
    yield from _kept_bookings(desk)
    yield from _retries(desk, document)
    yield from _caller(desk)


def _agents_and_dispositions(desk: Desk) -> Iterator[str]:
    """There must be an agent, each with a valid number, and ids and phones unique."""
    if not desk.agents:
        yield "agents: there is nobody to ring; name one agent at least, or write paused: true to stop all calls"
    for index, agent in enumerate(desk.agents):
        if not phone_numbers.is_e164(agent.phone):
            yield f"agents[{index}].phone: that is not a valid phone number"
        if agent.mobile and not phone_numbers.is_e164(agent.mobile):
            yield f"agents[{index}].mobile: that is not a valid phone number"
    if any(agent.sip or agent.extension for agent in desk.agents):
        yield from _desk_phones(desk)
    yield from _one_agent_twice(desk)
    if len({disposition.id for disposition in desk.dispositions}) < len(desk.dispositions):
        yield "two dispositions have the same id"


def _one_agent_twice(desk: Desk) -> Iterator[str]:
    """What is done is recorded under an agent's id, and codes and links go to their number. So both are one agent's."""
    ids, numbers = dict[str, int](), dict[str, int]()
    for index, agent in enumerate(desk.agents):
        if not agent.name.strip():
            yield f"agents[{index}].name: write the name that customers and colleagues hear"
        first = ids.setdefault(agent.id, index)
        if first != index:
            yield f"agents[{index}].id: agents[{first}] has that id too; each agent needs an id of their own"
        for place, number in agent.numbers_by_field.items():
            if place == "phone" and agent.sip and agent.mobile:
                continue  # it is neither rung nor texted: several may name their office there
            first = numbers.setdefault(number, index)
            if first != index:
                rule = "each agent needs a number of their own, or an extension behind a shared one"
                yield f"agents[{index}].{place}: agents[{first}] has that number too; {rule}"


def _desk_phones(desk: Desk) -> Iterator[str]:
    """A desk phone must be one that Twilio can ring, and be rung for one agent. Agents may share a switchboard."""
    from handover.core.desk.desk_phones import MOST_KEYS, is_extension, is_sip_address, line  # few have a desk phone

    for index, agent in enumerate(desk.agents):
        if agent.sip and not is_sip_address(agent.sip):
            rule = "that is not a SIP address; write one as sip:anna@pbx.example.com, without a password"
            yield f"agents[{index}].sip: {rule}"
        if agent.extension and not is_extension(agent.extension):
            rule = f"that is not an extension; write up to {MOST_KEYS} digits, * and #, with w or a comma for a pause"
            yield f"agents[{index}].extension: {rule}"
        if agent.sip and agent.extension:
            yield f"agents[{index}]: an agent has a sip address or an extension, not both; the extension belongs to phone"
    lines = dict[tuple[str, str], int]()
    for index, agent in enumerate(desk.agents):
        first = lines.setdefault(line(agent.phone, agent.sip, agent.extension), index)
        if first != index and (agent.sip or agent.extension):
            place = "sip" if agent.sip else "extension"
            rule = "each agent needs a line of their own; a shared switchboard needs a different extension for each"
            yield f"agents[{index}].{place}: the same line rings for agents[{first}]; {rule}"


def _customer_texts(document: Mapping[str, Any]) -> Iterator[str]:
    for index, described in enumerate(document.get("dispositions", ())):
        words = described.get("customer_text", {})
        if not all(text.strip() for text in ([words] if isinstance(words, str) else words.values())):
            yield f"dispositions[{index}].customer_text: write a sentence for the customer, or leave it out"


def _hours(desk: Desk) -> Iterator[str]:
    """A span must not end before it begins, because it could never apply; and the desk must open."""
    yield from _spans(desk.hours, "hours")
    if desk.hours is not None and not any(desk.hours.values()):
        rule = "the desk would never open; give one weekday a span such as 08:00-17:00, or leave hours out to be always open"
        yield f"hours: {rule}"


def _spans(hours: Mapping[str, tuple[str, ...]] | None, place: str) -> Iterator[str]:
    for day, spans in (hours or {}).items():
        for index, span in enumerate(spans):
            begins, _, ends = span.partition("-")
            if begins >= ends:
                rule = "a span must end after it begins; for hours over midnight use two spans, the first until 24:00"
                yield f"{place}.{day}[{index}]: {rule}"


def _hours_of_agents(desk: Desk) -> Iterator[str]:
    """An agent's own hours must have spans, and some of them while the desk is open."""
    for index, agent in enumerate(desk.agents):
        if agent.hours is None:
            continue
        place = f"agents[{index}].hours"
        yield from _spans(agent.hours, place)
        if not any(agent.hours.values()):
            rule = "the agent would never be rung; give one weekday a span such as 08:00-17:00, or leave hours out"
            yield f"{place}: {rule} to have them rung whenever the desk is open"
        elif not _meet(desk, agent):
            rule = "they never fall into the desk's hours, so the agent would never be rung"
            yield f"{place}: {rule}; give them a span in which the desk is open, or leave them out"


def _meet(desk: Desk, agent: Agent) -> bool:
    from handover.core.desk.staffed import ever_meet  # few desks have such hours

    return ever_meet(desk, agent)


def _closed_days(document: Mapping[str, Any]) -> Iterator[str]:
    for index, day in enumerate(document.get("closed_on", ())):
        try:
            date.fromisoformat(day)
        except ValueError:
            yield f"closed_on[{index}]: there is no such day; use a date such as 2026-12-25"


def _zones(desk: Desk) -> Iterator[str]:
    of_agents = [(f"agents[{n}].time_zone", agent.time_zone) for n, agent in enumerate(desk.agents)]
    of_agents = [(place, name) for place, name in of_agents if name != desk.time_zone]
    for place, name in (("time_zone", desk.time_zone), *of_agents):
        try:
            zone(name)
        except UnknownZoneError:
            yield f"{place}: no such zone; use an IANA name such as Europe/Berlin"


def _quiet_hours(desk: Desk, document: Mapping[str, Any]) -> Iterator[str]:
    """Quiet hours that the operator wrote must leave time for a call. The default ones may fail to: a desk that opens at
    night was a good one before there were any, and only has nothing to offer for a booking."""
    quiet = desk.quiet_hours
    if quiet is None or "quiet_hours" not in document:
        return
    if quiet.begins == quiet.ends:
        yield "quiet_hours: they end when they begin; write null for none, or two different times such as 21:00 and 08:00"
    elif not _leaves_time(desk, quiet):
        rule = (
            f"from {quiet.begins} to {quiet.ends} covers all opening hours, so that no call could be booked or retried"
        )
        yield f"quiet_hours: {rule}; make them shorter, open the desk at other hours, or write null for none"


def _leaves_time(desk: Desk, quiet: QuietHours) -> bool:
    from handover.core.desk.time_to_call import leaves_time  # the time zones of all countries

    return leaves_time(desk, quiet)


def _kept_bookings(desk: Desk) -> Iterator[str]:
    """Storage removes a booking with everything else of its handover, by the day on which it was made."""
    ahead, kept = desk.bookings.days_ahead, desk.retention.handover_days
    if ahead >= kept:
        rule = (
            f"a call booked {ahead} days ahead would be removed before it is due, as retention.handover_days is {kept}"
        )
        yield f"bookings.days_ahead: {rule}; write {kept - 1} at most, or keep handovers longer"


def _retries(desk: Desk, document: Mapping[str, Any]) -> Iterator[str]:
    """A plan that the operator wrote must fit the limits. The default one is only cut short by them."""
    if "after_minutes" not in document.get("retries", {}):
        return
    limit = desk.retries.limit_exceeded(desk.limits)
    if limit:
        most = getattr(desk.limits, limit)
        calls = len(desk.retries.after_minutes) + 1
        rule = f"{calls} calls in all are more than limits.{limit} allows ({most})"
        yield f"retries.after_minutes: {rule}; leave a retry out, write longer pauses, or raise that limit"


def _caller(desk: Desk) -> Iterator[str]:
    """Our numbers must be valid and nobody else's, and belong to countries. A number may be one of another country: to be
    called from a neighbour's number can be better than from the general one."""
    of_agents = {number: agent.id for agent in desk.agents for number in (agent.phone, *agent.numbers)}
    for country, number in desk.numbers.items():
        if not phone_numbers.known_country(country):
            yield f"numbers: {country} is not a country with phone numbers"
        if not phone_numbers.is_e164(number):
            yield f"numbers.{country}: that is not a valid phone number; write one as +493012345678, of the Twilio account"
        elif number in of_agents:
            yield f"numbers.{country}: that is the phone of agent {of_agents[number]}; write a number of the Twilio account"
    reason = desk.call_reason
    if reason != reason.strip() or not reason.isprintable():
        yield "call_reason: no spaces at its ends and no line breaks; write a few words, such as Claim update"
    if "://" in reason or "www." in reason.lower():
        yield "call_reason: no web addresses, because Twilio refuses them; write a few words, such as Claim update"
