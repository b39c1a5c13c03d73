"""Java objects that expressions make: `new Date()`, `new Random()`, `new SimpleDateFormat('yyyy')`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, ClassVar

from ..errors import EvaluationError
from .formats import formatted
from .numbers import Long
from .values import JavaObject, index, text_of

Method = Callable[..., Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class JavaDate(JavaObject):
    """A java.util.Date, in UTC as at Watson. `millis`: since 1970."""

    millis: int

    @classmethod
    def of(cls, moment: datetime) -> JavaDate:
        """Returns the date of an aware time."""
        return cls((moment - _EPOCH) // timedelta(milliseconds=1))

    def __str__(self) -> str:
        """Returns it as Java prints it: `Fri Jan 26 16:30:37 UTC 2018`."""
        return self.written("EEE MMM dd HH:mm:ss z yyyy")

    def written(self, pattern: str) -> str:
        """Returns it in a format of SimpleDateFormat. Raises EvaluationError for a year beyond 9999."""
        return formatted(self.moment(), pattern)

    def moment(self) -> datetime:
        """Returns it as an aware time. Raises EvaluationError for a year beyond 9999."""
        try:
            return _EPOCH + timedelta(milliseconds=self.millis)
        except OverflowError:
            raise EvaluationError(f"{self.millis} milliseconds since 1970 is no date") from None

    methods: ClassVar[Mapping[str, Method]] = {
        "getTime": lambda date: Long(date.millis),
        "format": lambda date, pattern: date.written(text_of(pattern)),
        "toString": str,
        "getDate": lambda date: date.moment().day,
        "getDay": lambda date: date.moment().isoweekday() % 7,
        "getHours": lambda date: date.moment().hour,
        "getMinutes": lambda date: date.moment().minute,
        "getMonth": lambda date: date.moment().month - 1,
        "getSeconds": lambda date: date.moment().second,
        "getYear": lambda date: date.moment().year - 1900,
        "after": lambda date, other: date.millis > _other(other).millis,
        "before": lambda date, other: date.millis < _other(other).millis,
        "compareTo": lambda date, other: (date.millis > _other(other).millis) - (date.millis < _other(other).millis),
        "equals": lambda date, other: date == other,
    }


def _other(value: Any) -> JavaDate:
    if not isinstance(value, JavaDate):
        raise EvaluationError(f"{text_of(value) or 'null'!r} is not a Date")
    return value


@dataclass(frozen=True)
class JavaDateFormat(JavaObject):
    """A java.text.SimpleDateFormat."""

    pattern: str

    def __str__(self) -> str:
        return self.pattern

    methods: ClassVar[Mapping[str, Method]] = {
        "format": lambda form, date: _other(date).written(form.pattern),
        "toPattern": str,
    }


@dataclass(frozen=True)
class JavaRandom(JavaObject):
    """A java.util.Random that draws from the conversation's own generator, so that a conversation can be repeated."""

    rng: Random

    def __str__(self) -> str:
        return "java.util.Random"

    def _next_int(self, bound: Any = None) -> int:
        if bound is None:
            return self.rng.randrange(-(2**31), 2**31)
        if index(bound) <= 0:
            raise EvaluationError("nextInt() takes a number above 0")
        return self.rng.randrange(index(bound))

    methods: ClassVar[Mapping[str, Method]] = {
        "nextInt": _next_int,
        "nextLong": lambda self: Long(self.rng.randrange(-(2**63), 2**63)),
        "nextBoolean": lambda self: self.rng.random() < 0.5,
        "nextDouble": lambda self: self.rng.random(),
        "nextFloat": lambda self: self.rng.random(),
        "nextGaussian": lambda self: self.rng.gauss(0, 1),
    }
