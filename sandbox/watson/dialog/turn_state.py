"""The state that the nodes of one turn share: the input, the context, and the output so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..expressions import Scope, evaluate, expand, plain, truth
from ..node import Callout, Node
from ..skill import SEARCHED, Skill
from ..variants import Variants
from .callout import BUDGET_SECONDS, CalloutError, TimedOutError, Webhook
from .output import render
from .session import Session, inner, merge, put

# Fields of a node's output that are not passed on as they are.
_OWN_OUTPUT = frozenset({"generic", "text", "modifiers", "webhook_error"})


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

    @property
    def user_defined(self) -> dict[str, Any]:
        """Returns `output.user_defined`: what nodes hand to the page, as the last one of them set it."""
        handed = plain(self.scope.names["output"].get("user_defined"))
        return handed if isinstance(handed, dict) else {}

    def holds(self, node: Node, when_missing: bool) -> bool:
        """Returns whether a node's condition is true now, or `when_missing` if it has none. One that fails is not true."""
        if node.conditions is None:
            return when_missing
        return truth(self.condition(node), self.scope.empty_text_is_true)

    def condition(self, node: Node) -> Any:
        """Returns the value of a node's condition, or None if it has none or it cannot be evaluated."""
        if node.conditions is None:
            return None
        return evaluate(node.conditions, self.scope, f"Condition of node {node.id!r}, {node.conditions!r}")

    def first(self, nodes: list[Node]) -> Node | None:
        """Returns the first response or handler whose condition is true; no condition counts as true."""
        return next((node for node in nodes if self.holds(node, when_missing=True)), None)

    def search(self, nodes: Sequence[Node], accepts: Callable[[Node], bool] = lambda _: True) -> Node | None:
        """Returns the first node whose condition is true, also inside folders, or None. One without a condition is not."""
        for node in nodes:
            if node.type == "folder":
                if self.holds(node, when_missing=True):
                    found = self.search(self.skill.children(node.id, *SEARCHED), accepts)
                    if found is not None:
                        return found
            elif accepts(node) and self.holds(node, when_missing=False):
                return node
        return None

    def respond(self, node: Node) -> None:
        """Runs the actions of a response or handler, sets its context, then says its output, which uses the new values."""
        for callout in node.callouts:
            self.call_out(callout)
        self.set_context(node.context)
        self.say(node)

    def say(self, node: Node) -> None:
        """Adds a node's output to `said`, and the node to `visited`."""
        self.visited.append(node)
        modifiers = node.output.get("modifiers")
        if isinstance(modifiers, dict) and modifiers.get("overwrite"):
            self.said.clear()
        visits = inner(inner(self.scope.context, "system"), "_node_output_map")
        said = render(node.output, self.scope, visits, node.id, node.title, self._channel)
        # Other fields go to the client as they are. Skills change the context in their expressions; `output.clear()` takes
        # back what earlier nodes said, but not this one's texts.
        more = {name: value for name, value in node.output.items() if name not in _OWN_OUTPUT}
        self.scope.names["output"].update(expand(more, self.scope))
        self.said.extend(said)

    def set_context(self, patch: Mapping[str, Any]) -> None:
        """Sets context variables. All are evaluated before any is set, because Watson defines no order."""
        merge(self.scope.context, expand(dict(patch), self.scope))

    def call_out(self, callout: Callout) -> None:
        """Calls the webhook, and stores its response, or null, in the result variable.

        Nothing here could run an action of another type. That of a client has no result; that of a cloud function has the
        error that Watson gives it when the call fails (as IBM's sample cloud-functions-echo reads it).
        """
        if callout.kind != "webhook":
            problem = f"The action {callout.name!r} of the type {callout.kind!r} does not run in the sandbox."
            self.scope.problems.append(problem)
            failed = None if callout.kind == "client" else {"cloud_functions_call_error": problem}
            put(self.scope.context, callout.result, failed)
            return
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
            put(errors, callout.result or ("result",), {"message": str(error)})
        put(self.scope.context, callout.result, answer)
