"""The state that the nodes of one turn share: the input, the context, and the output so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import EvaluationError
from ..expressions import Expression, Scope, expand, parse, plain, truth
from ..node import Callout, Node
from ..skill import Skill
from ..variants import Variants
from .callout import BUDGET_SECONDS, CalloutError, TimedOutError, Webhook
from .output import render
from .session import Session, merge, put


class TurnState:
    """The state of one turn. `said` becomes `output.generic`. `visited`: the nodes that ran. `seconds`: used by callouts."""

    def __init__(
        self, skill: Skill, session: Session, scope: Scope, webhook: Webhook, variants: Variants, channel: str
    ) -> None:
        self.skill, self.session, self.scope, self.variants = skill, session, scope, variants
        self.said: list[dict[str, Any]] = []
        self.visited: list[Node] = []
        self.seconds = 0.0
        self._webhook, self._channel = webhook, channel
        scope.names["output"] = {"generic": self.said}

    def holds(self, node: Node, when_missing: bool) -> bool:
        """Returns whether a node's condition is true now, or `when_missing` if it has none. One that fails is not true."""
        if node.conditions is None:
            return when_missing
        return truth(self.value(node, parse(node.conditions)), self.scope.empty_text_is_true)

    def value(self, node: Node, expression: Expression) -> Any:
        """Returns the value of a condition's expression, or None if it cannot be evaluated."""
        try:
            return expression.value(self.scope)
        except EvaluationError as error:
            self.scope.problems.append(f"Condition of node {node.id!r}, {expression.text!r}: {error}")
            return None

    def first(self, nodes: list[Node]) -> Node | None:
        """Returns the first response or handler whose condition is true; no condition counts as true."""
        return next((node for node in nodes if self.holds(node, when_missing=True)), None)

    def respond(self, node: Node) -> None:
        """Sets the node's context, then says its output, whose texts use the new values."""
        self.set_context(node.context)
        self.say(node)

    def say(self, node: Node) -> None:
        """Adds a node's output to `said`, and the node to `visited`."""
        self.visited.append(node)
        if (node.output.get("modifiers") or {}).get("overwrite"):
            self.said.clear()
        system = self.scope.context.setdefault("system", {})
        visits = system.setdefault("_node_output_map", {})
        self.said.extend(render(node.output, self.scope, visits, node.id, node.title, self._channel))

    def set_context(self, patch: Mapping[str, Any]) -> None:
        """Sets context variables. All are evaluated before any is set, because Watson defines no order."""
        merge(self.scope.context, expand(dict(patch), self.scope))

    def call_out(self, callout: Callout) -> None:
        """Calls the webhook, and stores its response, or null, in the result variable."""
        parameters = expand(dict(callout.parameters), self.scope)
        if self.variants.null_parameters == "omitted":
            parameters = {name: value for name, value in parameters.items() if value is not None}
        answer: dict[str, Any] | None = None
        try:
            answer, seconds = self._webhook.call(plain(parameters), self.scope, BUDGET_SECONDS - self.seconds)
            self.seconds += seconds
        except CalloutError as error:
            if isinstance(error, TimedOutError):
                self.seconds = BUDGET_SECONDS
            errors = self.scope.names["output"].setdefault("webhook_error", {})
            put(errors, callout.result, {"message": str(error)})
        put(self.scope.context, callout.result, answer)
