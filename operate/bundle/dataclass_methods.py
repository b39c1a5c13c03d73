"""Writes the methods of dataclasses into the byte code of the bundle.

    dataclass_methods.py FOLDER          run by the platform's Python

`@dataclass` makes source code for six methods of a class and compiles it each time the class is imported. That takes half a
millisecond for each class: a seventh of a cold start. Here it is done once, at build time. The classes behave as before;
tests/operate/bundle/test_dataclass_methods.py compares each of them with the one that `dataclasses` makes.

Only classes with usual fields are rewritten, and of those that inherit only what inherits from one of the same module, or
from `Generic`; others stay as they are. Modules that use `replace` or `asdict` get them from the module beside, so that they
do not load `dataclasses`. The syntax tree is changed, not the text, so that line numbers stay those of the source. It uses
the standard library only.
"""

from __future__ import annotations

import ast
import importlib.util
import marshal
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

SUPPORT = "dataclass_fields"

#: How `py_compile` marks byte code whose source is not looked at: it has the source's hash, and it is not checked.
_UNCHECKED = (1).to_bytes(4, "little")

#: What SUPPORT has in place of the functions of `dataclasses`.
_BESIDE = frozenset({"replace", "asdict", "fields"})

_OF_CLASS = frozenset({"frozen", "kw_only", "repr"})
_OF_FIELD = frozenset({"default", "default_factory", "kw_only"})
#: Types with a name in small letters, which make a value that cannot change.
_VALUES = frozenset({"timedelta", "frozenset"})
_WRITTEN = frozenset({"__init__", "__eq__", "__hash__", "__repr__", "__setattr__", "__delattr__"})


@dataclass(frozen=True)
class _Field:
    """A field as the class writes it. `default` and `factory` are code, or `""`. `base` is the class that it is inherited
    from, or `""`."""

    name: str
    default: str = ""
    factory: str = ""
    kw_only: bool = False
    base: str = ""

    @property
    def parameter(self) -> str:
        value = f"{self.base}.{self.name}" if self.base else self.name
        default = "_absent" if self.factory else value if self.default else ""
        return f"{self.name}={default}" if default else self.name

    @property
    def value(self) -> str:
        return f"{self.factory}() if {self.name} is _absent else {self.name}" if self.factory else self.name


#: The fields of a class by their names, those that it inherits too.
_Written = Mapping[str, _Field]


def rewrite(source: str) -> ast.Module | None:
    """Returns the module's tree with the methods of its dataclasses, or None if it has nothing to rewrite."""
    tree = ast.parse(source)
    rewritten: dict[str, _Written] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and (written := _rewrite_class(node, rewritten)):
            rewritten[node.name] = written
    if rewritten:
        support = ast.parse(
            f"from handover.{SUPPORT} import ABSENT as _absent, Fields as _Fields, Parameters as _Parameters"
        )
        after = next(n for n, node in enumerate(tree.body) if not _comes_first(node))
        _put_at(support.body, tree.body[after])
        tree.body[after:after] = support.body
    changed = _change_imports(tree)
    return ast.fix_missing_locations(tree) if changed or rewritten else None


def _comes_first(node: ast.stmt) -> bool:
    """Returns whether nothing may stand before that statement: the docstring, and imports from the future."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "__future__"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _change_imports(tree: ast.Module) -> bool:
    """Drops what the module imports from `dataclasses` and no longer uses, and imports functions of its users from the
    module beside. Returns whether anything changed."""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "dataclasses"]
    for node in imports:
        wanted = [each for each in node.names if (each.asname or each.name) in used]
        beside = [each for each in wanted if each.name in _BESIDE]
        kept = [each for each in wanted if each not in beside]
        lines = [("dataclasses", kept), (f"handover.{SUPPORT}", beside)]
        place = tree.body.index(node)
        new: list[ast.stmt] = [ast.ImportFrom(module, names, 0) for module, names in lines if names]
        _put_at(new, node)
        tree.body[place : place + 1] = new
    return bool(imports)


def _rewrite_class(node: ast.ClassDef, rewritten: Mapping[str, _Written]) -> _Written | None:
    """Changes the class, and returns its fields; None if it cannot be changed. `rewritten` are those before it."""
    options, inherited = _options(node), _inherited(node, rewritten)
    declared = [each for each in node.body if isinstance(each, ast.AnnAssign) and not _is_of_class(each)]
    fields = [field for field in map(_field, declared) if field]
    defined = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    if options is None or inherited is None or not fields or len(fields) < len(declared) or defined & _WRITTEN:
        return None
    for each, field in zip(declared, fields, strict=True):
        each.value = ast.parse(field.default, mode="eval").body if field.default else None
        if each.value:
            _put_at([each.value], each)
    written = {**inherited}
    for field in fields:
        own, before = field, inherited.get(field.name)
        if before and not (field.default or field.factory):
            own = replace(field, default=before.default, base=before.base)  # the base's attribute counts
        written[field.name] = replace(own, kw_only=field.kw_only or options.get("kw_only", False))
    methods = ast.parse(_methods(list(written.values()), options, "__post_init__" in defined)).body
    _put_at(methods, node)
    node.body += methods
    node.decorator_list = []
    return written


def _inherited(node: ast.ClassDef, rewritten: Mapping[str, _Written]) -> _Written | None:
    """Returns the fields of the class's bases by their names, or None if it has a base that was not rewritten."""
    found: dict[str, _Field] = {}
    for base in map(ast.unparse, node.bases):
        if base.startswith("Generic["):
            continue
        if base not in rewritten or len(node.bases) > 1:
            return None
        found = {name: replace(each, base=each.base or base) for name, each in rewritten[base].items()}
    return found


def _put_at(nodes: Sequence[ast.AST], place: ast.AST) -> None:
    """Gives the nodes the line of that place."""
    for node in nodes:
        for part in ast.walk(node):
            ast.copy_location(part, place)


def _options(node: ast.ClassDef) -> dict[str, bool] | None:
    """Returns what the class's only decorator, `dataclass`, is given; None if it is another one or has other options."""
    if node.keywords or len(node.decorator_list) != 1:
        return None
    decorator = node.decorator_list[0]
    call = decorator if isinstance(decorator, ast.Call) else ast.Call(decorator, [], [])
    if not isinstance(call.func, ast.Name) or call.func.id != "dataclass" or call.args:
        return None
    given = {each.arg or "": each.value for each in call.keywords}
    known = {name: value.value is True for name, value in given.items() if isinstance(value, ast.Constant)}
    return known if len(known) == len(given) and set(known) <= _OF_CLASS else None


def _is_of_class(declared: ast.AnnAssign) -> bool:
    """Returns whether that is a variable of the class, and so no field."""
    return "ClassVar" in ast.unparse(declared.annotation)


def _field(declared: ast.AnnAssign) -> _Field | None:
    """Returns the field, or None if it is none that this module knows."""
    if not isinstance(declared.target, ast.Name):
        return None
    name, value = declared.target.id, declared.value
    if value is None:
        return _Field(name)
    if not isinstance(value, ast.Call):
        return _Field(name, ast.unparse(value))
    called = ast.unparse(value.func)
    if called != "field":  # any other function may return a field
        return _Field(name, ast.unparse(value)) if called[:1].isupper() or called in _VALUES else None
    options = {each.arg or "": ast.unparse(each.value) for each in value.keywords}
    if value.args or set(options) - _OF_FIELD or options.get("kw_only", "True") != "True":
        return None
    factory = options.get("default_factory", "")
    return _Field(name, options.get("default", ""), f"({factory})" if factory else "", "kw_only" in options)


def _methods(fields: Sequence[_Field], options: dict[str, bool], post_init: bool) -> str:
    """Returns the code of what `@dataclass` adds to a class with these fields."""
    frozen = options.get("frozen", False)
    later = [field for field in fields if field.kw_only]
    first = [field for field in fields if field not in later]
    parameters = ["self", *(field.parameter for field in first), *(["*"] if later else [])]
    parameters += [field.parameter for field in later]
    sets = [
        f"_set(self, {field.name!r}, {field.value})" if frozen else f"self.{field.name} = {field.value}"
        for field in fields
    ]
    names = _tuple(repr(field.name) for field in fields)
    mine, its = (_tuple(f"{one}.{field.name}" for field in fields) for one in ("self", "other"))
    shown = ", ".join(f"{field.name}={{self.{field.name}!r}}" for field in fields)
    factories = ", ".join(f"{field.name!r}: {field.factory}" for field in fields if field.factory)
    given = ", ".join(f"{name}={value}" for name, value in options.items())
    written = [
        f"def __init__({', '.join(parameters)}):",
        *(["    _set = object.__setattr__"] if frozen else []),
        *(f"    {line}" for line in sets),
        *(["    self.__post_init__()"] if post_init else []),
        "def __eq__(self, other):",
        f"    return {mine} == {its} if other.__class__ is self.__class__ else NotImplemented",
        f"__match_args__ = {_tuple(repr(field.name) for field in first)}",
        f"__dataclass_fields__ = _Fields({names}, {{{factories}}}, {_tuple(repr(field.name) for field in later)})",
        f"__dataclass_params__ = _Parameters({given})",
    ]
    if options.get("repr", True):
        written += ["def __repr__(self):", f"    return f'{{self.__class__.__qualname__}}({shown})'"]
    if not frozen:
        return "\n".join([*written, "__hash__ = None"])
    for method, parameter, verb in (("setattr", ", value", "assign to"), ("delattr", "", "delete")):
        written += [
            f"def __{method}__(self, name{parameter}):",
            f"    if type(self) is __class__ or name in {names}:",
            "        from dataclasses import FrozenInstanceError",
            f"        raise FrozenInstanceError(f'cannot {verb} field {{name!r}}')",
            f"    super().__{method}__(name{parameter})",
        ]
    return "\n".join([*written, "def __hash__(self):", f"    return hash({mine})"])


def _tuple(items: Iterable[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


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
