"""The fingerprint of a deployed action, by which a second run sees that nothing changed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from operate.deploy.job import Job
from operate.errors import OperatorError

#: Where it is stored: in an environment variable on Code Engine, in an annotation on OpenWhisk.
VARIABLE, ANNOTATION = "HANDOVER_DEPLOYED", "handover-deployed"


def fingerprint(job: Job, settings: Mapping[str, str], **besides: Any) -> str:
    """Returns 32 hex digits over the bundle, the settings and `besides`. Keyed, so that it reveals nothing of a secret.

    Raises OperatorError if the bundle is not built, except in a plan.
    """
    archive = job.options.build / "handover.zip"
    if not archive.is_file():
        if job.options.plan:
            return "not built yet"
        raise OperatorError("The bundle is not built: ./deploy.sh --only bundle builds it.")
    code = hashlib.sha256(archive.read_bytes()).hexdigest()
    made_of = json.dumps([code, job.python, sorted(settings.items()), besides], sort_keys=True)
    return hmac.new(job.settings["HASH_KEY"].encode(), made_of.encode(), "sha256").hexdigest()[:32]
