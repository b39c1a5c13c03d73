"""Trusted profiles on Code Engine: the flag, the move of a running deployment from a key to a profile, the checks.

The flag and its forms are from the page "Working with trusted profiles". Functions have it since version 1.52 of plug-in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from handover.settings import Settings
from operate.deploy.job import Job

#: The first version of the Code Engine plug-in that has the flag.
OLDEST_PLUGIN = (1, 52, 0)
PAGE = "docs/operations.md#a-trusted-profile-instead-of-a-key"

#: What the mark of a deployment begins with whose storage is reached by a profile (fingerprint.py).
_MARK = "profile-"
_FLAG = "--trusted-profiles-enabled"
_MISSING = re.compile(r"not found|does not exist|no trusted profile", re.IGNORECASE)


def name(job: Job) -> str:
    """Returns the profile's name."""
    return job.settings.get("COS_TRUSTED_PROFILE") or Settings().cos_trusted_profile


def marked(job: Job, fingerprint: str) -> str:
    """Returns the mark of what is deployed. It tells later runs how storage is reached."""
    return f"{_MARK}{fingerprint}" if job.by_trusted_profile else fingerprint


def flag(job: Job, deployed: str) -> tuple[str, ...]:
    """Returns the flag for a function or application whose present mark is `deployed`, `""` if there is none. Without a
    profile, now and before, the flag is not named: an older plug-in does not know it."""
    if job.by_trusted_profile:
        return (f"{_FLAG}=true",)
    return (f"{_FLAG}=false",) if deployed.startswith(_MARK) else ()


def moves(job: Job, deployed: Iterable[str]) -> bool:
    """Returns whether something that is deployed uses a key which this run takes away. Then the key must stay in the secret
    until all of it can use the profile: an instance that starts between would reach no storage."""
    return job.by_trusted_profile and any(mark and not mark.startswith(_MARK) for mark in deployed)


def problems(job: Job) -> Iterator[str]:
    """Yields what is wrong with the profile, as far as the operator may see it."""
    if not job.by_trusted_profile:
        return
    if not job.settings.get("COS_INSTANCE_CRN"):
        yield "COS_INSTANCE_CRN is missing: copy the CRN of the storage instance; buckets are created in it."
    answer = job.tools.run(("ibmcloud", "iam", "trusted-profile", name(job), "--output", "json"))
    if not answer.ok and _MISSING.search(answer.err + answer.out):
        yield (
            f"There is no trusted profile {name(job)}, which is used because COS_API_KEY is empty: create it ({PAGE}),"
            " or set COS_API_KEY."
        )


def notices(job: Job) -> Iterator[str]:
    """Yields what the settings choose."""
    if job.by_trusted_profile:
        yield (
            f"COS_API_KEY is empty: the actions reach storage by the trusted profile {name(job)}, and this script by your"
            f" own login. Nobody has confirmed yet that this works: {PAGE}."
        )
    elif job.settings.get("COS_TRUSTED_PROFILE") and job.on_code_engine:
        yield "COS_TRUSTED_PROFILE has no effect: it is for settings without COS_API_KEY and without COS_HMAC_ settings."
