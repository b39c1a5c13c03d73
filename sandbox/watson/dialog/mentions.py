"""Which mentions of an input are still free: one mention fills one slot.

"from Prague to London" has two mentions of one entity. The slot in focus takes the first, the next slot that asks for the
entity takes the second. With one mention the second slot stays empty and is asked for. A slot takes a mention only if it
saves the mention: one that saves all the words of the input leaves them to others.
"""

from __future__ import annotations

import re
from typing import Any

from ..expressions import Entities, Mention, text_of
from ..node import Node


def taken_by(handler: Node, variable: str, free: Entities) -> list[Mention]:
    """Returns the mentions that an `input` handler saves in `variable`, of those that were free when its condition was true.

    `@x` uses the first mention of an entity, `@x:v` the first of that value, and a value that reads them all
    (`@x.values`, `entities['x']`) uses all.
    """
    condition = handler.conditions or ""
    # Without a context of its own, a handler saves the value of its condition.
    saved = text_of(handler.context.get(variable)) if variable in handler.context else f"<? {condition} ?>"
    taken: list[Mention] = []
    for entity in sorted({mention.entity for mention in free}):
        if not _reads(saved, entity):
            continue
        mentions = list(free.of(entity) or ())
        wanted = _values(condition, entity)
        named = [mention for mention in mentions if text_of(mention) in wanted] if wanted else mentions
        taken.extend(named if _reads_all(saved, entity) else named[:1])
    return taken


def without(entities: Entities, taken: list[Mention]) -> Entities:
    """Returns the mentions that no one in `taken` overlaps: the same words fill one slot.

    Mentions of one place and entity are the two ends of a range; each is free for itself.
    """
    return Entities(mention for mention in entities if not any(_covers(other, mention) for other in taken))


def longest(entities: Entities) -> Entities:
    """Returns the mentions that do not overlap a longer one: of "May 2" the date, not the number."""
    return Entities(
        mention
        for mention in entities
        if not any(_length(other) > _length(mention) and _overlap(other, mention) for other in entities)
    )


def _covers(taken: Mention, mention: Mention) -> bool:
    if (taken.entity, taken.location) == (mention.entity, mention.location):
        return taken is mention
    return _overlap(taken, mention)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.location[0] < other.location[1] and other.location[0] < one.location[1]


def _length(mention: Mention) -> int:
    return mention.location[1] - mention.location[0]


def _values(condition: str, entity: str) -> set[Any]:
    """Returns the values in `@entity:value`, none if the condition also has the entity alone."""
    found = re.findall(rf"@{re.escape(entity)}(?![\w-])(?::(\([^)]*\)|[^\s()&|!,;<>=?:\]}}]+))?", condition)
    return {value.strip("()") for value in found} if all(found) else set()


def _reads(saved: str, entity: str) -> bool:
    return re.search(rf"@{re.escape(entity)}(?![\w-])", saved) is not None or _reads_all(saved, entity)


def _reads_all(saved: str, entity: str) -> bool:
    name = re.escape(entity)
    return re.search(rf"@{name}\.values|entities\s*(?:\[\s*['\"]{name}['\"]|\.\s*{name}\b)", saved) is not None
