"""The fields and parameters of a dataclass whose methods were written at build time, made when something reads them.

    __dataclass_fields__ = Fields(("size", "names", "note"), {"names": dict}, ("note",))
    __dataclass_params__ = Parameters(frozen=True)

So classes that inherit, and what reads the fields, work as before. `dataclasses` takes 4 ms to load; `replace` and `asdict`
do without it. The build copies this module into the bundle and lets modules import both from here (dataclass_methods.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any


class _Absent:
    """The default of a parameter whose value is made by a factory, as `signature` shows it."""

    def __repr__(self) -> str:
        return "<factory>"


ABSENT: Any = _Absent()


class Fields:
    """The value of `__dataclass_fields__`. `factories` are the default factories by the field's name; `kw_only` are the
    fields that can only be given by name. Types come from the class or its base, and so do defaults."""

    def __init__(
        self, names: tuple[str, ...], factories: Mapping[str, Callable[[], Any]], kw_only: tuple[str, ...]
    ) -> None:
        self.names, self._factories, self._kw_only = names, factories, kw_only
        self._made: dict[str, Any] = {}

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner = owner

    def __get__(self, instance: object, owner: type | None = None) -> dict[str, Any]:
        if not self._made:
            self._made = {name: self._field(name) for name in self.names}
        return self._made

    def _field(self, name: str) -> Any:
        import dataclasses

        given = dict[str, Any](kw_only=name in self._kw_only)
        given |= {"default": getattr(self._owner, name)} if hasattr(self._owner, name) else {}
        given |= {"default_factory": self._factories[name]} if name in self._factories else {}
        made: Any = dataclasses.field(**given)
        kind = next(
            kinds[name] for each in self._owner.__mro__ if name in (kinds := vars(each).get("__annotations__", {}))
        )
        made.name, made.type, made._field_type = name, kind, vars(dataclasses)["_FIELD"]
        return made


class Parameters:
    """The value of `__dataclass_params__`: what the decorator was given."""

    def __init__(self, **options: bool) -> None:
        self._options = options

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        import dataclasses

        example: Any = dataclasses.dataclass(**self._options)(type("Example", (), {}))
        return vars(example)["__dataclass_params__"]


def replace(instance: Any, /, **changes: Any) -> Any:
    """Returns what `dataclasses.replace` does: the same with these changes."""
    written = vars(type(instance)).get("__dataclass_fields__")
    if not isinstance(written, Fields):  # a class as `dataclasses` makes it
        import dataclasses

        return dataclasses.replace(instance, **changes)
    return type(instance)(**{**{name: getattr(instance, name) for name in written.names}, **changes})


def asdict(instance: Any) -> dict[str, Any]:
    """Returns what `dataclasses.asdict` does."""
    if isinstance(vars(type(instance)).get("__dataclass_fields__"), Fields):
        with suppress(TypeError):
            copied: dict[str, Any] = _plain(instance)
            return copied
    import dataclasses

    return dataclasses.asdict(instance)


def _plain(value: Any) -> Any:
    """Returns a copy of the value. Raises TypeError for a type that is not known here."""
    kind = type(value)
    if value is None or isinstance(value, str | int | float):
        return value
    if kind in (list, tuple):
        return kind(_plain(each) for each in value)
    if kind is dict:
        return {_plain(name): _plain(each) for name, each in value.items()}
    written = vars(kind).get("__dataclass_fields__")
    if not isinstance(written, Fields):
        raise TypeError(kind.__name__)
    return {name: _plain(getattr(value, name)) for name in written.names}


def fields(class_or_instance: Any) -> tuple[Any, ...]:
    import dataclasses

    return dataclasses.fields(class_or_instance)
