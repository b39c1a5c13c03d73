"""Wake the actions that a call needs next, while the phone rings.

A customer who picks up hears nothing until `twiml` has started, and `connect`, after the key, would wait for the storage
client. Most phones ring longer than a cold start takes. So right after Twilio accepted the call, `twiml` and `status` get a
request without a signature and without content. The woken action loads what its next requests need, once in a container,
and answers 204. It reads and writes nothing.

A call does not depend on it: nothing here fails, is repeated or is logged by the start. With `"warm_up": false` in desk.json
nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event
from time import monotonic

from handover.core.desk.config import Desk
from handover.usecases.context import RequestContext

#: Seconds that a start waits at most until the requests are on their way.
_PATIENCE = 0.5


@contextmanager
def waking(ctx: RequestContext, desk: Desk) -> Iterator[None]:
    """Returns a context manager: the requests are sent beside what its block does, and are on their way at its end. With
    too little time left for that it sends nothing."""
    under_way: list[Event] = []
    if desk.warm_up and ctx.deadline.left() > _PATIENCE:
        with suppress(RuntimeError):  # the system has no thread for it
            under_way.extend(ctx.app.wake_ups.send(url, ctx.deadline.left()) for url in ctx.callback_urls.wake_ups())
    try:
        yield
    finally:
        until = monotonic() + min(_PATIENCE, ctx.deadline.left())
        for sent in under_way:
            sent.wait(max(0.0, until - monotonic()))
