"""One Request in, one Response out, the same on both platforms.

Standard library only. No secret is checked here, and no action is known by name.
"""

from handover.web.platforms import Incoming, read
from handover.web.request import BadBodyError, Fields, Request, whole_number
from handover.web.response import (
    Response,
    binary,
    empty,
    html,
    json_response,
    problem,
    redirect,
    text,
    to_platform_result,
    xml,
)

__all__ = [
    "BadBodyError",
    "Fields",
    "Incoming",
    "Request",
    "Response",
    "binary",
    "empty",
    "html",
    "json_response",
    "problem",
    "read",
    "redirect",
    "text",
    "to_platform_result",
    "whole_number",
    "xml",
]
