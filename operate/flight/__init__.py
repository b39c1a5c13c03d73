"""The flight recorder: what happened to a handover and why, and what another desk.json would have changed. Pure."""
