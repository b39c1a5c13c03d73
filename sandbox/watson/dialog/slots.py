"""Nodes with slots: what an input fills, what is asked next (IBM's page dialog-slots).

The order in which an input is tried on the handlers is documented; `resume` follows it. A digression away from the slots
does not return, other than at Watson: the skill's notices say so.
"""

from __future__ import annotations

from typing import Any

from ..expressions import Mention, plain
from ..node import Node
from . import mentions
from .digression import away_from
from .output import says_something
from .session import Place, look_up, put
from .turn_state import TurnState

_SKIPS = ("skip_slot", "skip_all_slots")


class Slots:
    """One frame during one turn. `digression`: the node to which the input leads away from the slots, if it does."""

    def __init__(self, state: TurnState, frame: Node) -> None:
        self._state, self._frame = state, frame
        self._focus: Node | None = None
        self._skipped: set[str] = set()
        self._events: dict[str, dict[str, Any]] = {}
        self.digression: Node | None = None

    def enter(self) -> bool:
        """Fills slots from the present input, then asks. Returns whether there is nothing to ask."""
        self._clear_words()
        current = self._next()
        filled = self._fill()
        if not filled and self._prompt_for_all():
            self._wait_for(current)
            return current is None
        return self._found(filled, current) or self._ask()

    def resume(self) -> bool:
        """Tries a new input on the frame, in Watson's order. Returns whether there is nothing more to ask."""
        self._return_to(self._state.session.place)
        handled = self._handled(self._frame)
        if handled is not None:
            return handled
        filled = self._fill()
        if filled:
            return self._found(filled, self._focus) or self._ask()
        return self._not_filled()

    def _not_filled(self) -> bool:
        """Handles an input that filled nothing: the slot's own handlers, a digression, its "not found", the root's
        anything_else."""
        handled = self._handled(self._focus) if self._focus else None
        if handled is not None:
            return handled
        self.digression = away_from(self._frame, self._state)
        if self.digression is not None:
            return False
        not_found = self._state.first(self._handlers(self._focus, "nomatch")) if self._focus else None
        if not_found is None:
            self._anything_else()
            return self._ask()
        said = len(self._state.said)
        self._state.respond(not_found)
        behavior = not_found.next_step.behavior if not_found.next_step else None
        if behavior in _SKIPS:
            return self._skip(behavior)
        # An empty response is what the editor leaves behind; to wait without a word would be no answer.
        if behavior == "reprompt" or self._has_value(self._focus) or len(self._state.said) == said:
            return self._ask()
        self._wait_for(self._focus)  # the default of a "not found" response is to wait, not to ask again
        return False

    def _handled(self, owner: Node) -> bool | None:
        """Runs the first `generic` handler of the frame or slot that the input triggers. Returns None if there is none."""
        handler = self._state.first(self._handlers(owner, "generic"))
        if handler is None:
            return None
        self._state.respond(handler)
        behavior = handler.next_step.behavior if handler.next_step else None
        return self._skip(behavior) if behavior in _SKIPS else self._ask()

    def _fill(self) -> list[Node]:
        """Tries to fill every slot, and gives each mention to one of them. Returns those that were filled, in order.

        Mentions inside longer ones come second, for the slots that are still open.
        """
        scope, slots = self._state.scope, self._state.skill.children(self._frame.id, "slot")
        everything = scope.entities
        longest = mentions.longest(everything)
        first = sorted(slots, key=lambda slot: (slot is not self._focus, self._has_value(slot)))
        filled: set[str] = set()
        try:
            scope.names["entities"] = longest
            taken = self._fill_from(first, filled)
            if len(longest) < len(everything):
                scope.names["entities"] = mentions.without(everything, taken)
                self._fill_from(first, filled)
        finally:
            scope.names["entities"] = everything
        return [slot for slot in slots if slot.id in filled]

    def _fill_from(self, slots: list[Node], filled: set[str]) -> list[Mention]:
        """Tries to fill the slots that are not in `filled`, and adds to it. Returns the mentions that they took.

        A slot's own condition is read when its turn comes, because it may read the slots before it.
        """
        scope, taken = self._state.scope, list[Mention]()
        for slot in slots:
            if slot.id in filled or not self._state.holds(slot, when_missing=True):
                continue
            free = scope.entities
            handler = self._fill_one(slot)
            if handler is not None:
                filled.add(slot.id)
                took = mentions.taken_by(handler, slot.variable[0], free)
                taken += took
                scope.names["entities"] = mentions.without(free, took)
        return taken

    def _fill_one(self, slot: Node) -> Node | None:
        """Tries to fill one slot. Returns the handler that did, or None."""
        names, context = self._state.scope.names, self._state.scope.context
        names["slot_in_focus"] = slot is self._focus
        before = look_up(context, slot.variable)
        checks = [node for node in self._handlers(slot, "input") if node.conditions]
        handler = self._state.first(checks)
        if handler is None:
            names["slot_in_focus"] = False
            return None
        event = names["event"] = {"previous_value": before, "current_value": None}
        found = self._state.condition(handler)
        names["slot_in_focus"] = False
        self._state.respond(handler)
        if slot.variable and slot.variable[0] not in handler.context:
            # Without a context of its own, a handler saves the value of its condition.
            put(context, slot.variable, plain(found))
        event["current_value"] = look_up(context, slot.variable)
        self._events[slot.id] = event
        self._note_filled()
        return handler if self._has_value(slot) else None

    def _found(self, filled: list[Node], focus: Node | None) -> bool:
        """Runs the "found" response of the slot in focus, or of the first other one that was filled, such as one whose
        value was replaced. Returns whether it skips to the node's response."""
        if not filled:
            return False
        slot = focus if focus is not None and focus in filled else filled[0]
        self._state.scope.names["event"] = self._events[slot.id]
        handler = self._state.first(self._handlers(slot, "filled"))
        if handler is None:
            return False
        self._state.respond(handler)
        behavior = handler.next_step.behavior if handler.next_step else None
        if behavior == "reprompt":
            put(self._state.scope.context, slot.variable, None)
        return self._skip(behavior) if behavior in _SKIPS else False

    def _skip(self, behavior: str | None) -> bool:
        self._state.scope.names["has_skipped_slots"] = True
        if behavior == "skip_all_slots":
            return True
        if self._focus:
            self._skipped.add(self._focus.id)
        return self._ask()

    def _ask(self) -> bool:
        """Asks for the next empty slot. Returns whether there is none."""
        self._note_filled()
        following = self._next()
        if following is None:
            return True
        prompt = self._state.first(self._handlers(following, "focus"))
        if prompt is not None:
            self._state.respond(prompt)
        self._wait_for(following)
        return False

    def _prompt_for_all(self) -> bool:
        prompt = self._state.first(
            [node for node in self._handlers(self._frame, "focus") if says_something(node.output)]
        )
        if prompt is not None and self._next() is not None:
            self._state.respond(prompt)
            return True
        return False

    def _anything_else(self) -> None:
        """Says what the last anything_else at the root says, also in a folder there."""
        roots = self._state.skill.in_folders(None)
        last = next((node for node in reversed(roots) if node.conditions == "anything_else"), None)
        if last is not None:
            self._state.respond(last)

    def _next(self) -> Node | None:
        """Returns the first slot that is empty, required and not skipped, or None."""
        for slot in self._slots():
            required = slot.variable and any(says_something(node.output) for node in self._handlers(slot, "focus"))
            if required and slot.id not in self._skipped and not self._has_value(slot):
                return slot
        return None

    def _slots(self) -> list[Node]:
        slots = self._state.skill.children(self._frame.id, "slot")
        return [slot for slot in slots if self._state.holds(slot, when_missing=True)]

    def _handlers(self, owner: Node, event: str) -> list[Node]:
        return self._state.skill.handlers(owner.id, event)

    def _has_value(self, slot: Node | None) -> bool:
        return slot is not None and look_up(self._state.scope.context, slot.variable) is not None

    def _wait_for(self, slot: Node | None) -> None:
        focus = slot.id if slot else None
        self._state.session.place = Place("slots", self._frame.id, focus, frozenset(self._skipped))

    def _return_to(self, place: Place) -> None:
        self._clear_words()
        self._focus = self._state.skill.nodes[place.focus] if place.focus else None
        self._skipped = set(place.skipped)
        self._state.scope.names["has_skipped_slots"] = bool(place.skipped)

    def _clear_words(self) -> None:
        self._state.scope.names.update(slot_in_focus=False, has_skipped_slots=False, event=None)
        self._note_filled()

    def _note_filled(self) -> None:
        slots = self._state.skill.children(self._frame.id, "slot")
        self._state.scope.names["all_slots_filled"] = all(self._has_value(slot) for slot in slots)
