"""A call: its timeline, where it stands, what is said at each step."""
