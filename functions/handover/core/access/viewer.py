"""The viewer of a dashboard page, and what they may see.

There are two ways in. An agent who has **signed in** with a code sees the desk; a lead also sees its state and may pause
it. An agent who has opened the **link** in the text message about a call sees that one handover and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from handover.core.desk.config import Agent


@dataclass(frozen=True)
class Viewer:
    """`sign_in_id` is the id of the sign-in, `""` for a link; `handover_id` and `attempt` are set for a link only."""

    agent: Agent
    sign_in_id: str = ""
    handover_id: str = ""
    attempt: int = 0

    @property
    def signed_in(self) -> bool:
        return bool(self.sign_in_id)

    @property
    def lead(self) -> bool:
        """Whether the viewer sees the desk's state and may pause it."""
        return self.signed_in and self.agent.role == "lead"

    def may_see_figures_of(self, agent_id: str) -> bool:
        """Returns whether the viewer may see the figures of that agent: a lead sees everybody's, an agent their own."""
        return self.lead or (self.signed_in and self.agent.id == agent_id)

    def may_see(self, handover_id: str) -> bool:
        """Returns whether the viewer may open that handover."""
        return self.signed_in or (self.handover_id != "" and self.handover_id == handover_id)
