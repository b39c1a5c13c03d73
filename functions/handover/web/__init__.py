"""The ground every door stands on: one Request in, one Response out, whichever platform runs us.

OpenWhisk and Code Engine both call a function with one dict and take one dict back, but shape it differently; this
package is the only place that knows a `__ow_` or `__ce_` key. Where settings come from is decided here too, because it
is the same question: on Code Engine any caller can put any key at the top level of the arguments, so settings are the
environment's alone; on OpenWhisk a raw web action's keys outside `__ow_` can only have been bound by the operator.

Standard library only; nothing of ours is imported, no secret is checked, no door is known by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from handover.web import code_engine, platforms
from handover.web.request import BadBodyError, Fields, Request
from handover.web.response import Response, answer, empty, html, json_response, redirect, text, xml

__all__ = [
    "BadBodyError",
    "Fields",
    "Incoming",
    "Platform",
    "Request",
    "Response",
    "answer",
    "empty",
    "html",
    "json_response",
    "read",
    "redirect",
    "text",
    "xml",
]

Platform = Literal["openwhisk", "code-engine"]


@dataclass(frozen=True)
class Incoming:
    """What one call brought: who runs us, what was asked, and the settings that the operator gave, never a caller."""

    platform: Platform
    request: Request
    settings: Mapping[str, str]


def read(args: Any, environ: Mapping[str, str]) -> Incoming:
    """What the platform's one argument means. Never raises: what cannot be read shows when the body is asked for.

    `CE_FUNCTION` in the environment settles the platform, because no caller can put it there; arguments alone are
    believed only where the environment is silent.
    """
    given: dict[str, Any] = {str(name): value for name, value in args.items()} if isinstance(args, Mapping) else {}
    if "CE_FUNCTION" in environ or any(name.startswith("__ce_") for name in given):
        return Incoming("code-engine", code_engine.request(given), environ)
    return Incoming("openwhisk", platforms.request(given), platforms.settings(given))
