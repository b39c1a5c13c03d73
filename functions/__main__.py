"""The doors, and nothing else: each platform deploys this directory with the name of one of them."""

from handover.runtime import dashboard, scheduler, status, transcript, twiml, webhook  # noqa: F401 (a door is called by name)
