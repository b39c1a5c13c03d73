"""What the answers of object storage mean: which errors they are, and what is known of an object afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Any, TypeVar

from handover.deadline import DeadlineError
from handover.errors import HandoverError

T = TypeVar("T")

#: Error codes: the object exists; and it is not known whether it exists, because another request is writing it.
_EXISTS = ("PreconditionFailed", "412")
_UNDER_WAY = ("OperationAborted", "ConditionalRequestConflict", "409")
#: Statuses of 4xx that say nothing about an earlier try of the same request, which the client may have made.
_PERHAPS_DONE = (408, 429)


class Created(Enum):
    """What is known of an object after a conditional write: this write made it; it existed; or another request is writing
    it now, and may yet fail. When there was no answer, nothing is known."""

    YES = auto()
    EXISTS = auto()
    UNDER_WAY = auto()


class StorageError(HandoverError):
    """Object storage failed or did not answer in time; the message says at what, without credentials."""


class DamagedError(StorageError):
    """The object is there, and is not what this service writes: reading it again changes nothing."""


class NotDoneError(StorageError):
    """Object storage refused a request, so it was surely not carried out."""


def with_our_errors(what: str, meaning: Callable[[Callable[[], Any]], T], answer: Callable[[], Any]) -> T:
    """Returns what `meaning` makes of an answer. Raises StorageError, whatever it raises; `what` says what was done."""
    try:
        return meaning(answer)
    except StorageError:
        raise
    except DeadlineError:
        raise StorageError(f"Object storage did not {what} in time.") from None
    except Exception as error:
        # The client raises the SDK's errors, those of its HTTP library, and ValueErrors for odd answers.
        raise _failed(what, error) from error


def object_or_none(answer: Callable[[], Any]) -> bytes | None:
    """Returns the bytes of an object, or None if there is none."""
    try:
        return bytes(answer()["Body"].read())
    except Exception as error:
        if _code(error) in ("NoSuchKey", "404"):
            return None
        raise


def created(answer: Callable[[], Any]) -> Created | StorageError:
    """Returns what a conditional write did: see Bucket._creating."""
    try:
        answer()
    except Exception as error:
        if _code(error) in _EXISTS:
            return Created.EXISTS
        if _code(error) in _UNDER_WAY:
            return Created.UNDER_WAY
        if _refused(error) or isinstance(error, DeadlineError):
            raise
        failed = _failed("create", error)
        return NotDoneError(str(failed)) if _status(error) else failed
    return Created.YES


def _code(error: Exception) -> str:
    """Returns the service's error code, or `""` if the error came from elsewhere."""
    response = getattr(error, "response", None)
    return str(response.get("Error", {}).get("Code", "")) if isinstance(response, Mapping) else ""


def _failed(what: str, error: Exception) -> StorageError:
    kind = NotDoneError if _refused(error) else StorageError
    why = (
        str(error)
        if isinstance(error, HandoverError)
        else f"{_code(error) or type(error.__cause__ or error).__name__}."
    )
    return kind(f"Object storage could not {what}: {why}")  # a message of our own has no credential


def _refused(error: Exception) -> bool:
    """Returns whether the service surely did not carry the request out: it refused it, and did not just fail."""
    return 400 <= _status(error) < 500 and _status(error) not in _PERHAPS_DONE


def _status(error: Exception) -> int:
    """Returns the status of the service's answer, or 0 if there was none."""
    response = getattr(error, "response", None)
    return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)) if isinstance(response, Mapping) else 0
