"""The language of dialog expressions: conditions, `<? ... ?>`, and the short forms `$x`, `@x`, `#x`.

`parse` compiles one expression (`compiled` does not raise), `template_of` a text with expressions in it, and `Scope` has the
values of their names.
Nothing here depends on dialog nodes.
"""

from .compiler import Expression, parse
from .scope import Scope
from .template import Broken, Template, compiled, expand, template_of
from .values import Entities, Group, Intent, Intents, Mention, plain, text_of, truth

__all__ = [
    "Broken",
    "Entities",
    "Expression",
    "Group",
    "Intent",
    "Intents",
    "Mention",
    "Scope",
    "Template",
    "compiled",
    "expand",
    "parse",
    "plain",
    "template_of",
    "text_of",
    "truth",
]
