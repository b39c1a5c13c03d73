"""The desk: its agents, hours, limits, and who is rung in which order."""
