"""Walks through the dialog tree: which node an input triggers, and what follows (IBM's page dialog-build)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..errors import DialogError
from ..node import NextStep, Node
from ..skill import SEARCHED
from .session import Place
from .slots import Slots
from .turn_state import TurnState

# A turn with more nodes than this is taken for a circle of jumps.
_MOST_NODES = 50
# The answer of a turn that failed before it said anything.
_FAILED = "The assistant could not answer; the console says why."


@dataclass(frozen=True)
class Answer:
    """The result of a turn. `left_branch`: why the branch is over (`completed`, `fallback`), None while it goes on.

    `problems`: the expressions that could not be evaluated, as sentences. `seconds`: the duration of the callouts.
    `user_defined`: what nodes hand to the page beside their answers.
    """

    generic: list[dict[str, Any]]
    visited: list[Node]
    left_branch: str | None
    problems: list[str]
    seconds: float
    user_defined: dict[str, Any] = field(default_factory=dict)


class Turn:
    """Runs the dialog for one input, from the session's place to the place where it waits again."""

    def __init__(self, state: TurnState) -> None:
        self._state, self._skill, self._session = state, state.skill, state.session
        self._fell_back = False
        # The node that came for the second time, and how much was said and noted before.
        self._circle: Node | None = None
        self._before_the_circle = (0, 0)

    def run(self) -> Answer:
        """Runs nodes until one waits for input. A fault ends the turn; it becomes one of the problems, not an exception."""
        state = self._state
        try:
            self._walk()
        except DialogError as error:
            said, problems = self._before_the_circle
            del state.said[said:], state.scope.problems[problems:]
            self._fail(str(error))
            if self._circle is not None and self._skill.children(self._circle.id, *SEARCHED):
                self._session.place = Place("children", self._circle.id)
        except Exception as error:  # whatever a skill does: a conversation goes on, as at Watson
            self._fail(f"The turn failed: {type(error).__name__}: {error}")
        left, seconds = self._left_branch(), round(state.seconds, 3)
        return Answer(state.said, state.visited, left, state.scope.problems, seconds, state.user_defined)

    def _walk(self) -> None:
        node = self._resume()
        steps = 0
        visited: set[str] = set()
        while node is not None:
            steps += 1
            if node.id in visited and self._circle is None:
                self._circle = node
                self._before_the_circle = len(self._state.said), len(self._state.scope.problems)
            visited.add(node.id)
            if steps > _MOST_NODES:
                raise DialogError(f"The dialog jumps in a circle; the last node was {node.id!r}.")
            node = self._visit(node)

    def _fail(self, problem: str) -> None:
        self._state.scope.problems.append(problem)
        self._session.place = Place()
        if not self._state.said:
            self._state.said.append({"response_type": "text", "text": _FAILED})

    def _resume(self) -> Node | None:
        place = self._session.place
        if place.kind == "slots" and place.node:
            slots = Slots(self._state, self._skill.nodes[place.node])
            if slots.resume():
                return self._respond(self._skill.nodes[place.node])
            return slots.digression
        if place.kind == "children":
            return self._search_or_root(self._skill.children(place.node, *SEARCHED))
        if place.kind == "node" and place.node:
            return self._search_or_root(self._skill.following(self._skill.nodes[place.node]))
        return self._search_or_root([])

    def _visit(self, node: Node) -> Node | None:
        """Runs a node. Returns the node that follows at once, or None if the turn ends here."""
        if node.type == "frame" and not Slots(self._state, node).enter():
            return None
        return self._respond(node)

    def _respond(self, node: Node) -> Node | None:
        state = self._state
        if state.variants.context_before_callout:
            state.set_context(node.context)
        if state.variants.callout_after_skip or not state.scope.names.get("has_skipped_slots"):
            for callout in node.callouts:
                state.call_out(callout)
        if not state.variants.context_before_callout:
            state.set_context(node.context)
        state.say(node)
        response = state.first(self._skill.children(node.id, "response_condition"))
        if response is not None:
            state.respond(response)
        return self._follow(node, response.next_step if response and response.next_step else node.next_step)

    def _follow(self, node: Node, step: NextStep | None) -> Node | None:
        children = self._skill.children(node.id, *SEARCHED)
        if step is not None and step.behavior == "skip_user_input":
            return self._search_or_root(children)
        target = self._skill.nodes.get(step.node or "") if step is not None and step.behavior == "jump_to" else None
        if step is not None and target is not None:
            return self._jump(target, step.selector)
        self._session.place = Place("children", node.id) if children else Place()
        return None

    def _jump(self, target: Node, selector: str | None) -> Node | None:
        if selector == "body":
            if target.type == "folder":
                return self._search_or_root(self._skill.children(target.id, *SEARCHED))
            return target
        if selector == "user_input":
            self._session.place = Place("node", target.id)
            return None
        # `condition`, and `client`: nothing here could answer as a client application, so the dialog goes on at once.
        return self._search_or_root(self._skill.following(target))

    def _search_or_root(self, candidates: list[Node]) -> Node | None:
        """Returns the first node whose condition is true, among the candidates, else among the root nodes, or None."""
        found = self._state.search(candidates)
        if found is None:
            self._fell_back = bool(candidates)
            found = self._at_the_root()
        if found is None:
            self._session.place = Place()
        return found

    def _at_the_root(self) -> Node | None:
        """Returns the first root node whose condition is true and that did not run in this turn, or None.

        Raises DialogError if only nodes that did run match: they would run for ever.
        """
        state, roots = self._state, self._skill.children(None, *SEARCHED)
        found = state.search(roots, lambda node: node not in state.visited)
        if found is None and state.visited:
            again = state.search(roots)
            if again is not None:
                self._before_the_circle = len(state.said), len(state.scope.problems)
                raise DialogError(
                    f"No node goes on after {state.visited[-1].id!r} but {again.id!r}, which ran already."
                )
        return found

    def _left_branch(self) -> str | None:
        if self._session.place.kind != "root":
            return None
        return "fallback" if self._fell_back else "completed"
