"""Digressions: an input during slots that leads to another root node (IBM's page dialog-runtime).

At Watson some of them return to the slots afterwards. Here none does; the skill's notices say so.
"""

from __future__ import annotations

from ..node import Node
from ..skill import SEARCHED
from .turn_state import TurnState

# The `digress_in` of nodes to which a frame may be left, by its `digress_out_slots`. "": the file says nothing.
_TARGETS = {"allow_all": ("returns", "does_not_return", ""), "allow_returning": ("returns",)}
# Conditions that are true for every input: no digression goes there.
_ALWAYS = ("anything_else", "true", "welcome", "conversation_start", "irrelevant")


def away_from(frame: Node, state: TurnState) -> Node | None:
    """Returns the root node to which the input leads away from a frame's slots, or None."""
    kinds = _TARGETS.get(frame.digress_out_slots, ())
    if not kinds:
        return None
    return state.search(
        state.skill.children(None, *SEARCHED),
        lambda node: node is not frame and node.digress_in in kinds and node.conditions not in _ALWAYS,
    )
