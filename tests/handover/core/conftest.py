"""A busy machine is no defect: what hypothesis tries may take its time."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("core", deadline=None)
settings.load_profile("core")
