"""Imports point down only, and the core decides without touching the world.

Every import statement counts: those inside functions, and those for types alone, because they too are knowledge.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.syntax import nodes

FUNCTIONS = Path(__file__).parents[2] / "functions"
FILES = sorted(FUNCTIONS.rglob("*.py"))

#: What each part may know of the bundle, itself aside. Who is not named here has no place in the house yet.
MAY_IMPORT = {
    "__main__": {"runtime"},
    "runtime": {"actions", "usecases", "core", "web", "settings", "deadline", "clock", "log"},
    "actions": {"usecases", "services", "core", "pages", "web", "settings", "clock", "log", "errors"},
    "usecases": {"services", "core", "settings", "deadline", "clock", "log", "errors"},
    "services": {"core", "web", "settings", "deadline", "worker_threads", "clock", "log", "errors"},
    "pages": {"core"},
    "core": {"errors"},
    "deadline": {"worker_threads", "clock", "errors"},
    "settings": {"errors"},
    "web": set[str](),
    "worker_threads": set[str](),
    "clock": set[str](),
    "log": set[str](),
    "errors": set[str](),
}

#: The order from top to ground; a part may only know what is further down.
FLOORS = (
    *("__main__", "runtime", "actions", "usecases", "services", "pages"),
    *("core", "web", "deadline", "worker_threads", "clock", "settings", "log", "errors"),
)

#: The layers of the core, ground first. A module may import its own package and the layers below its own; two packages of
#: one layer do not know each other.
CORE_LAYERS = (
    ("i18n", "privacy", "time_zones"),
    ("phone_numbers",),
    ("chat", "desk"),
    ("call",),
    ("access", "report", "reply_fields"),
    ("story", "reply"),
    ("booking_reply",),
)

CORE_LIBRARIES = {"phonenumbers", "fastjsonschema", "dateutil", "twilio.twiml"}

#: Parts of the standard library that reach out of the process, or look at what only the present moment knows.
NOT_IN_CORE = {
    *(
        "asyncio",
        "ftplib",
        "http",
        "multiprocessing",
        "os",
        "platform",
        "random",
        "secrets",
        "select",
        "shutil",
        "signal",
    ),
    *("smtplib", "socket", "socketserver", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time"),
    *("concurrent", "getpass", "glob", "urllib.request", "uuid", "webbrowser", "importlib"),
}

#: What the core must not do with what it may import: ask for the time, and touch files other than its own data.
NOT_CALLED_IN_CORE = {
    "now",
    "utcnow",
    "today",
    "open",
    "write_text",
    "write_bytes",
    "unlink",
    "mkdir",
    "print",
    "input",
}


def imported(path: Path) -> Iterator[str]:
    """Everything that is imported anywhere in a file, as `package.module.name`."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(path: Path) -> str:
    """The part of the house that a file belongs to."""
    names = path.relative_to(FUNCTIONS).with_suffix("").parts
    return names[1] if len(names) > 1 and names[1] != "__init__" else names[0]


def within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def of_part(*parts: str) -> list[Path]:
    return [path for path in FILES if part(path) in parts]


def nodes_of(*parts: str) -> Iterator[tuple[Path, ast.AST]]:
    """Every node of every file of these parts, with its file."""
    for path in of_part(*parts):
        yield from ((path, node) for node in nodes(path))


def named(path: Path) -> str:
    return str(path.relative_to(FUNCTIONS))


def test_no_part_may_know_what_is_above_it() -> None:
    assert set(FLOORS) == set(MAY_IMPORT)
    for upper, known in MAY_IMPORT.items():
        assert all(FLOORS.index(lower) > FLOORS.index(upper) for lower in known), upper


def test_every_file_has_its_place_in_the_house() -> None:
    assert {part(path) for path in FILES} <= {*MAY_IMPORT, "handover"}


def test_imports_point_down_only() -> None:
    for path in FILES:
        ours = {name.split(".")[1] for name in imported(path) if name.startswith("handover.")}
        assert ours - {part(path)} <= MAY_IMPORT.get(part(path), set()), named(path)


def test_the_bundle_imports_no_sandbox_no_tools_and_no_tests() -> None:
    for path in FILES:
        assert not any(within(name, {"sandbox", "operate", "tests"}) for name in imported(path)), named(path)


def core_package(path: Path) -> str:
    """The package of the core that a file belongs to, or its module: `call`, `i18n`."""
    return path.relative_to(FUNCTIONS / "handover" / "core").with_suffix("").parts[0]


def below(package: str) -> set[str]:
    """The packages of the core that `package` may import: its own, and those of lower layers."""
    layer = next(n for n, packages in enumerate(CORE_LAYERS) if package in packages)
    return {package}.union(*CORE_LAYERS[:layer])


def test_the_core_imports_its_lower_layers_only() -> None:
    for path in of_part("core"):
        if core_package(path) == "__init__":
            assert list(imported(path)) == []
        else:
            known = {name.split(".")[2] for name in imported(path) if name.startswith("handover.core.")}
            assert known <= below(core_package(path)), named(path)


def test_the_core_imports_pure_libraries_only() -> None:
    for path in of_part("core"):
        for name in imported(path):
            standard = name.split(".")[0] in sys.stdlib_module_names and not within(name, NOT_IN_CORE)
            pure = standard or within(name, {*CORE_LIBRARIES, "handover.core", "handover.errors"})
            assert pure, f"{named(path)}: {name}"


def test_the_core_has_no_clock_and_no_environment_of_its_own() -> None:
    for path, node in nodes_of("core"):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in NOT_CALLED_IN_CORE, f"{named(path)}, line {node.lineno}"
        assert not (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")), named(path)


def test_everything_above_uses_the_injected_clock() -> None:
    """`x.now()` is the context's clock; the machine's own would be `datetime.now(…)` or `time.time()`."""
    own = ("datetime.now", "datetime.utcnow", "date.today", "time.time", "os.environ", "os.getenv")
    for path, node in nodes_of("usecases", "services", "actions"):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert f"{node.value.id}.{node.attr}" not in own, f"{named(path)}, line {node.lineno}"


def test_the_ground_stands_on_the_standard_library() -> None:
    ground = {"handover.web", "__future__"}
    for path in of_part("web", "log", "errors"):
        for name in imported(path):
            standard = name.split(".")[0] in sys.stdlib_module_names
            assert standard or within(name, ground), f"{named(path)}: {name}"
