"""What tests of the sign-in share: a rig with what codes are made of, and somebody who asks for one."""

from __future__ import annotations

from handover.core.access.sign_in_code import code_of
from handover.usecases.sign_in import request_code
from tests.handover.browser import DASHBOARD_SECRET
from tests.handover.rig import ANNA, Rig


def with_secret(rig: Rig, **changes: str) -> Rig:
    """The same rig with a DASHBOARD_SECRET; `changes` replace settings."""
    rig.changes = {**rig.changes, "DASHBOARD_SECRET": DASHBOARD_SECRET, **changes}
    rig.__post_init__()
    return rig


def ask(rig: Rig, number: str = ANNA, language: str = "en") -> str:
    """Ask for a code; its challenge."""
    ctx = rig.ctx()
    return request_code(ctx, ctx.storage.desk(), number, language)


def right(challenge: str) -> str:
    """The code that belongs to a challenge."""
    return code_of(DASHBOARD_SECRET, challenge)


def wrong(challenge: str) -> str:
    """A code that does not."""
    return f"{(int(right(challenge)) + 1) % 10**6:06}"
