"""The names of the records of who viewed a handover's page. Whether an agent did is then known by one read."""

from __future__ import annotations

from handover.core.privacy.pseudonyms import pseudonym


def first_view_of(agent_id: str, hash_key: str) -> str:
    """Returns the name of the report of an agent's first view by one way in. It follows from the agent. Ids are often names,
    so it has their keyed hash."""
    return f"view-{pseudonym(hash_key, 'agent', agent_id)}"
