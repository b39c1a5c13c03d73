"""Decisions, pure: no I/O, no environment, no clock of their own. Time is a parameter."""
