"""Keeps of a package's modules only what the bundle calls of them, and what that needs.

The SDK's signer is a hundred lines. The modules that it lies in have six thousand, and load an HTTP library that storage
does not use: a fifth of a cold start. What is kept is found, not listed: from the names that the source imports, to every
statement at the top of a module that binds a name in use, in the package's other modules too.

Fit for modules whose top only defines things. Statements that only do something are left out, so a module that registers or
configures itself when it is imported must not be named here. tests/operate/bundle/test_shaking.py compares the signatures of
the bundle with those of the SDK.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from operate.errors import OperatorError

#: By package and module: the names that the bundle imports from there. Its other modules stay as they are.
_ROOTS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "ibm_botocore": {
        "auth": frozenset({"S3SigV4Auth", "SIGNED_HEADERS_BLACKLIST", "_host_from_url"}),
        "exceptions": frozenset({"ClientError"}),
        "compat": frozenset(),
        "utils": frozenset(),
    },
}


def shake_packages(folder: Path) -> None:
    """Rewrites the modules below `folder`, where the packages' source is. Raises OperatorError if a name is not there."""
    for package, roots in _ROOTS.items():
        files = {module: folder / package / f"{module}.py" for module in roots}
        kept = shaken(package, {module: path.read_text("utf-8") for module, path in files.items()}, roots)
        for module, source in kept.items():
            files[module].write_text(source, "utf-8")


def shaken(package: str, sources: Mapping[str, str], roots: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Returns the source of each of a package's modules without what none of the names in `roots` needs. Raises
    OperatorError if a module does not bind a name that is wanted of it."""
    modules = {name: _Module(f"{package}.{name}", source) for name, source in sources.items()}
    wanted = [(module, name) for module, names in roots.items() for name in sorted(names)]
    while wanted:
        module, name = wanted.pop()
        for source, imported in modules[module].keep(name):
            inside = source.removeprefix(f"{package}.")
            if inside in modules and inside != source:
                wanted.append((inside, imported))
    return {name: module.source() for name, module in modules.items()}


class _Module:
    """The statements at the top of a module, and which of them are kept."""

    def __init__(self, name: str, source: str) -> None:
        self._name = name
        self._statements = ast.parse(source).body
        self._binding: dict[str, list[int]] = {}
        for place, statement in enumerate(self._statements):
            for bound in _bound(statement):
                self._binding.setdefault(bound, []).append(place)
        self._names: set[str] = set()
        self._places: set[int] = set()

    def keep(self, name: str) -> Iterator[tuple[str, str]]:
        """Keeps what binds a name, and what that uses. Yields what it takes from modules, as module and name. Raises
        OperatorError if nothing binds the name."""
        if name not in self._binding:
            raise OperatorError(f"{self._name} has changed: it has no {name} (operate/bundle/shaking.py).")
        left = [name]
        while left:
            used = left.pop()
            if used in self._names or used not in self._binding:  # it is known, or one of Python's own
                continue
            self._names.add(used)
            for place in self._binding[used]:
                statement = self._statements[place]
                yield from _imported(statement, used)
                if place not in self._places:
                    self._places.add(place)
                    left += _used(statement)
                    yield from _attributes(statement)

    def source(self) -> str:
        """Returns the source of what is kept."""
        kept = [
            self._only_used(statement)
            for place, statement in enumerate(self._statements)
            if place in self._places or _is_future(statement)
        ]
        return ast.unparse(ast.Module(kept, [])) + "\n"

    def _only_used(self, statement: ast.stmt) -> ast.stmt:
        """Returns the statement. Of names that are imported together only those that are kept are left."""
        if not isinstance(statement, ast.ImportFrom | ast.Import) or _is_future(statement):
            return statement
        names = [alias for alias in statement.names if _local(alias) in self._names]
        if isinstance(statement, ast.Import):
            return ast.Import(names)
        return ast.ImportFrom(statement.module, names, statement.level)


def _bound(statement: ast.stmt) -> set[str]:
    """Returns the names that a statement binds in its module, in its branches too."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return {statement.name}
        case ast.Import() | ast.ImportFrom():
            return {_local(alias) for alias in statement.names}
    bound = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return bound | {name for inner in _branches(statement) for name in _bound(inner)}


def _branches(statement: ast.stmt) -> Iterable[ast.stmt]:
    """Returns the statements directly inside one that has branches."""
    return [inner for inner in ast.iter_child_nodes(statement) if isinstance(inner, ast.stmt)] + [
        inner
        for handler in ast.iter_child_nodes(statement)
        if isinstance(handler, ast.ExceptHandler)
        for inner in handler.body
    ]


def _used(statement: ast.stmt) -> list[str]:
    """Returns the names that a statement may use, in all that is inside it."""
    return [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]


def _imported(statement: ast.stmt, name: str) -> Iterator[tuple[str, str]]:
    """Yields the module and the name there, if the statement imports `name` from a module, in a branch or not."""
    for node in ast.walk(statement):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names if _local(alias) == name)


def _attributes(statement: ast.stmt) -> Iterator[tuple[str, str]]:
    """Yields what a statement may use as `package.module.name`, as module and name."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            yield ast.unparse(node.value), node.attr


def _local(alias: ast.alias) -> str:
    """Returns the name that an import binds: the package's, of a module in it."""
    return alias.asname or alias.name.partition(".")[0]


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
