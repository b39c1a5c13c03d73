"""Writes the methods of dataclasses into the byte code of the bundle.

    dataclass_methods.py FOLDER          run by the platform's Python

`@dataclass` makes source code for six methods of a class and compiles it each time the class is imported. That takes half a
millisecond for each class: a seventh of a cold start. Here it is done once, at build time. The classes behave as before;
tests/operate/bundle/test_dataclass_methods.py compares each of them with the one that `dataclasses` makes.

Only plain `@dataclass(frozen=True)` classes without bases are rewritten; others stay as they are. The syntax tree is
changed, not the text, so that line numbers stay those of the source. It uses the standard library only.
"""

from __future__ import annotations

import ast
import importlib.util
import marshal
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

SUPPORT = "dataclass_fields"

#: How `py_compile` marks byte code whose source is not looked at: it has the source's hash, and it is not checked.
_UNCHECKED = (1).to_bytes(4, "little")

_DECORATOR = ast.dump(ast.parse("dataclass(frozen=True)", mode="eval").body)
_OPTIONS = frozenset({"default", "default_factory", "kw_only"})


@dataclass(frozen=True)
class _Field:
    """A field as the class writes it. `default` and `factory` are code, or `""`; `described` is the call of `field`."""

    name: str
    default: str = ""
    factory: str = ""
    kw_only: bool = False
    described: str = ""

    @property
    def parameter(self) -> str:
        default = "_absent" if self.factory else self.name if self.default else ""
        return f"{self.name}={default}" if default else self.name

    @property
    def value(self) -> str:
        return f"{self.factory}() if {self.name} is _absent else {self.name}" if self.factory else self.name


def rewrite(source: str) -> ast.Module | None:
    """Returns the module's tree with the methods of its dataclasses, or None if it has no class to rewrite."""
    tree = ast.parse(source)
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and _is_plain(node)]
    rewritten = [node for node in classes if _rewrite_class(node)]
    if not rewritten:
        return None
    names = "ABSENT as _absent, PARAMETERS as _parameters, field as _field, fields_of as _fields_of"
    support = ast.parse(f"from handover.{SUPPORT} import {names}").body
    after = next(n for n, node in enumerate(tree.body) if not _comes_first(node))
    tree.body[after:after] = [ast.copy_location(node, tree.body[after]) for node in support]
    return ast.fix_missing_locations(tree)


def _comes_first(node: ast.stmt) -> bool:
    """Returns whether nothing may stand before that statement: the docstring, and imports from the future."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_plain(node: ast.ClassDef) -> bool:
    return not node.bases and not node.keywords and [ast.dump(each) for each in node.decorator_list] == [_DECORATOR]


def _rewrite_class(node: ast.ClassDef) -> bool:
    """Changes the class, and returns whether it could be changed."""
    declared = [each for each in node.body if isinstance(each, ast.AnnAssign)]
    fields = [_field(each) for each in declared]
    defined = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    if None in fields or not fields or defined & {"__init__", "__eq__", "__hash__", "__repr__", "__setattr__"}:
        return False
    known = [field for field in fields if field]
    for each, field in zip(declared, known, strict=True):
        if field.described:
            each.value = ast.parse(field.default, mode="eval").body if field.default else None
    methods = ast.parse(_methods(known, "__post_init__" in defined)).body
    for method in methods:
        for part in ast.walk(method):
            ast.copy_location(part, node)
    node.body += methods
    node.decorator_list = []
    return True


def _field(declared: ast.AnnAssign) -> _Field | None:
    """Returns the field, or None if it is none that this module knows."""
    if not isinstance(declared.target, ast.Name) or "ClassVar" in ast.unparse(declared.annotation):
        return None
    name, value = declared.target.id, declared.value
    if value is None:
        return _Field(name)
    code = ast.unparse(value)
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "field"):
        return _Field(name, default=code, described="")
    options = {each.arg or "": ast.unparse(each.value) for each in value.keywords}
    if value.args or set(options) - _OPTIONS or options.get("kw_only", "True") != "True":
        return None
    factory = options.get("default_factory", "")
    factory = f"({factory})" if factory.startswith("lambda") else factory
    return _Field(name, options.get("default", ""), factory, "kw_only" in options, code)


def _methods(fields: list[_Field], post_init: bool) -> str:
    """Returns the code of what `@dataclass(frozen=True)` adds to a class with these fields."""
    first = [field.parameter for field in fields if not field.kw_only]
    later = [field.parameter for field in fields if field.kw_only]
    parameters = ", ".join(["self", *first, *(["*", *later] if later else [])])
    sets = [f"    _set(self, {field.name!r}, {field.value})" for field in fields]
    described = ", ".join(
        f"{field.name!r}: {_described(field)}" for field in fields if field.described or field.default
    )
    names = ", ".join(repr(field.name) for field in fields)
    mine, its = (", ".join(f"{one}.{field.name}" for field in fields) for one in ("self", "other"))
    shown = ", ".join(f"{field.name}={{self.{field.name}!r}}" for field in fields)
    matched = "".join(f"{field.name!r}, " for field in fields if not field.kw_only)
    return "\n".join(
        [
            f"def __init__({parameters}):",
            "    _set = object.__setattr__",
            *sets,
            *(["    self.__post_init__()"] if post_init else []),
            "def __repr__(self):",
            f"    return f'{{self.__class__.__qualname__}}({shown})'",
            "def __eq__(self, other):",
            "    if other.__class__ is not self.__class__:",
            "        return NotImplemented",
            f"    return ({mine},) == ({its},)",
            "def __hash__(self):",
            f"    return hash(({mine},))",
            "def __setattr__(self, name, value):",
            f"    if type(self) is __class__ or name in ({names},):",
            "        from dataclasses import FrozenInstanceError",
            "        raise FrozenInstanceError(f'cannot assign to field {name!r}')",
            "    super().__setattr__(name, value)",
            "def __delattr__(self, name):",
            f"    if type(self) is __class__ or name in ({names},):",
            "        from dataclasses import FrozenInstanceError",
            "        raise FrozenInstanceError(f'cannot delete field {name!r}')",
            "    super().__delattr__(name)",
            f"__match_args__ = ({matched})",
            f"__dataclass_fields__ = _fields_of(__annotations__, {{{described}}})",
            "__dataclass_params__ = _parameters",
        ]
    )


def _described(field: _Field) -> str:
    if not field.described:
        return f"_field(default={field.name})"
    return f"_{field.described}"


def replace_source(folder: Path) -> None:
    """Replaces each module in `folder`/handover that has such classes by its byte code."""
    shutil.copyfile(Path(__file__).with_name(f"{SUPPORT}.py"), folder / "handover" / f"{SUPPORT}.py")
    for path in sorted((folder / "handover").rglob("*.py")):
        source = path.read_bytes()
        tree = rewrite(source.decode())
        if tree is None:
            continue
        code = compile(tree, str(path.relative_to(folder)), "exec", dont_inherit=True)
        head = importlib.util.MAGIC_NUMBER + _UNCHECKED + importlib.util.source_hash(source)
        path.with_suffix(".pyc").write_bytes(head + marshal.dumps(code))
        path.unlink()


if __name__ == "__main__":
    replace_source(Path(sys.argv[1]))
