"""The base of all our exceptions. Each child is named after its situation and defined where it is raised."""


class HandoverError(Exception):
    """Something failed. The message is one plain sentence without secrets or full phone numbers."""
