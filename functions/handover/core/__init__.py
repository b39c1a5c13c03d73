"""Decisions without effects: no I/O, no environment, no clock. The current time is a parameter."""
