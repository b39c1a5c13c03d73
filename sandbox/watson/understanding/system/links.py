"""Links between mentions: ranges ("from 5 to 7") and a date with a time (IBM's page system-entities).

The mentions of a range have the place of the whole range, as in payloads of real skills.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ...expressions import Mention
from .words import Words

# From an entity to the name of its range and of its roles.
_KINDS = {
    "sys-date": "date",
    "sys-time": "time",
    "sys-number": "number",
    "sys-percentage": "number",
    "sys-currency": "number",
}


def linked(mentions: Iterable[Mention], text: str, words: Words) -> list[Mention]:
    """Returns the mentions with their links, in the order of the input."""
    ordered = sorted(mentions, key=lambda mention: mention.location)
    for entity in _KINDS:
        ordered = _ranges(ordered, entity, text, words)
    return sorted(_date_times(ordered, text), key=lambda mention: mention.location)


def _ranges(mentions: list[Mention], entity: str, text: str, words: Words) -> list[Mention]:
    own = [mention for mention in mentions if mention.entity == entity]
    made = [mention for mention in mentions if mention.entity != entity]
    kind, place = _KINDS[entity], 0
    while place < len(own):
        first, second = own[place], own[place + 1] if place + 1 < len(own) else None
        begin = _range_begin(first, second, text, words) if second is not None and not first.role else None
        if second is not None and begin is not None:
            span = (begin, second.location[1])
            link = {"range_link": f"{kind}_range_{begin}_{span[1]}"}
            made += [_at(first, span, text, link, f"{kind}_from"), _at(second, span, text, link, f"{kind}_to")]
            place += 2
        else:
            made.append(first if first.role else _open_end(first, kind, text, words))
            place += 1
    return made


def _range_begin(first: Mention, second: Mention, text: str, words: Words) -> int | None:
    """Returns where a range of two mentions begins, or None if they are none."""
    between = text[first.location[1] : second.location[0]].lower().strip()
    before = re.search(rf"(?<!\w)(?:{words.since}|between|zwischen)\s+$", text[: first.location[0]], re.IGNORECASE)
    if between in ("-", "–"):
        return before.start() if before else first.location[0]
    if not re.fullmatch(words.to, between):
        return None
    if between in ("and", "und") and not (before and before.group().lower().strip() in ("between", "zwischen")):
        return None
    return before.start() if before else first.location[0]


def _open_end(mention: Mention, kind: str, text: str, words: Words) -> Mention:
    """Returns a date or time after "since" or "until" with its role."""
    if kind == "number":
        return mention
    for role, prefix in ((f"{kind}_from", words.since), (f"{kind}_to", words.until)):
        before = re.search(rf"(?<!\w)({prefix})\s+$", text[: mention.location[0]], re.IGNORECASE)
        relative = any(name.startswith("relative_") for name in mention.interpretation or {})
        inside = None if relative else re.match(rf"({prefix})\s", mention.literal, re.IGNORECASE)
        found = before or inside
        if found:
            fields = {**(mention.interpretation or {}), "range_modifier": found.group(1).lower()}
            return replace(mention, interpretation=fields, role=role)
    return mention


def _at(mention: Mention, span: tuple[int, int], text: str, link: dict[str, str], role: str) -> Mention:
    fields = {**(mention.interpretation or {}), **link}
    return replace(mention, location=span, literal=text[slice(*span)], interpretation=fields, role=role)


def _date_times(mentions: list[Mention], text: str) -> list[Mention]:
    """Returns the mentions; a date and a time next to each other have the same `datetime_link`."""
    links: dict[int, str] = {}
    dates = [n for n, mention in enumerate(mentions) if mention.entity == "sys-date"]
    for one in dates:
        for other in (n for n, mention in enumerate(mentions) if mention.entity == "sys-time"):
            first, second = sorted((mentions[one], mentions[other]), key=lambda mention: mention.location)
            between = text[first.location[1] : max(first.location[1], second.location[0])]
            if re.fullmatch(r"[\s,]*(?:(?:at|on|um|am)\s+)?", between, re.IGNORECASE):
                end = max(first.location[1], second.location[1])
                links[one] = links[other] = f"datetime_link_{first.location[0]}_{end}"
    return [
        replace(mention, interpretation={**(mention.interpretation or {}), "datetime_link": links[n]})
        if n in links
        else mention
        for n, mention in enumerate(mentions)
    ]
