"""The fields and parameters of a dataclass whose methods were written at build time, made when something reads them.

    __dataclass_fields__ = Fields({"names": dict}, ("note",))
    __dataclass_params__ = Parameters(frozen=True)

So `replace`, `fields`, `asdict` and classes that inherit work as before, and a process in which nothing uses them does not
load `dataclasses`. The build copies this module into the bundle (dataclass_methods.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class _Absent:
    """The default of a parameter whose value is made by a factory, as `signature` shows it."""

    def __repr__(self) -> str:
        return "<factory>"


ABSENT: Any = _Absent()


class Fields:
    """The value of `__dataclass_fields__`. `factories` are the default factories by the field's name; `kw_only` are the
    fields that can only be given by name. Types come from the class, and so do defaults."""

    def __init__(self, factories: Mapping[str, Callable[[], Any]], kw_only: tuple[str, ...]) -> None:
        self._factories, self._kw_only = factories, kw_only
        self._made: dict[str, Any] = {}

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner = owner

    def __get__(self, instance: object, owner: type | None = None) -> dict[str, Any]:
        if not self._made:
            self._made = {name: self._field(name, kind) for name, kind in self._owner.__annotations__.items()}
        return self._made

    def _field(self, name: str, kind: Any) -> Any:
        import dataclasses

        own, given = vars(self._owner), dict[str, Any](kw_only=name in self._kw_only)
        given |= {"default": own[name]} if name in own else {}
        given |= {"default_factory": self._factories[name]} if name in self._factories else {}
        made: Any = dataclasses.field(**given)
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
