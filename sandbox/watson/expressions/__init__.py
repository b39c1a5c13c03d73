"""The language of dialog expressions: conditions, `<? ... ?>`, and the short forms `$x`, `@x`, `#x`.

`parse` reads one expression, `Template` a text with expressions in it, `Scope` says what their names stand for. Nothing
in here knows what a dialog node is.
"""

from .compiler import Expression, parse
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
    "expand",
    "parse",
    "plain",
    "template_of",
    "text_of",
    "truth",
]
