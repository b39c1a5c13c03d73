"""What tests of the sign-in share: a rig with a secret, and codes for it."""

from __future__ import annotations

from handover.core.access.sign_in_code import code_of
from handover.usecases.sign_in import request_code
from tests.handover.browser import DASHBOARD_SECRET
from tests.handover.rig import ANNA, Rig


def with_secret(rig: Rig, **changes: str) -> Rig:
    """Returns the same rig with a DASHBOARD_SECRET; `changes` replace settings."""
    rig.change_settings(**{"DASHBOARD_SECRET": DASHBOARD_SECRET, **changes})
    return rig


def ask(rig: Rig, number: str = ANNA, language: str = "en") -> str:
    """Request a code. Returns its challenge."""
    ctx = rig.ctx()
    return request_code(ctx, ctx.storage.desk(), number, language)


def right(challenge: str) -> str:
    """Returns the code that belongs to a challenge."""
    return code_of(DASHBOARD_SECRET, challenge)


def wrong(challenge: str) -> str:
    """Returns a code that does not belong to the challenge."""
    return f"{(int(right(challenge)) + 1) % 10**6:06}"
