"""The language of dialog expressions: conditions, `<? ... ?>`, and the short forms `$x`, `@x`, `#x`.

`compiled` compiles one expression, `evaluate` returns its value now, `template_of` compiles a text with expressions in it,
and `Scope` has the values of their names. None of them raises.
Nothing here depends on dialog nodes.
"""

from .expression import Expression, compiled, evaluate
from .moments import local_time
from .scope import Scope
from .template import Template, expand, template_of
from .values import Entities, Group, Intent, Intents, Mention, plain, text_of, truth

__all__ = [
    "Entities",
    "Expression",
    "Group",
    "Intent",
    "Intents",
    "Mention",
    "Scope",
    "Template",
    "compiled",
    "evaluate",
    "expand",
    "local_time",
    "plain",
    "template_of",
    "text_of",
    "truth",
]
