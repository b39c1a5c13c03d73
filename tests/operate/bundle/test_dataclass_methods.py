"""The methods that the build writes into dataclasses: each class behaves as the one that `dataclasses` makes."""

from __future__ import annotations

import dataclasses
import inspect
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from operate.bundle import dataclass_fields, dataclass_methods

_SOURCE = '''
"""Two records."""
from __future__ import annotations
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import timedelta
from typing import ClassVar, Generic, TypeVar

@dataclass(frozen=True)
class Record:
    """A record."""
    name: str
    size: int = 3
    parts: tuple[str, ...] = field(default_factory=tuple)
    made: dict = field(default_factory=lambda: {"a": 1})
    note: str = field(default="-", kw_only=True)
    kind: ClassVar[str] = "record"
    pause: timedelta = timedelta(seconds=1)

    @property
    def both(self) -> str:
        return self.name + self.note

@dataclass(frozen=True)
class More(Record):
    more: int = 0

@dataclass
class Count:
    by: dict = field(default_factory=dict)
    times: int = 0

@dataclass(frozen=True, kw_only=True, repr=False)
class Secret:
    key: str
    old: str = ""

@dataclass(frozen=True)
class Checked:
    size: int
    def __post_init__(self) -> None:
        if self.size < 0:
            raise ValueError("below 0")

def fails():
    raise RuntimeError("here")

T = TypeVar("T")

@dataclass(frozen=True, kw_only=True, repr=False)
class Known(Secret):
    old: str
    of: int = 1

@dataclass(frozen=True)
class Pair(Generic[T]):
    one: T
    other: T | None = None

class Plain(Record):
    """No dataclass of its own."""

def uses(record):
    return repr(replace(record, size=7)), asdict(record), [each.name for each in fields(record)]
'''


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, ModuleType]:
    """The module as it is written, and as the build rewrites it."""
    monkeypatch.setitem(sys.modules, f"handover.{dataclass_methods.SUPPORT}", dataclass_fields)
    tree = dataclass_methods.rewrite(_SOURCE)
    assert tree is not None
    made: list[ModuleType] = []
    for name, code in (("plain", _SOURCE), ("rewritten", tree)):
        module = ModuleType(name)
        monkeypatch.setitem(sys.modules, name, module)
        exec(compile(code, "records.py", "exec", dont_inherit=True), vars(module))
        made.append(module)
    return made[0], made[1]


def _behaviour(module: Any) -> dict[str, Any]:
    one, same, other = module.Record("a"), module.Record("a", 3, (), note="-"), module.Record("a", parts=("x",))
    return {
        "shown": [repr(each) for each in (one, other, module.More("b", more=2), module.Checked(1))],
        "equal": [one == same, one == other, one == "a", module.More("a") == one],
        "hashed": hash(dataclasses.replace(one, made=0)) == hash(dataclasses.replace(same, made=0)),
        "own factories": one.made is not same.made,
        "replaced": repr(dataclasses.replace(other, size=9, note="n")),
        "used": [module.uses(each) for each in (other, module.More("b", more=2), module.Plain("c"))],
        "nested": module.asdict(module.Pair([module.Record("a")], {"b": (module.Count(),)})),
        "copied": module.asdict(module.Pair({1}, module.Plain("c"))),
        "dict": dataclasses.asdict(module.More("b")),
        "fields": [(f.name, f.type, f.default, f.kw_only) for f in dataclasses.fields(module.Record)],
        "parameters": str(inspect.signature(module.Record.__init__).replace(return_annotation=inspect.Signature.empty)),
        "matched": [module.Record.__match_args__, module.More.__match_args__],
        "defaults": [module.Record.size, hasattr(module.Record, "parts"), module.Record.note],
        "read": one.both,
        "not frozen": [repr(module.Count(times=2)), module.Count() == module.Count(), module.Count.__hash__],
        "by name only": [module.Secret.__match_args__, module.Secret(key="k") == module.Secret(old="", key="k")],
        "inherited": [
            repr(module.Pair[int](1)),
            [(f.name, f.type, f.default) for f in dataclasses.fields(module.Known)],
        ],
        "its base's default": [
            module.Known(key="k").old,
            module.Known(key="k", old="a") == module.Known(key="k", old="b"),
        ],
        "not shown": "k" in repr(module.Secret(key="kkkk")).rpartition(".")[2].replace("Secret", ""),
    }


def _without_types(behaviour: dict[str, Any]) -> dict[str, Any]:
    shown = (
        behaviour["parameters"]
        .replace(": 'str'", "")
        .replace(": 'int'", "")
        .replace(": 'dict'", "")
        .replace(": 'timedelta'", "")
    )
    shown = shown.replace(": 'tuple[str, ...]'", "").replace(" = ", "=")
    return behaviour | {"parameters": shown}


def test_the_rewritten_classes_behave_as_before(modules: tuple[ModuleType, ModuleType]) -> None:
    plain, rewritten = (_without_types(_behaviour(module)) for module in modules)
    assert rewritten == plain


def test_the_methods_are_written(modules: tuple[ModuleType, ModuleType]) -> None:
    plain, rewritten = modules
    assert "field" not in vars(rewritten)
    assert plain.Record.__init__.__code__.co_filename != "records.py"
    assert rewritten.Record.__init__.__code__.co_filename == "records.py"
    assert rewritten.replace is dataclass_fields.replace


def test_a_frozen_field_cannot_be_set_or_deleted(modules: tuple[ModuleType, ModuleType]) -> None:
    for module in modules:
        for made in (module.Record("a"), module.More("a")):
            with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'name'"):
                made.name = "b"
            with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'name'"):
                del made.name


def test_what_is_not_frozen_can_be_set(modules: tuple[ModuleType, ModuleType]) -> None:
    for module in modules:
        count = module.Count()
        count.times += 1
        assert count == module.Count(times=1)


def test_a_missing_value_and_an_unknown_one_are_refused(modules: tuple[ModuleType, ModuleType]) -> None:
    for module in modules:
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
            module.Record()
        with pytest.raises(TypeError, match="unexpected keyword argument 'nme'"):
            module.Record(nme="a")
        with pytest.raises(ValueError, match="below 0"):
            module.Checked(-1)


def test_lines_stay_those_of_the_source(modules: tuple[ModuleType, ModuleType]) -> None:
    for module in modules:
        with pytest.raises(RuntimeError) as raised:
            module.fails()
        assert _SOURCE.splitlines()[raised.traceback[-1].lineno].strip() == 'raise RuntimeError("here")'


@pytest.mark.parametrize(
    "source",
    [
        "@dataclass(frozen=True, slots=True)\nclass A:\n    a: int",
        "@dataclass(frozen=True)\nclass A(B):\n    a: int",
        "@dataclass(frozen=True)\nclass A:\n    a: ClassVar[int] = 1",
        "@dataclass(frozen=True)\nclass A:\n    a: int = field(default=1, repr=False)",
        "@dataclass(frozen=True)\nclass A:\n    a: int\n    def __eq__(self, other): return True",
        "@dataclass(frozen=True)\nclass A:\n    a: int = with_rule(1)",
        "class A:\n    a: int",
    ],
)
def test_other_classes_stay_as_they_are(source: str) -> None:
    assert dataclass_methods.rewrite(source) is None


#: Prints what the dataclasses of the source have, with the package `handover` of the folder in argv.
_LISTS = """
import dataclasses, importlib, inspect, json, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import handover
found = {}
for module in pkgutil.walk_packages(handover.__path__, "handover."):
    if module.name.endswith("dataclass_fields"):
        continue
    loaded = importlib.import_module(module.name)
    for name, made in vars(loaded).items():
        if isinstance(made, type) and dataclasses.is_dataclass(made) and made.__module__ == module.name:
            parameters = inspect.signature(made.__init__).parameters.values()
            found[f"{module.name}.{name}"] = [
                [(p.name, str(p.kind), "" if p.default is p.empty else "<factory>" if "factory" in repr(p.default).lower()
                  else repr(p.default)) for p in parameters],
                [(f.name, str(f.type), f.kw_only, f.init, f.repr, f.compare) for f in dataclasses.fields(made)],
                str(made.__dataclass_params__), list(made.__match_args__),
                sorted(n for n in ("__eq__", "__hash__", "__repr__", "__setattr__", "__delattr__") if n in vars(made)),
            ]
print(json.dumps(found))
"""


@pytest.mark.slow
def test_every_dataclass_of_the_source_is_the_same_in_the_bundle(tmp_path: Path) -> None:
    source = Path(__file__).parents[3] / "functions"
    shutil.copytree(source / "handover", tmp_path / "handover", ignore=shutil.ignore_patterns("__pycache__"))
    dataclass_methods.replace_source(tmp_path)
    rewritten = sorted(path for path in tmp_path.rglob("*.pyc"))
    assert len(rewritten) > 50
    before, after = (
        subprocess.Popen([sys.executable, "-c", _LISTS, str(folder)], stdout=subprocess.PIPE, text=True)
        for folder in (source, tmp_path)
    )
    assert json.loads(after.communicate()[0]) == json.loads(before.communicate()[0])
