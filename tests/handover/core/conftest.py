"""No deadline for hypothesis: a busy machine is not a defect."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("core", deadline=None)
settings.load_profile("core")
