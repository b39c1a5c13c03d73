"""The container's worker threads: they do what waits for another system, so that a request can stop to wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:  # what only speaks needs no thread
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")

#: What one request may do at the same time.
AT_ONCE = 32
#: What each of many simultaneous requests needs at the same time; few need more, and not for long.
_FOR_EACH = 8


class _Thread(threading.local):
    """Whether this thread is a worker thread, or works as one."""

    is_worker = False


_this = _Thread()
_pool: ThreadPoolExecutor | None = None
_pool_lock = threading.Lock()
_width = AT_ONCE


def serve_at_once(requests: int) -> None:
    """Makes the pool wide enough for so many simultaneous requests. Without it, it is that of a function, which has one
    request at a time. It must be called before the first request."""
    global _width
    _width = max(AT_ONCE, _FOR_EACH * requests)


def most() -> int:
    """Returns how many works the pool does at the same time at most."""
    return _width


def in_one() -> bool:
    """Returns whether this thread is a worker thread, or works as one: a pool whose workers wait for further workers can
    lock up."""
    return _this.is_worker


@contextmanager
def as_one() -> Iterator[None]:
    """Makes this thread work as one, for a time."""
    _this.is_worker = True
    try:
        yield
    finally:
        _this.is_worker = False


def submit(work: Callable[[], T]) -> Future[T]:
    """Gives work to the container's pool, which is made on first use: wide enough that a stuck worker does not stop the next
    request."""
    global _pool
    if _pool is None:
        from concurrent.futures import ThreadPoolExecutor

        with _pool_lock:
            if _pool is None:
                _pool = ThreadPoolExecutor(_width, thread_name_prefix="handover", initializer=_mark)
    return _pool.submit(work)


def future() -> Future[Any]:
    """Returns the future of work that is not given to the pool."""
    from concurrent.futures import Future

    return Future()


def carry_out(work: Callable[[], T], done: Future[T]) -> None:
    """Runs `work` unless its future was cancelled, which is when nobody waits for it any more."""
    if not done.set_running_or_notify_cancel():
        return
    try:
        done.set_result(work())
    except BaseException as error:
        done.set_exception(error)


def _mark() -> None:
    _this.is_worker = True
