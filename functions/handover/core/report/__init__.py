"""Handovers as lines of lists: what days, look-backs, charts and files are made of."""
