"""What a woken container loads (wake.py): all that the first requests of a call would otherwise wait for.

Everything is loaded once in a container. A second wake-up costs what a refusal costs, so it is no lever for a stranger, from
whom it may come as well: it is not signed. Nothing is requested from storage or Twilio.
"""

from __future__ import annotations

from handover.core import i18n, phone_numbers
from handover.core.desk import config
from handover.services import twilio_signatures
from handover.usecases.context import RequestContext


def load_for_callbacks(ctx: RequestContext) -> None:
    """Load what a status callback needs: the signature's library, and storage with its client."""
    ctx.log.note(step="wake", outcome="woken")
    twilio_signatures.load()
    with ctx.best_effort("Loading the storage client"):
        ctx.storage.load_client()


def load_for_steps(ctx: RequestContext) -> None:
    """Load what the steps of a call need: the same, the texts, and what reads the desk and its agents' numbers."""
    from handover.usecases import agent_steps, connect_agent  # noqa: F401 (a step that only speaks does without)

    load_for_callbacks(ctx)
    config.load()
    phone_numbers.is_e164(ctx.settings.twilio_number)
    for language in i18n.available():
        i18n.catalogue(language)
