"""Variants: questions about Watson that IBM's documents leave open. A scenario chooses an answer for each.

A skill and a webhook must work with every combination; tests run them with each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Variants:
    """The defaults are the likeliest answers.

    null_parameters: a webhook parameter that is null is sent as JSON null, or not at all.
    context_before_callout: a node's own context is set before, not after, its webhook is called.
    callout_after_skip: a node with slots calls its webhook even if its slots were skipped.
    empty_text_is_true: an empty text counts as true in a condition.
    session_id_in_context: `context.system.session_id` is there (it is not in the old "Try it out" pane).
    channel_in_context: `$integrations.channel` is there for the dialog.
    """

    null_parameters: Literal["null", "omitted"] = "null"
    context_before_callout: bool = False
    callout_after_skip: bool = True
    empty_text_is_true: bool = False
    session_id_in_context: bool = True
    channel_in_context: bool = True
