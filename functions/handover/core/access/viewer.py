"""Who looks at the dashboard, and what they may see.

There are two ways in. An agent with a **seat** has signed in with a code: sees the desk, and as a lead all of it. An agent
with a **link** has tapped the text message that came with a ringing call: sees that one handover and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from handover.core.desk.config import Agent


@dataclass(frozen=True)
class Viewer:
    """`seat` is the id of the session, empty for somebody with a link; `hid` and `attempt` are what a link opens."""

    agent: Agent
    sign_in_id: str = ""
    handover_id: str = ""
    attempt: int = 0

    @property
    def signed_in(self) -> bool:
        return bool(self.sign_in_id)

    @property
    def lead(self) -> bool:
        """Whether they see the desk's state and may pause it."""
        return self.signed_in and self.agent.role == "lead"

    def may_see(self, handover_id: str) -> bool:
        """Whether they may open that handover."""
        return self.signed_in or (self.handover_id != "" and self.handover_id == handover_id)
