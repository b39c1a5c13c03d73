"""The one base of all our exceptions; each child is named after its situation and lives where it is raised."""


class HandoverError(Exception):
    """Something did not go as asked; the message is one plain sentence without secrets or full phone numbers."""
