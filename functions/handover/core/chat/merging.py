"""One transcript of a chat from all of its sources, without duplicates.

Watson's log sends every turn with its times, but some arrive late, twice or never. A page sends each message with its time
by our clock. The list in the call request has no times. Each source has its messages in order, so two are merged along what
they have in common (a longest common subsequence): what only one has goes into the gap where it belongs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from handover.core.chat.alignment import aligned, alignment, places_of
from handover.core.chat.likeness import Form, Key, fuller, key, may_be_same, offered, split_like, surplus
from handover.core.chat.turn import LOGGED, ChatLine, Source, Turn, moment

#: Seconds. The same message has about the same time in two sources, once the difference of their clocks is known.
_NEAR = 30.0
#: Words so long are hardly said twice, once in each of two sources.
_LONG = 12
#: Lines that are compared one by one. There are more only in chats of thousands of lines.
_MOST_PAIRS = 100_000
#: Characters of all these pairs. There are more only where somebody fills a chat.
_MOST_CHARACTERS = 40_000_000


class PageLine(ChatLine):
    """A line that a page reported and Watson's log does not have. The page runs in the customer's browser, so nobody knows
    that the bot said it."""

    only_by_page = True


def merged(
    turns: Iterable[Turn], sent: Sequence[ChatLine], requested_at: datetime | None = None, is_logged: bool = False
) -> list[ChatLine]:
    """Returns the whole chat in order, without duplicates: the stored turns of all sources, and the `sent` lines of the call
    request that none of them has. What only a page reported is a PageLine, if Watson's log has one of the turns, or one of
    those that are not given (`is_logged`).

    The `sent` lines are a part of the chat without gaps that ends with the call request. If no line is in both, the turns
    after `requested_at` come after the sent lines: they were written during the call.
    """
    turns = list(turns)
    stored = _stored(turns, is_logged)
    if not sent or not stored:
        return stored or list(sent)
    both = _compared(stored, sent)
    if requested_at and not any(both.alike):
        request = requested_at.timestamp() * 1000
        earlier = [turn for turn in turns if turn.milliseconds <= request]
        later = [turn for turn in turns if turn.milliseconds > request]
        is_logged = is_logged or any(turn.source in LOGGED for turn in turns)
        return [*_stored(earlier, is_logged), *sent, *_stored(later, is_logged)]
    return _woven(both)


def _stored(turns: Sequence[Turn], is_logged: bool) -> list[ChatLine]:
    """Returns the lines of all turns: of Watson's own log, which has the best times, and what pages sent. A page adds lines
    to those of the log and changes none: the log is the proof."""
    lines: list[ChatLine] = []
    for group in _logs(turns):
        lines = _joined(lines, _in_order(group))
    by_page = _in_order(turn for turn in turns if turn.source is Source.WEB_CHAT)
    if lines or is_logged:
        by_page = [PageLine(line.who, line.text, line.at) for line in by_page]
    return _joined(lines, by_page, is_proof=True)


def _joined(lines: list[ChatLine], more: list[ChatLine], is_proof: bool = False) -> list[ChatLine]:
    return _woven(_compared(lines, more, is_proof)) if lines and more else lines or more


def _logs(turns: Sequence[Turn]) -> list[list[Turn]]:
    """Returns the turns of Watson's log in one group; by source, if a turn has another log id in each."""
    webhook = [turn for turn in turns if turn.source is Source.LOG_WEBHOOK]
    requested = [turn for turn in turns if turn.source is Source.LOGS_API]
    twice = {turn.count for turn in webhook} & {turn.count for turn in requested} - {0}
    known = {turn.log_id for turn in webhook} & {turn.log_id for turn in requested}
    return [webhook, requested] if twice and not known else [[turn for turn in turns if turn.source in LOGGED]]


def _in_order(turns: Iterable[Turn]) -> list[ChatLine]:
    """Returns the lines of one source in order. Of turns with the same log_id the first counts."""
    by_id: dict[str, Turn] = {}
    for turn in sorted(turns, key=lambda turn: turn.order):
        by_id.setdefault(turn.log_id, turn)
    return [line for turn in by_id.values() for line in turn.lines]


@dataclass(frozen=True)
class _Compared:
    """Two sources. `alike` has for each line of `mine` the places of those of `theirs` that may be the same message. If
    `mine` is the proof, its words stay as they are."""

    mine: Sequence[ChatLine]
    theirs: Sequence[ChatLine]
    alike: Sequence[int]
    is_proof: bool = False

    def are_alike(self, i: int, j: int) -> bool:
        return bool(self.alike[i] & _bit(j, len(self.theirs)))


def _compared(mine: Sequence[ChatLine], theirs: Sequence[ChatLine], is_proof: bool = False) -> _Compared:
    theirs = split_like(theirs, mine)
    mine = mine if is_proof else split_like(mine, theirs)
    keys, their_keys = [key(line) for line in mine], [key(line) for line in theirs]
    alike = _equal_and_near(mine, keys, theirs, their_keys)
    offset = _offset(mine, keys, theirs, their_keys, any(alike))
    if offset:
        theirs = [replace(line, at=_later(line.at, offset)) for line in theirs]
        alike = _equal_and_near(mine, keys, theirs, their_keys)
    loose = surplus(keys, their_keys)
    left = [i for i, each in enumerate(keys) if each in loose]
    right = [j for j, each in enumerate(their_keys) if each in loose]
    _add_other_forms(alike, mine, left, theirs, right)
    return _Compared(mine, theirs, alike, is_proof)


def _offset(
    mine: Sequence[ChatLine],
    keys: Sequence[Key],
    theirs: Sequence[ChatLine],
    their_keys: Sequence[Key],
    near: bool,
) -> float:
    """Returns by how many seconds their clock is behind mine: what long lines tell that occur once in each source; without
    such lines 0 if any equal lines are `near`, else what equal lines tell, if they agree."""
    known = _once(mine, keys)
    differences = [known[each] - at for each, at in _once(theirs, their_keys).items() if each in known]
    if not differences and not near and any(line.at for line in theirs):
        times = [(_seconds(mine[i].at), _seconds(theirs[j].at)) for i, j in aligned(keys, their_keys)]
        differences = [at - other for at, other in times if at is not None and other is not None]
        agree = len(differences) > 1 and max(differences) - min(differences) <= _NEAR
        differences = differences if agree else []
    return sorted(differences)[(len(differences) - 1) // 2] if differences else 0.0


def _once(lines: Sequence[ChatLine], keys: Sequence[Key]) -> dict[Key, float]:
    found: dict[Key, list[float | None]] = defaultdict(list)
    for line, each in zip(lines, keys, strict=True):
        if len(each[1]) >= _LONG:
            found[each].append(_seconds(line.at))
    return {each: times[0] for each, times in found.items() if len(times) == 1 and times[0] is not None}


def _equal_and_near(
    mine: Sequence[ChatLine], keys: Sequence[Key], theirs: Sequence[ChatLine], their_keys: Sequence[Key]
) -> list[int]:
    """Returns the places of equal lines, near in time where both have one: two that are not are two messages."""
    places = places_of(their_keys)
    alike = [places.get(each, 0) for each in keys]
    if not any(line.at for line in theirs):
        return alike
    by_key: dict[Key, list[int]] = defaultdict(list)
    for j, each in enumerate(their_keys):
        by_key[each].append(j)
    if sum(len(by_key[each]) for each in keys if each in by_key) > _MOST_PAIRS:
        return alike
    return [
        sum(_bit(j, len(theirs)) for j in by_key.get(each, ()) if _near(line, theirs[j]))
        for line, each in zip(mine, keys, strict=True)
    ]


def _add_other_forms(
    alike: list[int], mine: Sequence[ChatLine], left: Sequence[int], theirs: Sequence[ChatLine], right: Sequence[int]
) -> None:
    """Add the places of lines that may be the same message in another form."""
    characters = len(right) * sum(len(mine[i].text) for i in left) + len(left) * sum(len(theirs[j].text) for j in right)
    if len(left) * len(right) > _MOST_PAIRS or characters > _MOST_CHARACTERS:
        return
    shown, they_showed = offered(mine), offered(theirs)
    # A click has words that the other source lacks. With gaps, what the other one has too would be taken for it, and lost.
    keys, their_keys = set(map(key, mine)), set(map(key, theirs))
    clicks = {i for i in left if key(mine[i]) not in their_keys}
    their_clicks = {j for j in right if key(theirs[j]) not in keys}
    forms, their_forms = {i: Form(mine[i]) for i in left}, {j: Form(theirs[j]) for j in right}
    odd = {j for j in right if their_forms[j].is_odd}
    for i in left:
        both = right if forms[i].is_odd else odd
        candidates = their_clicks if i in clicks else ()
        clicked = {j for j in candidates if _clicked(forms[i], shown[i], their_forms[j], they_showed[j])}
        for j in clicked.union(j for j in both if may_be_same(forms[i], their_forms[j])):
            if _near(mine[i], theirs[j]):
                alike[i] |= _bit(j, len(theirs))


def _clicked(mine: Form, shown: frozenset[str], theirs: Form, they_showed: frozenset[str]) -> bool:
    """Returns whether one line is the label of a button and the other one what the button sends."""
    if mine.who != "customer" or theirs.who != "customer" or not (shown or they_showed):
        return False
    labels = shown | they_showed
    return (mine.plain in labels) != (theirs.plain in labels)


def _woven(both: _Compared) -> list[ChatLine]:
    """Returns the lines of both sources in one order. What both have is no PageLine: Watson knows it too."""
    pairs = alignment(both.alike, len(both.theirs))
    doubled = _doubled(both, pairs)
    result: list[ChatLine] = []
    a = c = 0
    for b, d in [*pairs, (len(both.mine), len(both.theirs))]:
        theirs = [both.theirs[j] for j in range(c, d) if j not in doubled]
        result += _filled(both.mine[a:b], theirs, is_first=not result and (a, c) == (0, 0))
        if b < len(both.mine):
            line = both.mine[b]
            text = line.text if both.is_proof else fuller(line, both.theirs[d])
            result.append(ChatLine(line.who, text, line.at or both.theirs[d].at))
        a, c = b + 1, d + 1
    return result


def _doubled(both: _Compared, pairs: Sequence[tuple[int, int]]) -> set[int]:
    """Returns the places in `theirs` of lines that `mine` has too, but in another order."""
    mine, theirs = {i for i, _ in pairs}, {j for _, j in pairs}
    left: dict[Key, list[int]] = defaultdict(list)
    for i, line in enumerate(both.mine):
        if i not in mine:
            left[key(line)].append(i)
    found = set()
    for j in reversed(range(len(both.theirs))):
        candidates = left.get(key(both.theirs[j]), []) if j not in theirs else []
        same = next((i for i in candidates if both.are_alike(i, j)), None)
        if same is not None:
            candidates.remove(same)
            found.add(j)
    return found


def _filled(mine: Sequence[ChatLine], theirs: Sequence[ChatLine], is_first: bool) -> list[ChatLine]:
    """Returns what the two have between two common lines: by time, if all have one. The list in a call request has none: it
    goes on without gaps from its first common line, and what was logged before that one was before all of it."""
    if not mine or not theirs:
        return [*mine, *theirs]
    if not all(line.at for line in (*mine, *theirs)):
        return [*mine, *theirs] if is_first else [*theirs, *mine]
    found: list[ChatLine] = []
    i = j = 0
    while i < len(mine) and j < len(theirs):
        if mine[i].at <= theirs[j].at:
            found.append(mine[i])
            i += 1
        else:
            found.append(theirs[j])
            j += 1
    return [*found, *mine[i:], *theirs[j:]]


def _bit(place: int, count: int) -> int:
    return 1 << (count - 1 - place)


def _near(one: ChatLine, other: ChatLine) -> bool:
    at, other_at = _seconds(one.at), _seconds(other.at)
    return at is None or other_at is None or abs(at - other_at) <= _NEAR


def _seconds(at: str) -> float | None:
    return datetime.fromisoformat(at).timestamp() if at else None


def _later(at: str, seconds: float) -> str:
    found = _seconds(at)
    return moment(datetime.fromtimestamp(found + seconds, UTC).isoformat()) if found is not None else ""
