"""The actions, one callable each. Each platform deploys this directory with the name of one of them."""

from handover.runtime import dashboard, scheduler, status, transcript, twiml, webhook  # noqa: F401 (called by name)
