"""Many stored handovers, made from one that was played: the copies have other chats and other days.

So they have the objects and the sizes that the bundle really stores, whatever it stores at the time of the run.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from handover.services.storage.keys import handover_keys
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from sandbox.world import Parts

#: An agent takes the call, opens its page, and wraps it up.
_STORY = STORIES["wrap-up"]

#: The day on which the last handovers began: the day of the one that was played.
DAY = _STORY.start.date()

#: What a handover has under names of its own; counters and the desk's file are shared.
_OWN = ("v1/day/", "v1/leg/", "v1/row/", "v1/session/", "v1/turn/")


@dataclass(frozen=True)
class Pattern:
    """The objects of one handover, by name, and the keyed hash of its chat."""

    objects: Mapping[str, bytes]
    chat: str

    def copy(self, day: date, n: int) -> Iterator[tuple[str, bytes]]:
        """Yields the objects of the n-th handover of a day."""
        words = {self.chat: _chat(day, n), f"{DAY:%Y%m%d}": f"{day:%Y%m%d}", DAY.isoformat(): day.isoformat()}
        for name, body in self.objects.items():
            text = body.decode()
            for old, new in words.items():
                name, text = name.replace(old, new), text.replace(old, new)
            yield name, text.encode()


def played(parts: Parts | None = None) -> Pattern:
    """Plays a handover, with storage as in `parts`. Returns it as the pattern of the copies."""
    with contextlib.redirect_stdout(io.StringIO()), make_world(_STORY, "openwhisk", parts) as world:
        outcome = play(_STORY, world)
        stored = world.bucket.objects(world.bucket_name)
    objects = {name: body for name, body in stored.items() if name.startswith(_OWN)}
    return Pattern(objects, handover_keys.session_of(outcome.handovers[-1].id))


def copies(pattern: Pattern, count: int, per_day: int) -> Iterator[tuple[str, bytes]]:
    """Yields the objects of so many handovers: `per_day` on DAY and on each working day before it."""
    for place, day in enumerate(_working_days(-(-count // per_day))):
        for n in range(min(per_day, count - place * per_day)):
            yield from pattern.copy(day, n)


def handover(n: int) -> str:
    """Returns the id of the n-th handover of DAY."""
    return handover_keys.handover_id(f"{DAY:%Y%m%d}", _chat(DAY, n), 1)


def _chat(day: date, n: int) -> str:
    """Returns what looks like the keyed hash of a chat."""
    return base64.b32encode(hashlib.sha256(f"{day}-{n}".encode()).digest()).decode().lower()[:24]


def _working_days(count: int) -> Iterator[date]:
    day = DAY
    for _ in range(count):
        yield day
        day -= timedelta(days=3 if day.weekday() == 0 else 1)
